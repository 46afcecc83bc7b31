// The Vulkan backend: scene and film in device memory, two dispatches in flight.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/vulkan_backend.hpp"

#include "backend/vulkan/conformance/conformance.hpp"
#include "backend/vulkan/device.hpp"
#include "backend/vulkan/device_scene.hpp"
#include "backend/vulkan/instance.hpp"
#include "backend/vulkan/kernels.hpp"
#include "backend/vulkan/render_queue.hpp"
#include "base/error.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>

namespace triptych {

namespace {

class VulkanBackend final : public Backend {
public:
    VulkanBackend(std::shared_ptr<const Instance> instance, const PhysicalDevice& physical,
                  const BackendOptions& options)
        : m_instance(std::move(instance)), m_device(physical), m_kernels(m_device, options),
          m_queue(m_device, options.trace) {}

    DeviceInfo device() const override { return m_device.physical().info; }
    double last_render_seconds() const override { return m_queue.seconds(); }
    std::uint64_t rays() const override { return m_queue.rays(); }
    double compile_seconds() const override { return m_kernels.compile_seconds() + m_queue.warm_up_seconds(); }

    void load(const PackedScene& packed) override {
        m_scene = {}; // before the new one, which might not fit beside it
        m_scene = make_device_scene(m_device, packed);
    }

    void begin(const shared::Frame& frame) override {
        const std::uint32_t aovs = frame.quantity == shared::QUANTITY_RADIANCE ? 0 : shared::FEATURE_AOVS;
        m_queue.use(m_kernels.render(m_scene.features | aovs));
        m_queue.begin(frame, m_scene);
    }

    void render(SampleRange samples, const Progress& progress) override { m_queue.render(samples, progress); }

    void read(Film& film) const override { m_queue.read(film); }

    void probe(shared::uint which, std::span<const shared::ProbeInput> inputs,
               std::span<shared::ProbeOutput> outputs) override {
        m_kernels.probe(which, inputs, outputs);
    }

    std::vector<KernelReport> inspect() const override { return m_kernels.inspect(m_scene.features); }

private:
    std::shared_ptr<const Instance> m_instance; // outlives all that follow
    Device m_device;
    Kernels m_kernels;
    DeviceScene m_scene;
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

const BackendKind VULKAN_BACKEND{"vulkan", list, open, inspect_shaders, Instance::release_shared, open_conformance};

} // namespace triptych
