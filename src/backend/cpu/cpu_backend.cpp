// Tiles of pixels, stolen by idle cores. Each kernel that the processor can run is a device of its own, so that
// `verify` compares them all.
// SPDX-License-Identifier: MIT
#include "backend/cpu/cpu_backend.hpp"
#include "backend/cpu/arena_pool.hpp"

#include "backend/cpu/cpu_info.hpp"
#include "backend/cpu/machine_code.hpp"
#include "backend/cpu/quantity_tile.hpp"
#include "backend/dispatch_size.hpp"
#include "backend/trace_dispatch.hpp"
#include "base/error.hpp"
#include "base/float_mode.hpp"
#include "probe.glsl"
#include "scene/kinds_material.hpp"

#include <fmt/format.h>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>

namespace triptych {

namespace {

static_assert(std::all_of(std::begin(MATERIAL_KINDS), std::end(MATERIAL_KINDS),
                          [](const MaterialKind& entry) {
                              return entry.features != 0 || entry.kind <= shared::MATERIAL_DIELECTRIC;
                          }),
              "The vector kernels (stream_tile.hpp) draw three materials; another one needs a feature, such as "
              "FEATURE_MATERIALS, so that they leave its scenes to the other kernels.");

class CpuBackend final : public Backend {
public:
    CpuBackend(const DeviceInfo& device, std::unique_ptr<TileKernel> kernel, const BackendOptions& options)
        : m_device(device), m_trace(options.trace), m_kernel(std::move(kernel)), m_arena(options.threads) {}

    DeviceInfo device() const override { return m_device; }
    double last_render_seconds() const override { return m_seconds; }
    std::uint64_t rays() const override { return m_rays; }
    double compile_seconds() const override { return 0.0; }

    void load(const PackedScene& scene) override { m_kernel->load(scene); }
    void update(const PackedScene& scene, const SceneChange& change) override { m_kernel->update(scene, change); }

    void begin(const shared::Frame& frame) override {
        m_frame = frame;
        m_film.assign(std::size_t{frame.x1 - frame.x0} * (frame.y1 - frame.y0), shared::empty_pixel());
        m_rays = 0;
    }

    void render(SampleRange samples, const Progress& progress) override {
        const std::uint32_t columns = (m_frame.x1 - m_frame.x0 + TILE_SIZE - 1) / TILE_SIZE;
        const std::uint32_t rows = (m_frame.y1 - m_frame.y0 + TILE_SIZE - 1) / TILE_SIZE;
        DispatchSizer sizer(std::uint64_t{columns} * rows,
                            {.max_samples = std::max(samples.count(), 1u), .max_groups = UINT64_MAX});
        sizer.start(samples.first, samples.last);
        std::uint64_t done = 0;
        m_seconds = 0.0;
        while (sizer.more()) {
            const DispatchBlock block = sizer.next();
            const auto start = std::chrono::steady_clock::now();
            const std::uint64_t added = run(block, columns);
            const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
            trace_dispatch(m_trace, m_device, block, added, seconds.count());
            done += added;
            sizer.took(block, seconds.count());
            m_seconds += seconds.count();
            if (progress) progress(done);
        }
    }

    void read(Film& film) const override { film.pixels = m_film; }

    void probe(shared::uint which, std::span<const shared::ProbeInput> inputs,
               std::span<shared::ProbeOutput> outputs) override {
        const FlushDenormals flush;
        for (std::size_t i = 0; i < inputs.size(); i++) outputs[i] = shared::run_probe(which, inputs[i]);
    }

