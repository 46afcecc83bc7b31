# triptych_add_image_test(NAME name COMMAND command [argument...] REFERENCE picture
#                         [OUTPUT picture] [THRESHOLDS option...] [WORKING_DIRECTORY folder])
# SPDX-License-Identifier: MIT
#
# Adds a test that runs COMMAND, a target or a program, and holds the picture OUTPUT that it writes against REFERENCE by
# `triptych compare`. OUTPUT is relative to the working directory, which is <binary folder>/triptych/NAME unless given;
# it has the reference's file name unless given. THRESHOLDS are options of `triptych compare`, such as --max-flip 0.01;
# without any, pictures must be equal to the bit. A test that fails leaves report.html beside OUTPUT. With TRIPTYCH_UPDATE=1 in
# ctest's environment new pictures become the references.
set(TRIPTYCH_RUN_IMAGE_TEST "${CMAKE_CURRENT_LIST_DIR}/run_image_test.cmake")

function(triptych_add_image_test)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;REFERENCE;OUTPUT;WORKING_DIRECTORY" "COMMAND;THRESHOLDS")
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "triptych_add_image_test knows no argument ${arg_UNPARSED_ARGUMENTS}")
    endif()
    foreach(needed NAME COMMAND REFERENCE)
        if(NOT arg_${needed})
            message(FATAL_ERROR "triptych_add_image_test needs ${needed}")
        endif()
    endforeach()
    get_filename_component(reference "${arg_REFERENCE}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
    string(MAKE_C_IDENTIFIER "${arg_NAME}" identifier)
    set(folder "${CMAKE_CURRENT_BINARY_DIR}/triptych/${identifier}")
    if(NOT arg_WORKING_DIRECTORY)
        set(arg_WORKING_DIRECTORY "${folder}")
    endif()
    if(NOT arg_OUTPUT)
        get_filename_component(arg_OUTPUT "${reference}" NAME)
    endif()
    get_filename_component(output "${arg_OUTPUT}" ABSOLUTE BASE_DIR "${arg_WORKING_DIRECTORY}")
    list(POP_FRONT arg_COMMAND program)
    if(TARGET ${program})
        set(program "$<TARGET_FILE:${program}>")
    endif()
    # Arguments go through a file, in which they keep their blanks, quotes and semicolons.
    set(command "[==[${program}]==]")
    foreach(argument IN LISTS arg_COMMAND)
        string(APPEND command " [==[${argument}]==]")
    endforeach()
    set(thresholds "")
    foreach(option IN LISTS arg_THRESHOLDS)
        string(APPEND thresholds " [==[${option}]==]")
    endforeach()
    file(GENERATE OUTPUT "${folder}/test$<$<BOOL:$<CONFIG>>:-$<CONFIG>>.cmake" CONTENT
"set(triptych [==[${Triptych_EXECUTABLE}]==])
set(reference [==[${reference}]==])
set(output [==[${output}]==])
set(working_directory [==[${arg_WORKING_DIRECTORY}]==])
set(report [==[${folder}/report.html]==])
set(command ${command})
set(thresholds${thresholds})
include([==[${TRIPTYCH_RUN_IMAGE_TEST}]==])
")
    add_test(NAME "${arg_NAME}"
        COMMAND "${CMAKE_COMMAND}" -P "${folder}/test$<$<BOOL:$<CONFIG>>:-$<CONFIG>>.cmake")
endfunction()
