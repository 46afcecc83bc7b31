// From GLSL to SPIR-V that every driver must compute as written.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace triptych {

/// A SPIR-V module.
using Spirv = std::vector<std::uint32_t>;

/// Compiles the compute shader `name` of `shader_dir` for Vulkan 1.2 and forbids contraction in it. Includes are found
/// beside the including file, and only within `shader_dir`.
/// Throws Error (INVALID_INPUT) with the compiler's own message, file and line.
Spirv compile_shader(const std::filesystem::path& shader_dir, const std::string& name);

/// A compute shader as text, and how it becomes SPIR-V.
struct ShaderText {
    std::string source;
    std::string name;                                             // in the compiler's messages
    std::vector<std::pair<std::string, std::string>> macros = {}; // names and values
    bool optimize = false;                                        // as `glslc -O`
};

/// Compiles a shader without includes for Vulkan 1.2 and leaves the compiler's result as it is: nothing is forbidden
/// that the text does not forbid. Throws Error (INVALID_INPUT) with the compiler's own message.
Spirv compile_text(const ShaderText& text);

/// Decorates the result of every arithmetic instruction on floats NoContraction, so that no driver may fuse or
/// reassociate it. GLSL's `precise` is no substitute: it follows data flow and missed some. Extended instructions
/// (square root, minimum) stay as they are: SPIR-V allows the decoration on arithmetic instructions only.
/// Throws Error (INTERNAL) for words that are no SPIR-V.
Spirv forbid_contraction(const Spirv& module);

/// The module as text, with names instead of numbers where it has them; spirv-as reads it.
/// Throws Error (INTERNAL) for words that are no SPIR-V.
std::string disassemble(const Spirv& module);

} // namespace triptych
