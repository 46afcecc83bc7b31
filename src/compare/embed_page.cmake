# Writes a page with its style and its scripts in it as a C++ string:
# cmake -DFOLDER=PATH "-DSCRIPTS=FIRST.js LAST.js" -DNAME=CONSTANT -DHEADER=FILE -P embed_page.cmake
# SPDX-License-Identifier: MIT
file(READ ${FOLDER}/page.html page)
file(READ ${FOLDER}/page.css style)
string(REPLACE " " ";" names "${SCRIPTS}")
set(script "")
foreach(name IN LISTS names)
    file(READ ${FOLDER}/${name} part)
    string(APPEND script "${part}\n")
endforeach()
string(REPLACE "{{style}}" "${style}" page "${page}")
string(REPLACE "{{script}}" "${script}" page "${page}")
file(WRITE ${HEADER} "// A page, made by embed_page.cmake.
#pragma once

namespace triptych {

inline constexpr char ${NAME}[] = R\"PAGE(${page})PAGE\";

} // namespace triptych
")
