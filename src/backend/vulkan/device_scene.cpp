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

struct Array {
    std::span<const std::byte> bytes;
    std::uint64_t offset;
};

/// Where the arrays lie in the device's buffer, in the order of for_each_array.
std::vector<Array> arrays_of(const PackedScene& packed) {
    std::vector<Array> arrays;
    std::uint64_t end = sizeof(shared::Scene);
    shared::Scene ignored{};
    packed.for_each_array(ignored, [&](const auto& array, auto&) {
        const std::uint64_t offset = (end + ARRAY_ALIGNMENT - 1) / ARRAY_ALIGNMENT * ARRAY_ALIGNMENT;
        arrays.push_back({std::as_bytes(std::span(array)), offset});
        end = offset + arrays.back().bytes.size();
    });
    return arrays;
}

/// Uploads the shader's Scene, which has device addresses where the host's has pointers.
void upload_scene(const Device& device, const PackedScene& packed, const std::vector<Array>& arrays,
                  const DeviceScene& target) {
    static_assert(sizeof(void*) == sizeof(VkDeviceAddress));
    shared::Scene scene = packed.view();
    std::size_t next = 0;
    packed.for_each_array(scene, [&](const auto&, auto& address) {
        address =
            reinterpret_cast<std::remove_reference_t<decltype(address)>>(target.buffer.address + arrays[next++].offset);
    });
    device.upload(target.buffer, 0, std::as_bytes(std::span(&scene, 1)));
}

} // namespace

DeviceScene make_device_scene(const Device& device, const PackedScene& packed) {
    const std::vector<Array> arrays = arrays_of(packed);
    DeviceScene result;
    result.buffer = device.make_device_buffer(arrays.back().offset + arrays.back().bytes.size(), "scene");
    for (const Array& array : arrays) device.upload(result.buffer, array.offset, array.bytes);
    upload_scene(device, packed, arrays, result);

    std::size_t next = 0;
    std::size_t next_texels = 0;
    shared::Scene ignored{};
    packed.for_each_array(ignored, [&](const auto& elements, auto&) {
        const Array& array = arrays[next++];
        if (!device.physical().pools_paths) return;
        if constexpr (sizeof(elements[0]) % TEXEL_BYTES == 0) {
            result.texels.at(next_texels++) = make_texels(device, result.buffer, array.offset, array.bytes.size());
        }
    });
    if (device.physical().pools_paths && next_texels != result.texels.size()) {
        throw Error(ExitCode::INTERNAL, "TEXEL_ARRAYS and TEXELS of read.glsl lack an array of the packed scene.");
    }
    result.features = packed.features;
    result.linear_count = packed.flat_count;
    result.tree_levels = static_cast<std::uint32_t>(std::bit_width(packed.nodes.size()));
    result.medium_count = static_cast<std::uint32_t>(packed.media.size());
    for (const shared::Medium& medium : packed.media) result.linear_count += medium.end - medium.first;
    return result;
}

void update_device_scene(const Device& device, const PackedScene& packed, const SceneChange& change,
                         DeviceScene& scene) {
    const std::vector<Array> arrays = arrays_of(packed);
    for (const Array& array : arrays)
        if (change.holds(packed, array.bytes.data())) device.upload(scene.buffer, array.offset, array.bytes);
    upload_scene(device, packed, arrays, scene);
}

} // namespace triptych
