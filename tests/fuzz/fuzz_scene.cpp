// Scene files: text to a scene, packed, with its trees. FUZZ_FOLDER names the folder of the files that scenes refer to.
// SPDX-License-Identifier: MIT
#include "bvh/build.hpp"
#include "format/scene_format.hpp"
#include "fuzzing.hpp"
#include "pack/pack.hpp"

using namespace triptych;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const char* const folder = std::getenv("FUZZ_FOLDER");
    fuzzing::expect_scene_or_refusal([&] {
        const std::string_view text(reinterpret_cast<const char*>(data), size);
        const Scene scene = parse_scene(text, "scene.json", folder != nullptr ? folder : ".");
        PackedScene packed = pack_scene(scene);
        build_bvh(packed);
        // What is written must be read again.
        parse_scene(format_scene(scene), "scene.json", folder != nullptr ? folder : ".");
    });
    return 0;
}
