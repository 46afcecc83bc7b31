// Renders a picture in dispatches of about 40 ms, two of them in flight so that the device never waits for the host.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"
#include "backend/dispatch_size.hpp"
#include "backend/vulkan/device.hpp"
#include "backend/vulkan/device_scene.hpp"
#include "backend/vulkan/pipeline.hpp"
#include "backend/window_tiles.hpp"

#include <array>
#include <chrono>
#include <cstdint>

namespace triptych {

class RenderQueue {
public:
    /// All outlive the queue; `trace` may be null.
    RenderQueue(const Device& device, Trace* trace);

    /// Renders with this kernel from the next begin() on; to be called before the first.
    void use(const Pipeline& render);
    /// Clears the film. `scene` lives as long as the picture is rendered.
    void begin(const shared::Frame& frame, const DeviceScene& scene);
    /// Where it throws, the film holds part of the range and nothing is in flight.
    void render(SampleRange samples, const Progress& progress);
    void read(Film& film) const;

    /// On the device, in the last render().
    double seconds() const { return m_seconds; }
    /// Since begin().
    std::uint64_t rays() const { return m_rays; }
    /// What first dispatches cost: there some drivers compile at last.
    double warm_up_seconds() const { return m_warm_up_seconds; }

private:
    using Clock = std::chrono::steady_clock;

    /// What one dispatch in flight needs for itself.
    struct Slot {
        VkCommandBuffer commands = VK_NULL_HANDLE;
        Handle<VkFence> fence;
        Buffer counters; // on the device
        Buffer counted;  // their copy for the host
        std::uint32_t first_query = 0;
        DispatchBlock block;
        Clock::time_point submitted;
    };

    void render_blocks(const Progress& progress);
    void submit(Slot& slot, const DispatchBlock& block);
    /// Waits for a dispatch and checks that it did all its samples; returns its seconds.
    double finish(Slot& slot);
    double device_seconds(const Slot& slot) const;
    std::uint64_t samples_of(const DispatchBlock& block) const;
    void lay_out(std::uint32_t samples);
    std::uint32_t max_samples() const;

    const Device& m_device;
    const Pipeline* m_render = nullptr;
    VkPipeline m_warm = VK_NULL_HANDLE; // the last one that has had its first dispatch
    Trace* m_trace;
    Handle<VkQueryPool> m_timestamps;
    std::array<Slot, 2> m_slots;
    Buffer m_frame_buffer;
    Buffer m_film;
    std::uint64_t m_film_bytes = 0;
    const DeviceScene* m_scene = nullptr;
    shared::Frame m_frame{};
    WindowTiles m_tiles;        // of m_frame
    bool m_is_laid_out = false; // since begin()
    DispatchSizer m_sizer;
    Clock::time_point m_last_finish;
    double m_seconds = 0.0;
    double m_warm_up_seconds = 0.0;
    std::uint64_t m_rays = 0;
};

} // namespace triptych
