# SPDX-License-Identifier: Apache-2.0
# The one place where warnings and code generation are set; every target links it.
add_library(waypost_options INTERFACE)
target_include_directories(waypost_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(waypost_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror=switch
  # g++ 12 sees overflows in boost::container::small_vector that are not there (GCC bug 105329 and kin).
  -Wno-stringop-overread -Wno-stringop-overflow -Wno-restrict
  # A fused multiply-add rounds once where two operations round twice: the trajectory would differ by machine.
  -ffp-contract=off)
