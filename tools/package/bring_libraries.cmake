# Puts the shared libraries that the program needs into an archive, with their packages' copyright notices.
# SPDX-License-Identifier: MIT
set(root ${CPACK_TEMPORARY_INSTALL_DIRECTORY})
set(program ${root}/bin/triptych)

# Left to the system: the C library; and what drivers for Vulkan need, too, which may want newer ones than ours.
file(GET_RUNTIME_DEPENDENCIES EXECUTABLES ${program} RESOLVED_DEPENDENCIES_VAR libraries
    PRE_EXCLUDE_REGEXES "^ld-linux" "^lib(c|m|dl|rt|pthread|stdc[+][+]|gcc_s|z)[.]so")
foreach(library IN LISTS libraries)
    file(COPY ${library} DESTINATION ${root}/lib/triptych FOLLOW_SYMLINK_CHAIN)
    file(REAL_PATH ${library} file)
    # What is merged into /usr may be listed by either name.
    string(REGEX REPLACE "^/usr" "" short_name ${file})
    execute_process(COMMAND dpkg-query --search ${file} ${short_name} OUTPUT_VARIABLE owner ERROR_QUIET)
    if(NOT owner MATCHES "^([^:]+):")
        message(FATAL_ERROR "${library} belongs to no package, so its licence is unknown; archives are made on Debian.")
    endif()
    file(COPY /usr/share/doc/${CMAKE_MATCH_1}/copyright DESTINATION ${root}/share/doc/triptych/libraries/${CMAKE_MATCH_1})
endforeach()
file(COPY /usr/share/common-licenses/LGPL-2.1 DESTINATION ${root}/share/doc/triptych/libraries) # libseccomp's
