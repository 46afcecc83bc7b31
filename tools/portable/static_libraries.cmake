# Read at the end of project() in a build for other systems: what is linked needs glibc 2.28, libgcc_s and nothing else. The
# options that tools/portable/prepare prints name this file and TRIPTYCH_PORTABLE_FOLDER, the folder that it filled.
# SPDX-License-Identifier: MIT
set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
set(CMAKE_PREFIX_PATH ${TRIPTYCH_PORTABLE_FOLDER}/dependencies)
set(ENV{PKG_CONFIG_PATH} ${TRIPTYCH_PORTABLE_FOLDER}/dependencies/lib/pkgconfig)

# Not what a shared library of this machine's needs of a newer glibc is to be checked, but what our own objects need.
set(stubs ${TRIPTYCH_PORTABLE_FOLDER}/glibc)
foreach(kind EXE SHARED MODULE)
    string(APPEND CMAKE_${kind}_LINKER_FLAGS
        " -B\"${stubs}/\" -L\"${stubs}\" -static-libstdc++ -Wl,--allow-shlib-undefined -Wl,-z,text -Wl,--exclude-libs,ALL")
endforeach()

# What archives need in their turn, last on each line: libtiff's codecs, and functions that glibc 2.28 lacks.
set(CMAKE_CXX_STANDARD_LIBRARIES "-l:libwebp.a \"${TRIPTYCH_PORTABLE_FOLDER}/dependencies/lib/libjpeg.a\" -l:libdeflate.a -l:libzstd.a -l:liblzma.a -l:libz.a -lm \
\"${TRIPTYCH_PORTABLE_FOLDER}/libnewer_glibc.a\"")
