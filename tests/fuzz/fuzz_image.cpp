// Image files of any format, for every use that a scene makes of them. Formats differ by their seeds alone.
// SPDX-License-Identifier: MIT
#include "fuzzing.hpp"
#include "scene/image_data.hpp"

using namespace triptych;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    for (const ImageUse use : {ImageUse::COLOR, ImageUse::COLOR_ALPHA, ImageUse::DATA}) {
        fuzzing::expect_scene_or_refusal([&] { decode_image_data("fuzzed", fuzzing::bytes_of(data, size), use); });
    }
    return 0;
}
