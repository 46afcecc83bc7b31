// The Vulkan backend: scene and film in device memory, two dispatches in flight.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/vulkan_backend.hpp"

#include "backend/known_picture.hpp"
#include "backend/vulkan/conformance/conformance.hpp"
#include "backend/vulkan/device.hpp"
#include "backend/vulkan/device_scene.hpp"
#include "backend/vulkan/driver_record.hpp"
#include "backend/vulkan/instance.hpp"
#include "backend/vulkan/kernels.hpp"
#include "backend/vulkan/render_queue.hpp"
#include "base/error.hpp"
#include "base/trace.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

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

    const std::string& refusal() const { return m_kernels.refusal(); }
    void refuse(const std::string& sentence) { m_kernels.refuse(sentence); }

    DeviceInfo device() const override { return m_device.physical().info; }
    double last_render_seconds() const override { return m_queue.seconds(); }
    std::uint64_t rays() const override { return m_queue.rays(); }
    double compile_seconds() const override { return m_kernels.compile_seconds() + m_queue.warm_up_seconds(); }

    void load(const PackedScene& packed) override {
        m_scene = {}; // before the new one, which might not fit beside it
        m_scene = make_device_scene(m_device, packed);
    }

    void update(const PackedScene& packed, const SceneChange& change) override {
        update_device_scene(m_device, packed, change, m_scene);
    }

    void begin(const shared::Frame& frame) override {
        m_queue.use(m_kernels.render(m_scene.features | frame_features(frame)));
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
            const PhysicalDevice physical = describe(handle, static_cast<std::uint32_t>(devices.size()));
            devices.push_back(physical.info);
            if (physical.info.unavailable.empty())
                devices.back().refusal = DriverRecord(physical, options.cache_dir).read().value_or("");
        }
        if (!devices.empty()) return devices;
        absent.unavailable = "The installed Vulkan drivers found no device; install your GPU's driver, or "
                             "mesa-vulkan-drivers for software Vulkan.";
    } catch (const Error& error) {
        absent.unavailable = error.what();
    }
    return {absent};
}

/// Draws the known picture, on a device that is closed again so that nothing is left over from it. The reason why the
/// device must not render, in a sentence; empty: it may.
std::string known_picture_fault(const std::shared_ptr<const Instance>& instance, const PhysicalDevice& physical,
                                BackendOptions options) {
    const TraceSpan span(options.trace, "known picture");
    options.trace = nullptr;
    VulkanBackend backend(instance, physical, options);
    if (!backend.refusal().empty()) return backend.refusal();
    spdlog::info("drawing a known picture, since this version has not met the driver {} before", physical.info.driver);
    std::string hash;
    try {
        hash = draw_known_picture(backend);
    } catch (const Error& error) {
        if (error.code() != ExitCode::INTERNAL) throw; // else a dispatch was cut short
        return error.what();
    }
    if (hash == KNOWN_PICTURE_HASH) return {};
    return fmt::format("{} with driver {} draws a small known picture wrongly (film {} where {} is right), so its "
                       "compiler gets a large kernel wrong; update the driver or choose another device.",
                       physical.info.name, physical.info.driver, hash, KNOWN_PICTURE_HASH);
}

/// The verdict of the known picture, drawn where the driver has not passed before: a fault may have been a passing one.
std::string known_picture_verdict(const std::shared_ptr<const Instance>& instance, const PhysicalDevice& physical,
                                  const BackendOptions& options) {
    // Validation and other shaders make other kernels, whose pictures say nothing of the driver.
    if (!options.checks_driver || options.validate || !options.shader_dir.empty()) return {};
    const DriverRecord record(physical, options.cache_dir);
    const std::optional<std::string> last = record.read();
    if (last && last->empty()) return {};
    const std::string refusal = known_picture_fault(instance, physical, options);
    record.write(refusal);
    return refusal;
}

std::unique_ptr<Backend> open(std::uint32_t index, const BackendOptions& options) {
    const std::shared_ptr<const Instance> instance = Instance::shared(options.validate);
    const PhysicalDevice physical = usable_device(*instance, index);
    const std::string verdict = known_picture_verdict(instance, physical, options);
    auto backend = std::make_unique<VulkanBackend>(instance, physical, options);
    if (backend->refusal().empty()) backend->refuse(verdict);
    if (!backend->refusal().empty() && !options.is_inspected) throw Error(ExitCode::NO_DEVICE, backend->refusal());
    return backend;
}

} // namespace

const BackendKind VULKAN_BACKEND{"vulkan", list, open, inspect_shaders, Instance::release_shared, open_conformance};

} // namespace triptych
