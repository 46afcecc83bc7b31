# Writes a kernel's PTX, and what the toolkit's assembler says of it for each architecture, as C++ strings:
# cmake -DNAME=PLAIN -DPTX=FILE -DPTXAS=PROGRAM -DARCHITECTURES=80,90 -DHEADER=FILE -P embed_texts.cmake
# SPDX-License-Identifier: MIT
file(READ ${PTX} ptx)
set(resources "")
string(REPLACE "," ";" architectures "${ARCHITECTURES}")
foreach(architecture IN LISTS architectures)
    execute_process(COMMAND ${PTXAS} --verbose --gpu-name sm_${architecture} --output-file /dev/null ${PTX}
        OUTPUT_VARIABLE output ERROR_VARIABLE messages COMMAND_ERROR_IS_FATAL ANY)
    string(APPEND resources "${output}${messages}")
endforeach()
file(WRITE ${HEADER} "// The ${NAME} CUDA kernel as PTX and what ptxas says of them, made by embed_texts.cmake.
#pragma once

namespace triptych {

inline constexpr char ${NAME}_PTX[] = R\"PTX(${ptx})PTX\";
inline constexpr char ${NAME}_RESOURCES[] = R\"PTXAS(${resources})PTXAS\";

} // namespace triptych
")
