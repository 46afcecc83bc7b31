// The sum over all arrays that a file can make large.
// SPDX-License-Identifier: MIT
#include "scene/scene_memory.hpp"

#include "base/limits.hpp"

namespace triptych {

namespace {

std::uint64_t bytes_of(const auto& array) { return std::uint64_t{array.size()} * sizeof(array[0]); }

} // namespace

std::uint64_t memory_of(const Scene& scene) {
    std::uint64_t bytes = 0;
    for (const auto& image : scene.images) {
        if (image) bytes += bytes_of(image->words);
    }
    for (const auto& mesh : scene.meshes) {
        if (mesh) bytes += bytes_of(mesh->positions) + bytes_of(mesh->vertices) + bytes_of(mesh->triangles);
    }
    return bytes;
}

void check_memory(const Scene& scene) {
    check_scene_memory(memory_of(scene), scene.name.empty() ? "The scene" : scene.name);
}

} // namespace triptych
