// Mesh files of one format, named by FUZZ_FORMAT (gltf, glb, obj, ply or stl): content to a scene, packed, with its
// trees. The files that they refer to lie in the folder that the environment's FUZZ_FOLDER names.
// SPDX-License-Identifier: MIT
#include "bvh/build.hpp"
#include "fuzzing.hpp"
#include "gltf/gltf.hpp"
#include "import/obj.hpp"
#include "import/ply.hpp"
#include "import/standard_view.hpp"
#include "import/stl.hpp"
#include "pack/pack.hpp"

using namespace triptych;

namespace {

ImportedScene import(std::span<const std::byte> content, const std::string& folder) {
    const std::string_view format = FUZZ_FORMAT;
    if (format == "ply") return import_ply(content, "fuzzed.ply", folder);
    if (format == "stl") return import_stl(content, "fuzzed.stl");
    if (format == "obj") return import_obj(content, "fuzzed.obj", folder);
    return import_gltf(content, "fuzzed.gltf", folder, {0.5, true});
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const char* const folder = std::getenv("FUZZ_FOLDER");
    fuzzing::expect_scene_or_refusal([&] {
        ImportedScene imported = import(fuzzing::bytes_of(data, size), folder != nullptr ? folder : ".");
        if (imported.scene.shapes.empty()) return; // import_file's own check
        PackedScene packed = pack_scene(with_standard_view(std::move(imported), "", 1.0).scene);
        build_bvh(packed);
    });
    return 0;
}
