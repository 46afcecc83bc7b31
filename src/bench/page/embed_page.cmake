# Writes the page with its style and its scripts in it as a C++ string: cmake -DFOLDER=PATH -DHEADER=FILE -P embed_page.cmake
# SPDX-License-Identifier: MIT
file(READ ${FOLDER}/page.html page)
file(READ ${FOLDER}/page.css style)
file(READ ${FOLDER}/charts.js charts)
file(READ ${FOLDER}/page.js script)
string(REPLACE "{{style}}" "${style}" page "${page}")
string(REPLACE "{{script}}" "${charts}\n${script}" page "${page}")
file(WRITE ${HEADER} "// The page of a bench, made by embed_page.cmake.
#pragma once

namespace triptych {

inline constexpr char BENCH_PAGE[] = R\"PAGE(${page})PAGE\";

} // namespace triptych
")
