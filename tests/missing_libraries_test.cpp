// What a build without an optional library says of files that need it: this program links the stand-ins in their place.
// SPDX-License-Identifier: MIT
#include "expect_error.hpp"
#include "glb_writer.hpp"
#include "gltf/gltf.hpp"
#include "image/image_file.hpp"
#include "ktx2_seeds.hpp"

#include <gtest/gtest.h>

namespace triptych {
namespace {

TEST(MissingLibraries, DracoIsNamed) {
    test::GlbWriter writer;
    writer.view(std::as_bytes(std::span("DRACO...", 8)));
    writer.accessor("VEC3", 5126, 3);
    const auto glb = writer.file(R"("extensionsRequired": ["KHR_draco_mesh_compression"], "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "extensions": {"KHR_draco_mesh_compression":
            {"bufferView": 0, "attributes": {"POSITION": 0}}}}]}])");
    expect_error(ExitCode::INVALID_INPUT, {"/meshes/0/primitives/0", "libdraco-dev", "without compression"},
                 [&] { import_gltf(glb, "test.glb", ".", {}); });
}

TEST(MissingLibraries, ZstandardIsNamed) {
    const auto file = test::ktx2({4, 4, 2, 166, {0}, test::uastc_solid(7), {}});
    expect_error(ExitCode::INVALID_INPUT, {"a.ktx2", "libzstd-dev", "without that compression"},
                 [&] { decode_image("a.ktx2", file, ImageLimits()); });
}

} // namespace
} // namespace triptych
