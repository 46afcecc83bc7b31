// RenderQueue: blocks of tiles and samples, each with its own counters and timestamps.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/render_queue.hpp"

#include "backend/trace_dispatch.hpp"
#include "backend/vulkan/push_constants.hpp"
#include "base/error.hpp"
#include "base/trace.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <thread>

namespace triptych {

namespace {

/// llvmpipe leaves every loop of an invocation after this many iterations over all of them, without a word.
constexpr std::uint32_t LLVMPIPE_ITERATIONS = 65535;
/// Paths that a lane of render_pooled.comp takes on average; as MAX_POOL there.
constexpr std::uint32_t MAX_POOL = 12;
/// A dispatch of fewer groups may hold too many or too few of a picture's hard ones.
constexpr std::uint64_t MANY_GROUPS = 64;
/// Fewer tiles share out badly among threads and dispatches.
constexpr std::uint64_t MANY_TILES = 512;
// How many iterations a ray may take on average, as upper bounds on what tools/loop_counts measures: run that after a
// change of a loop in shaders/, of the trees, or of these numbers. For each level of a tree, with the tests in its
// leaves; of spheres, of any shapes:
constexpr std::uint64_t SPHERE_STEPS = 13;
constexpr std::uint64_t SHAPE_STEPS = 18;
// A medium, whose boundary is tested besides; textures (their octaves, and what they are made of); the search in a
// background's brightness; the albedo of anisotropic surfaces (STRETCHED_ALBEDO_POINTS of ggx.glsl); all else.
constexpr std::uint64_t MEDIUM_STEPS = 9;
constexpr std::uint64_t TEXTURE_STEPS = 48;
constexpr std::uint64_t BACKGROUND_STEPS = 64;
constexpr std::uint64_t ANISOTROPY_STEPS = 56;
constexpr std::uint64_t OTHER_STEPS = 8;

constexpr std::uint32_t MAX_DRIVER_THREADS = 32; // LP_MAX_THREADS of Mesa

/// llvmpipe gives each of its threads, one a core and 32 at most, consecutive workgroups; neighbouring places go to
/// different threads, so that all of them have alike work.
std::uint32_t driver_threads_of(const PhysicalDevice& device) {
    return device.is_llvmpipe() ? std::clamp(std::thread::hardware_concurrency(), 1u, MAX_DRIVER_THREADS) : 1;
}

} // namespace

RenderQueue::RenderQueue(const Device& device, Trace* trace) : m_device(device), m_trace(trace) {
    if (device.physical().timestamp_bits != 0) {
        VkQueryPoolCreateInfo info{};
        info.sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO;
        info.queryType = VK_QUERY_TYPE_TIMESTAMP;
        info.queryCount = static_cast<std::uint32_t>(2 * m_slots.size());
        VkQueryPool pool = VK_NULL_HANDLE;
        CHECK_VK(device.vk().vkCreateQueryPool(device.get(), &info, nullptr, &pool));
        m_timestamps = {device.get(), pool, device.vk().vkDestroyQueryPool};
    } else {
        spdlog::warn("{} has no timestamps; its render time is measured by the host's clock.",
                     device.physical().info.name);
    }
    for (std::size_t i = 0; i < m_slots.size(); i++) {
        Slot& slot = m_slots[i];
        slot.commands = device.make_command_buffer();
        slot.fence = device.make_fence();
        slot.counters = device.make_device_buffer(sizeof(RenderCounters), "counters");
        slot.counted = device.make_host_buffer(sizeof(RenderCounters), "counters for the host");
        slot.first_query = static_cast<std::uint32_t>(2 * i);
    }
    m_frame_buffer = device.make_device_buffer(sizeof(shared::Frame), "frame");
}

void RenderQueue::use(const Pipeline& render) { m_render = &render; }

void RenderQueue::begin(const shared::Frame& frame, const DeviceScene& scene) {
    m_frame = frame;
    m_scene = &scene;
    m_tiles = WindowTiles(frame);
    m_is_laid_out = false;
    m_rays = 0;
    const std::uint64_t bytes = m_tiles.pixels() * sizeof(shared::FilmPixel);
    if (m_film_bytes != bytes) {
        m_film_bytes = 0;
        m_film = {}; // before the new one, which might not fit beside it
        m_film = m_device.make_device_buffer(bytes, "film");
        m_film_bytes = bytes;
    }
    m_device.upload(m_frame_buffer, 0, std::as_bytes(std::span(&frame, 1)));
    // An empty pixel is all zeros.
    m_device.run([&](VkCommandBuffer commands) {
        m_device.vk().vkCmdFillBuffer(commands, m_film.buffer.get(), 0, VK_WHOLE_SIZE, 0);
    });
    if (m_warm != m_render->pipeline.get()) {
        const TraceSpan span(m_trace, "compile");
        const Clock::time_point start = Clock::now();
        try {
            submit(m_slots[0], {0, 1, 0, 0});
            finish(m_slots[0]);
        } catch (...) {
            m_device.abandon(m_slots[0].fence.get()); // before film and scene go
            throw;
        }
        m_warm_up_seconds += std::chrono::duration<double>(Clock::now() - start).count();
        m_warm = m_render->pipeline.get();
    }
}

void RenderQueue::render(SampleRange samples, const Progress& progress) {
    lay_out(samples.count());
    m_sizer.start(samples.first, samples.last);
    try {
        render_blocks(progress);
    } catch (...) {
        for (const Slot& slot : m_slots) m_device.abandon(slot.fence.get());
        throw;
    }
}

void RenderQueue::render_blocks(const Progress& progress) {
    std::uint64_t done = 0;
    std::size_t oldest = 0;
    std::size_t in_flight = 0;
    m_seconds = 0.0;
    while (m_sizer.more() || in_flight > 0) {
        while (m_sizer.more() && in_flight < m_slots.size()) {
            submit(m_slots[(oldest + in_flight) % m_slots.size()], m_sizer.next());
            in_flight++;
        }
        Slot& slot = m_slots[oldest];
        const double seconds = finish(slot);
        oldest = (oldest + 1) % m_slots.size();
        in_flight--;
        m_sizer.took(slot.block, seconds);
        m_seconds += seconds;
        done += samples_of(slot.block);
        trace_dispatch(m_trace, m_device.physical().info, slot.block, samples_of(slot.block), seconds);
        if (progress) progress(done);
    }
}

void RenderQueue::submit(Slot& slot, const DispatchBlock& block) {
    const VolkDeviceTable& vk = m_device.vk();
    const std::uint32_t driver_threads = driver_threads_of(m_device.physical());
    const auto places = static_cast<std::uint32_t>(block.group_count);
    const auto first_place = static_cast<std::uint32_t>(block.first_group);
    const std::uint32_t groups_per_thread = (places + driver_threads - 1) / driver_threads;
    const RenderDispatch push{m_scene->buffer.address,
                              m_frame_buffer.address,
                              m_film.address,
                              slot.counters.address,
                              block.first_sample,
                              block.first_sample + block.sample_count,
                              first_place,
                              first_place + places,
                              static_cast<std::uint32_t>(m_tiles.runs()),
                              static_cast<std::uint32_t>(m_tiles.run_length()),
                              static_cast<std::uint32_t>(m_tiles.count()),
                              static_cast<std::uint32_t>(m_tiles.per_row()),
                              driver_threads,
                              groups_per_thread,
                              static_cast<std::uint32_t>(std::countr_zero(m_tiles.tile_width())),
                              8};
    slot.block = block;
    m_device.begin(slot.commands);
    vk.vkCmdFillBuffer(slot.commands, slot.counters.buffer.get(), 0, VK_WHOLE_SIZE, 0);
    memory_barrier(m_device, slot.commands); // also behind the dispatch before, which adds to the same film
    if (m_timestamps.get() != VK_NULL_HANDLE) {
        vk.vkCmdResetQueryPool(slot.commands, m_timestamps.get(), slot.first_query, 2);
        vk.vkCmdWriteTimestamp(slot.commands, VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT, m_timestamps.get(),
                               slot.first_query);
    }
    m_device.begin_label(slot.commands,
                         fmt::format("render groups {}:{}, samples {}:{}", first_place, first_place + places,
                                     block.first_sample, block.first_sample + block.sample_count));
    if (m_device.physical().pools_paths) {
        std::array<VkBufferView, DeviceScene::TEXEL_ARRAYS> views{};
        std::transform(m_scene->texels.begin(), m_scene->texels.end(), views.begin(),
                       [](const Handle<VkBufferView>& texels) { return texels.get(); });
        m_render->push_texels(m_device, slot.commands, views);
    }
    m_render->dispatch(m_device, slot.commands, push, driver_threads * groups_per_thread);
    m_device.end_label(slot.commands);
    if (m_timestamps.get() != VK_NULL_HANDLE) {
        vk.vkCmdWriteTimestamp(slot.commands, VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT, m_timestamps.get(),
                               slot.first_query + 1);
    }
    memory_barrier(m_device, slot.commands);
    const VkBufferCopy copy{0, 0, sizeof(RenderCounters)};
    vk.vkCmdCopyBuffer(slot.commands, slot.counters.buffer.get(), slot.counted.buffer.get(), 1, &copy);
    memory_barrier(m_device, slot.commands);
    slot.submitted = Clock::now();
    m_device.submit(slot.commands, slot.fence.get());
}

double RenderQueue::finish(Slot& slot) {
    m_device.wait(slot.fence.get());
    const Clock::time_point now = Clock::now();
    const double host_seconds = std::chrono::duration<double>(now - std::max(slot.submitted, m_last_finish)).count();
    m_last_finish = now;
    RenderCounters counters{};
    std::memcpy(&counters, slot.counted.mapped, sizeof counters);
    const auto expected = static_cast<std::uint32_t>(samples_of(slot.block)); // the shader counts modulo 2^32, too
    if (counters.samples != expected) {
        throw Error(ExitCode::INTERNAL,
                    fmt::format("The Vulkan driver {} cut a dispatch short: it did {} of {} samples (groups {} to {}, "
                                "samples {} to {}); use another backend for this scene.",
                                m_device.physical().info.driver, counters.samples, expected, slot.block.first_group,
                                slot.block.first_group + slot.block.group_count, slot.block.first_sample,
                                slot.block.first_sample + slot.block.sample_count));
    }
    m_rays += (std::uint64_t{counters.rays_high} << 32) + counters.rays_low;
    return m_timestamps.get() != VK_NULL_HANDLE ? device_seconds(slot) : host_seconds;
}

double RenderQueue::device_seconds(const Slot& slot) const {
    std::array<std::uint64_t, 2> ticks{};
    m_device.read_queries(m_timestamps.get(), slot.first_query, ticks);
    const std::uint32_t bits = m_device.physical().timestamp_bits;
    const std::uint64_t mask = bits >= 64 ? UINT64_MAX : (std::uint64_t{1} << bits) - 1;
    const double period_ns = double(m_device.physical().properties.limits.timestampPeriod);
    return static_cast<double>((ticks[1] - ticks[0]) & mask) * period_ns * 1e-9;
}

void RenderQueue::read(Film& film) const {
    film.pixels.resize(std::size_t{m_frame.x1 - m_frame.x0} * (m_frame.y1 - m_frame.y0));
    m_device.download(m_film, 0, std::as_writable_bytes(std::span(film.pixels)));
}

std::uint64_t RenderQueue::samples_of(const DispatchBlock& block) const {
    return m_tiles.pixels(block.first_group, block.group_count) * block.sample_count;
}

/// Chooses the tiles and how many of their samples a dispatch takes.
void RenderQueue::lay_out(std::uint32_t samples) {
    const std::uint64_t max_groups =
        m_device.physical().properties.limits.maxComputeWorkGroupCount[0] - MAX_DRIVER_THREADS;
    DispatchLimits limits{.max_samples = shared::FILM_MAX_SAMPLES, .max_groups = max_groups};
    WindowTiles tiles(m_frame);
    if (m_device.physical().is_llvmpipe()) limits.max_samples = max_samples();
    if (m_device.physical().pools_paths) {
        // A lane left without a path is one that waits, so each subgroup gets as many as it may take: some samples of a
        // pixel, or of several pixels.
        const std::uint32_t pool = std::clamp(limits.max_samples - 1, 1u, MAX_POOL); // one path ends after all others
        limits.max_samples = std::clamp(samples, 1u, pool);
        limits.spread = MANY_GROUPS;
        while (2 * tiles.tile_width() <= WindowTiles::SIDE * (pool / limits.max_samples)) {
            const WindowTiles wider(m_frame, 2 * tiles.tile_width());
            if (wider.count() < MANY_TILES) break;
            tiles = wider;
        }
        limits.first_work = std::max(limits.first_work * double(WindowTiles::SIDE) / double(tiles.tile_width()), 1.0);
    }
    if (m_is_laid_out) {
        m_sizer.regroup(tiles.place_count(), limits, double(m_tiles.tile_width()) / double(tiles.tile_width()));
    } else {
        m_sizer = DispatchSizer(tiles.place_count(), limits);
    }
    m_is_laid_out = true;
    m_tiles = tiles;
}

/// Paths that llvmpipe lets one lane follow in a dispatch: samples of its pixel, or its share of a pool and one more.
std::uint32_t RenderQueue::max_samples() const {
    const auto uses = [&](std::uint32_t feature) { return (m_scene->features & feature) != 0; };
    const std::uint64_t trees = uses(shared::FEATURE_INSTANCES) ? 2 : 1;
    std::uint64_t steps = OTHER_STEPS + m_scene->linear_count + m_scene->medium_count * MEDIUM_STEPS;
    steps += trees * m_scene->tree_levels * (uses(shared::FEATURE_SHAPES) ? SHAPE_STEPS : SPHERE_STEPS);
    if (uses(shared::FEATURE_TEXTURES)) steps += TEXTURE_STEPS;
    if (uses(shared::FEATURE_IMAGE_BACKGROUND)) steps += BACKGROUND_STEPS;
    if (uses(shared::FEATURE_ANISOTROPY)) steps += ANISOTROPY_STEPS;
    if (uses(shared::FEATURE_LIGHT_TREE)) steps += shared::LIGHT_TREE_MAX_DEPTH; // to a light, or its probability
    const std::uint64_t rays = uses(shared::FEATURE_LIGHTS) ? 2 : 1;             // one more towards a light
    const std::uint64_t sample_steps = rays * (std::uint64_t{m_frame.max_depth} + 1) * steps;
    return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(LLVMPIPE_ITERATIONS / sample_steps, 1, MAX_POOL + 1));
}

} // namespace triptych
