// What Draco compressed, as the one mesh of a glTF file around it.
// SPDX-License-Identifier: MIT
#include "draco_seeds.hpp"
#include "fuzzing.hpp"
#include "gltf/gltf.hpp"

using namespace triptych;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto file = test::draco_file(fuzzing::bytes_of(data, size));
    fuzzing::expect_scene_or_refusal([&] { import_gltf(file, "fuzzed.glb", ".", {}); });
    return 0;
}