    std::vector<KernelReport> inspect() const override {
        const MachineCode code = machine_code_of(m_kernel->entry());
        KernelReport report{"render", {}, {}, {}};
        if (!code.assembly.empty()) report.texts.push_back({"machine code", "asm", code.assembly});
        if (!code.symbol.empty()) {
            report.statistics.push_back({"symbol", code.symbol, ""});
            report.statistics.push_back({"machine code", code.bytes, "bytes"});
        }
        if (!code.no_assembly.empty()) report.notes.push_back(code.no_assembly);
        return {report};
    }

private:
    /// Renders a block of tiles; returns the samples added.
    std::uint64_t run(const DispatchBlock& block, std::uint32_t columns) {
        std::atomic<std::uint64_t> samples = 0;
        std::atomic<std::uint64_t> rays = 0;
        const tbb::blocked_range<std::uint64_t> tiles(block.first_group, block.first_group + block.group_count);
        m_arena.execute([&] {
            tbb::parallel_for(tiles, [&](const tbb::blocked_range<std::uint64_t>& range) {
                const FlushDenormals flush;
                for (std::uint64_t i = range.begin(); i < range.end(); i++) {
                    const Tile tile = tile_at(static_cast<std::uint32_t>(i % columns),
                                              static_cast<std::uint32_t>(i / columns), block);
                    rays += render_tile(tile);
                    samples += std::uint64_t{tile.x1 - tile.x0} * (tile.y1 - tile.y0) * block.sample_count;
                }
            });
        });
        m_rays += rays;
        return samples;
    }

    Tile tile_at(std::uint32_t column, std::uint32_t row, const DispatchBlock& block) const {
        const std::uint32_t x0 = m_frame.x0 + column * TILE_SIZE;
        const std::uint32_t y0 = m_frame.y0 + row * TILE_SIZE;
        return {x0,
                y0,
                std::min(x0 + TILE_SIZE, m_frame.x1),
                std::min(y0 + TILE_SIZE, m_frame.y1),
                block.first_sample,
                block.first_sample + block.sample_count};
    }

    /// Renders a tile on its own pixels, which stay in this core's cache, and adds them to the film at the end.
    std::uint64_t render_tile(const Tile& tile) {
        std::array<shared::FilmPixel, TILE_SIZE * TILE_SIZE> pixels;
        pixels.fill(shared::empty_pixel());
        const std::uint64_t rays = m_frame.quantity == shared::QUANTITY_RADIANCE
                                       ? m_kernel->render(m_frame, tile, pixels.data())
                                       : render_quantity_tile(*m_kernel, m_frame, tile, pixels.data());
        const std::size_t width = m_frame.x1 - m_frame.x0;
        const shared::FilmPixel* from = pixels.data();
        for (std::uint32_t y = tile.y0; y < tile.y1; y++) {
            shared::FilmPixel* to = &m_film[(y - m_frame.y0) * width + (tile.x0 - m_frame.x0)];
            for (std::uint32_t x = tile.x0; x < tile.x1; x++, from++, to++) *to = shared::add_pixels(*to, *from);
        }
        return rays;
    }

    DeviceInfo m_device;
    Trace* m_trace;
    std::unique_ptr<TileKernel> m_kernel;
    PooledArena m_arena;
    shared::Frame m_frame{};
    std::vector<shared::FilmPixel> m_film;
    std::uint64_t m_rays = 0;
    double m_seconds = 0.0;
};

std::vector<DeviceInfo> list(const BackendOptions&) {
    std::vector<DeviceInfo> devices;
    for (const TileKernelKind& kernel : tile_kernels()) {
        devices.push_back(cpu_device(static_cast<std::uint32_t>(devices.size()), kernel.name));
    }
    return devices;
}

std::unique_ptr<Backend> open(std::uint32_t index, const BackendOptions& options) {
    const std::vector<TileKernelKind> kernels = tile_kernels();
    if (index >= kernels.size()) {
        throw Error(ExitCode::NO_DEVICE, fmt::format("There is no CPU device {}; this processor runs kernels 0 to {}.",
                                                     index, kernels.size() - 1));
    }
    return make_cpu_backend(cpu_device(index, kernels[index].name), kernels[index].make(), options);
}

} // namespace

std::unique_ptr<Backend> make_cpu_backend(const DeviceInfo& device, std::unique_ptr<TileKernel> kernel,
                                          const BackendOptions& options) {
    return std::make_unique<CpuBackend>(device, std::move(kernel), options);
}

const BackendKind CPU_BACKEND{"cpu", list, open};

} // namespace triptych
