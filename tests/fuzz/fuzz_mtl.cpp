// MTL files: materials for a scene. FUZZ_FOLDER names the folder of their images.
// SPDX-License-Identifier: MIT
#include "fuzzing.hpp"
#include "import/obj.hpp"

#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace triptych;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const char* const folder = std::getenv("FUZZ_FOLDER");
    // One file a process, as the reader opens it itself.
    static const std::string name = ".fuzzed-" + std::to_string(getpid()) + ".mtl";
    const std::filesystem::path place = folder != nullptr ? folder : ".";
    std::ofstream(place / name, std::ios::binary).write(reinterpret_cast<const char*>(data), std::streamsize(size));
    static const std::string mesh = "mtllib " + name + "\nv 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl a\nf 1 2 3\n";
    fuzzing::expect_scene_or_refusal([&] { import_obj(std::as_bytes(std::span(mesh)), "fuzzed.obj", place); });
    return 0;
}
