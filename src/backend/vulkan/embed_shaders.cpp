// Build tool: compiles the Vulkan entry shaders of a folder into a header of SPIR-V words.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/spirv.hpp"
#include "base/atomic_file.hpp"
#include "base/error.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <iterator>
#include <span>
#include <string>
#include <string_view>

namespace {

/// A constant array of the module's words.
std::string array(std::string_view name, const triptych::Spirv& module) {
    std::string text = fmt::format("inline constexpr std::uint32_t {}[] = {{", name);
    for (std::size_t i = 0; i < module.size(); i++) {
        fmt::format_to(std::back_inserter(text), "{}{:#x},", i % 12 == 0 ? "\n    " : " ", module[i]);
    }
    return text + "\n};\n";
}

} // namespace

/// embed_shaders SHADER_FOLDER HEADER
int main(int argc, char** argv) {
    if (argc != 3) {
        fmt::print(stderr, "usage: {} SHADER_FOLDER HEADER\n", argv[0]);
        return static_cast<int>(triptych::ExitCode::USAGE);
    }
    try {
        const std::string header =
            "// The Vulkan entry shaders as SPIR-V, made by embed_shaders.\n#pragma once\n\n"
            "#include <cstdint>\n\nnamespace triptych {\n\n" +
            array("RENDER_SPIRV", triptych::compile_shader(argv[1], "render.comp")) + "\n" +
            array("RENDER_POOLED_SPIRV", triptych::compile_shader(argv[1], "render_pooled.comp")) + "\n" +
            array("PROBE_SPIRV", triptych::compile_shader(argv[1], "probe.comp")) + "\n} // namespace triptych\n";
        triptych::write_file_atomically(argv[2], std::as_bytes(std::span(header)));
    } catch (const triptych::Error& error) {
        fmt::print(stderr, "{}\n", error.what());
        return static_cast<int>(error.code());
    }
    return 0;
}
