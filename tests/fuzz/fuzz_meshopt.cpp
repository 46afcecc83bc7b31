// Streams of meshoptimizer's codecs: the first byte chooses mode, filter and stride, the second how many elements.
// SPDX-License-Identifier: MIT
#include "fuzzing.hpp"
#include "gltf/meshopt.hpp"

#include <vector>

using namespace triptych;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const auto mode = static_cast<MeshoptMode>(data[0] % 3);
    const auto filter = static_cast<MeshoptFilter>(data[0] / 3 % 5);
    const std::size_t strides[] = {4, 8, 16, 256};
    const std::size_t stride = mode == MeshoptMode::ATTRIBUTES ? strides[data[0] / 15 % 4] : 2 + 2 * (data[0] / 15 % 2);
    const std::size_t count = mode == MeshoptMode::TRIANGLES ? 3u * data[1] : 2u * data[1];
    // In memory of its own, so that the sanitizer sees what is read behind its end.
    const std::vector<std::uint8_t> stream(data + 2, data + size);
    std::vector<std::byte> elements(count * stride);
    unpack_meshopt(mode, fuzzing::bytes_of(stream.data(), stream.size()), stride, elements);
    if (mode == MeshoptMode::ATTRIBUTES && fits_filter(filter, stride)) undo_filter(filter, stride, elements);
    return 0;
}
