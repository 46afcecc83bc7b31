// DeviceScene: one buffer holds all arrays, at addresses that the shader's Scene tells.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/device_scene.hpp"

#include <algorithm>
#include <span>

namespace triptych {

namespace {

/// Arrays start at multiples of this: the strictest alignment that a device may ask for of texels.
constexpr std::uint64_t ARRAY_ALIGNMENT = 256;

Handle<VkBufferView> make_texels(const Device& device, const Buffer& buffer, std::uint64_t offset,
                                 std::uint64_t bytes) {
    VkBufferViewCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_BUFFER_VIEW_CREATE_INFO;
    info.buffer = buffer.buffer.get();
    info.format = VK_FORMAT_R32G32B32A32_UINT;
    info.offset = offset;
    info.range = std::max<std::uint64_t>(bytes, 16); // a view has at least one texel, the buffer slack at its end
    VkBufferView view = VK_NULL_HANDLE;
    CHECK_VK(device.vk().vkCreateBufferView(device.get(), &info, nullptr, &view));
    return {device.get(), view, device.vk().vkDestroyBufferView};
}

} // namespace

DeviceScene make_device_scene(const Device& device, const PackedScene& packed) {
    const std::array<std::span<const std::byte>, 4> arrays{
        std::as_bytes(std::span(packed.spheres)), std::as_bytes(std::span(packed.sphere_tags)),
        std::as_bytes(std::span(packed.materials)), std::as_bytes(std::span(packed.nodes))};
    std::array<std::uint64_t, 4> offsets{};
    std::uint64_t end = sizeof(shared::Scene);
    for (std::size_t i = 0; i < arrays.size(); i++) {
        offsets[i] = (end + ARRAY_ALIGNMENT - 1) / ARRAY_ALIGNMENT * ARRAY_ALIGNMENT;
        end = offsets[i] + arrays[i].size();
    }
    DeviceScene result;
    result.buffer = device.make_device_buffer(end, "scene");
    for (std::size_t i = 0; i < arrays.size(); i++) device.upload(result.buffer, offsets[i], arrays[i]);

    // The shader's Scene has device addresses where the host's has pointers.
    static_assert(sizeof(void*) == sizeof(VkDeviceAddress));
    const std::uint64_t address = result.buffer.address;
    shared::Scene scene = packed.view();
    scene.spheres.data = reinterpret_cast<const shared::Sphere*>(address + offsets[0]);
    scene.sphere_tags.data = reinterpret_cast<const shared::SphereTag*>(address + offsets[1]);
    scene.materials.data = reinterpret_cast<const shared::Material*>(address + offsets[2]);
    scene.nodes.data = reinterpret_cast<const shared::BvhNode*>(address + offsets[3]);
    device.upload(result.buffer, 0, std::as_bytes(std::span(&scene, 1)));
    result.flat_count = scene.flat_count;
    if (device.physical().reads_texels) {
        result.texels[0] = make_texels(device, result.buffer, offsets[0], arrays[0].size());
        result.texels[1] = make_texels(device, result.buffer, offsets[3], arrays[3].size());
    }
    return result;
}

} // namespace triptych
