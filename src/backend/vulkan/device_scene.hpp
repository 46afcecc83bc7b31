// A packed scene in a device's memory.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/vulkan/device.hpp"
#include "pack/pack.hpp"
#include "pack/scene_change.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace triptych {

struct DeviceScene {
    static constexpr std::size_t TEXEL_ARRAYS = 15; // TEXELS of read.glsl

    Buffer buffer;                                         // a shared::Scene, then its arrays
    std::array<Handle<VkBufferView>, TEXEL_ARRAYS> texels; // only where the device pools paths
    std::uint32_t features = 0;                            // FEATURE_ bits
    std::uint32_t tree_levels = 0;                         // that all nodes would fill, those of instances included
    std::uint32_t medium_count = 0;
    std::uint32_t linear_count = 0; // shapes that every ray is tested against: outside the tree, and media's boundaries
};

/// Copies a scene to the device. Throws Error (LIMIT) where it does not fit.
DeviceScene make_device_scene(const Device& device, const PackedScene& packed);

/// Copies what changed in a scene that the device has and that nothing on it reads now.
void update_device_scene(const Device& device, const PackedScene& packed, const SceneChange& change,
                         DeviceScene& scene);

} // namespace triptych
