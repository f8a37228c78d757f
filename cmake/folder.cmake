# SPDX-License-Identifier: Apache-2.0
# One target per folder: waypost_folder(dns waypost_net) makes waypost_dns of the sources here.
function(waypost_folder name)
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  if(sources)
    add_library(waypost_${name} STATIC ${sources})
    target_link_libraries(waypost_${name} PUBLIC waypost_options ${ARGN})
  else()
    add_library(waypost_${name} INTERFACE)
    target_link_libraries(waypost_${name} INTERFACE waypost_options ${ARGN})
  endif()
endfunction()
