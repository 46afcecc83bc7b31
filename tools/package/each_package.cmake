# CPack reads this once a package, with CPACK_GENERATOR set to its kind: only the archive brings libraries along.
# SPDX-License-Identifier: MIT
if(CPACK_GENERATOR STREQUAL "TGZ")
    set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/bring_libraries.cmake)
endif()
