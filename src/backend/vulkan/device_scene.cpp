// DeviceScene: one buffer holds all arrays, at addresses that the shader's Scene tells.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/device_scene.hpp"

#include "base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

namespace triptych {

namespace {

/// Arrays start at multiples of this: the strictest alignment that a device may ask for of texels.
constexpr std::uint64_t ARRAY_ALIGNMENT = 256;

Handle<VkBufferView> make_texels(const Device& device, const Buffer& buffer, std::uint64_t offset,
                                 std::uint64_t bytes) {
    if (bytes / TEXEL_BYTES > device.physical().properties.limits.maxTexelBufferElements) {
        throw Error(ExitCode::LIMIT, fmt::format("An array of the scene takes {} bytes, more than {} reads as texels.",
                                                 bytes, device.physical().info.name));
    }
    VkBufferViewCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_BUFFER_VIEW_CREATE_INFO;
    info.buffer = buffer.buffer.get();
    info.format = VK_FORMAT_R32G32B32A32_UINT;
    info.offset = offset;
    info.range = std::max(bytes, TEXEL_BYTES); // a view has at least one texel, the buffer slack at its end
    VkBufferView view = VK_NULL_HANDLE;
    CHECK_VK(device.vk().vkCreateBufferView(device.get(), &info, nullptr, &view));
    return {device.get(), view, device.vk().vkDestroyBufferView};
}

} // namespace

DeviceScene make_device_scene(const Device& device, const PackedScene& packed) {
    struct Array {
        std::span<const std::byte> bytes;
        std::uint64_t offset;
    };
    std::vector<Array> arrays;
    std::uint64_t end = sizeof(shared::Scene);
    shared::Scene scene = packed.view();
    packed.for_each_array(scene, [&](const auto& array, auto&) {
        const std::uint64_t offset = (end + ARRAY_ALIGNMENT - 1) / ARRAY_ALIGNMENT * ARRAY_ALIGNMENT;
        arrays.push_back({std::as_bytes(std::span(array)), offset});
        end = offset + arrays.back().bytes.size();
    });
    DeviceScene result;
    result.buffer = device.make_device_buffer(end, "scene");
    for (const Array& array : arrays) device.upload(result.buffer, array.offset, array.bytes);

    // The shader's Scene has device addresses where the host's has pointers.
    static_assert(sizeof(void*) == sizeof(VkDeviceAddress));
    std::size_t next = 0;
    std::size_t next_texels = 0;
    packed.for_each_array(scene, [&](const auto& elements, auto& address) {
        const Array& array = arrays[next++];
        address = reinterpret_cast<std::remove_reference_t<decltype(address)>>(result.buffer.address + array.offset);
        if (!device.physical().pools_paths) return;
        if constexpr (sizeof(elements[0]) % TEXEL_BYTES == 0) {
            result.texels.at(next_texels++) = make_texels(device, result.buffer, array.offset, array.bytes.size());
        }
    });
    if (device.physical().pools_paths && next_texels != result.texels.size()) {
        throw Error(ExitCode::INTERNAL, "TEXEL_ARRAYS and TEXELS of read.glsl lack an array of the packed scene.");
    }
    device.upload(result.buffer, 0, std::as_bytes(std::span(&scene, 1)));
    result.features = scene.features;
    result.linear_count = scene.flat_count;
    result.tree_levels = static_cast<std::uint32_t>(std::bit_width(packed.nodes.size()));
    result.medium_count = scene.medium_count;
    for (const shared::Medium& medium : packed.media) result.linear_count += medium.end - medium.first;
    return result;
}

} // namespace triptych
