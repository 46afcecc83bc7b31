// The Vulkan backend: scene and film in device memory, two dispatches in flight.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/vulkan_backend.hpp"

#include "backend/vulkan/device.hpp"
#include "backend/vulkan/instance.hpp"
#include "backend/vulkan/kernels.hpp"
#include "backend/vulkan/render_queue.hpp"
#include "base/error.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>

namespace triptych {

namespace {

/// Arrays start at multiples of this: the strictest alignment that a shader's read may ask for.
constexpr std::uint64_t ARRAY_ALIGNMENT = 64;

class VulkanBackend final : public Backend {
public:
    VulkanBackend(std::shared_ptr<const Instance> instance, const PhysicalDevice& physical,
                  const BackendOptions& options)
        : m_instance(std::move(instance)), m_device(physical), m_kernels(m_device, options),
          m_queue(m_device, m_kernels.render(), options.trace) {}

    DeviceInfo device() const override { return m_device.physical().info; }
    double last_render_seconds() const override { return m_queue.seconds(); }
    std::uint64_t rays() const override { return m_queue.rays(); }
    double compile_seconds() const override { return m_kernels.compile_seconds() + m_queue.warm_up_seconds(); }

    void load(const PackedScene& packed) override {
        const std::array<std::span<const std::byte>, 4> arrays{
            std::as_bytes(std::span(packed.spheres)), std::as_bytes(std::span(packed.sphere_tags)),
            std::as_bytes(std::span(packed.materials)), std::as_bytes(std::span(packed.nodes))};
        std::array<std::uint64_t, 4> offsets{};
        std::uint64_t end = sizeof(shared::Scene);
        for (std::size_t i = 0; i < arrays.size(); i++) {
            offsets[i] = (end + ARRAY_ALIGNMENT - 1) / ARRAY_ALIGNMENT * ARRAY_ALIGNMENT;
            end = offsets[i] + arrays[i].size();
        }
        m_scene = {};
        m_scene = m_device.make_device_buffer(end, "scene");
        for (std::size_t i = 0; i < arrays.size(); i++) m_device.upload(m_scene, offsets[i], arrays[i]);

        // The shader's Scene has device addresses where the host's has pointers.
        static_assert(sizeof(void*) == sizeof(VkDeviceAddress));
        shared::Scene scene = packed.view();
        scene.spheres.data = reinterpret_cast<const shared::Sphere*>(m_scene.address + offsets[0]);
        scene.sphere_tags.data = reinterpret_cast<const shared::SphereTag*>(m_scene.address + offsets[1]);
        scene.materials.data = reinterpret_cast<const shared::Material*>(m_scene.address + offsets[2]);
        scene.nodes.data = reinterpret_cast<const shared::BvhNode*>(m_scene.address + offsets[3]);
        m_device.upload(m_scene, 0, std::as_bytes(std::span(&scene, 1)));
        m_flat_count = scene.flat_count;
    }

    void begin(const shared::Frame& frame) override { m_queue.begin(frame, m_scene, m_flat_count); }

    void render(SampleRange samples, const Progress& progress) override { m_queue.render(samples, progress); }

    void read(Film& film) const override { m_queue.read(film); }

    void probe(shared::uint which, std::span<const shared::ProbeInput> inputs,
               std::span<shared::ProbeOutput> outputs) override {
        m_kernels.probe(which, inputs, outputs);
    }

    std::vector<KernelReport> inspect() const override { return m_kernels.inspect(); }

private:
    std::shared_ptr<const Instance> m_instance; // outlives all that follow
    Device m_device;
    Kernels m_kernels;
    Buffer m_scene;
    std::uint32_t m_flat_count = 0;
    RenderQueue m_queue;
};

std::vector<DeviceInfo> list(const BackendOptions& options) {
    DeviceInfo absent;
    absent.backend = "vulkan";
    try {
        std::vector<DeviceInfo> devices;
        for (const VkPhysicalDevice handle : Instance::shared(options.validate)->physical_devices()) {
            devices.push_back(describe(handle, static_cast<std::uint32_t>(devices.size())).info);
        }
        if (!devices.empty()) return devices;
        absent.unavailable = "The installed Vulkan drivers found no device; install your GPU's driver, or "
                             "mesa-vulkan-drivers for software Vulkan.";
    } catch (const Error& error) {
        absent.unavailable = error.what();
    }
    return {absent};
}

std::unique_ptr<Backend> open(std::uint32_t index, const BackendOptions& options) {
    std::shared_ptr<const Instance> instance = Instance::shared(options.validate);
    const std::vector<VkPhysicalDevice> devices = instance->physical_devices();
    if (index >= devices.size()) {
        throw Error(ExitCode::NO_DEVICE,
                    fmt::format("There is no Vulkan device {}; the Vulkan drivers found {}.", index, devices.size()));
    }
    const PhysicalDevice physical = describe(devices[index], index);
    if (!physical.info.unavailable.empty()) {
        throw Error(ExitCode::NO_DEVICE,
                    fmt::format("{} cannot be used: {}", physical.info.name, physical.info.unavailable));
    }
    return std::make_unique<VulkanBackend>(std::move(instance), physical, options);
}

} // namespace

const BackendKind VULKAN_BACKEND{"vulkan", list, open, inspect_shaders};

} // namespace triptych
