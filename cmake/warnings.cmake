# SPDX-License-Identifier: Apache-2.0
# The one place where warnings and code generation are set; every target links it.
add_library(waypost_options INTERFACE)
target_include_directories(waypost_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(waypost_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror=switch
  # A fused multiply-add rounds once where two operations round twice: the trajectory would differ by machine.
  -ffp-contract=off)
