// Tiles of 8x8 pixels, stolen by idle cores; each pixel runs the shared kernel.
// SPDX-License-Identifier: MIT
#include "backend/cpu/cpu_backend.hpp"

#include "backend/cpu/cpu_info.hpp"
#include "backend/dispatch_size.hpp"
#include "base/error.hpp"
#include "base/float_mode.hpp"

#include <fmt/format.h>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <atomic>
#include <chrono>

namespace triptych {

namespace {

constexpr std::uint32_t TILE = 8;

class CpuBackend final : public Backend {
public:
    explicit CpuBackend(const BackendOptions& options)
        : m_device(cpu_device()),
          m_arena(options.threads == 0 ? tbb::task_arena::automatic : static_cast<int>(options.threads)) {}

    DeviceInfo device() const override { return m_device; }
    double last_render_seconds() const override { return m_seconds; }
    std::uint64_t rays() const override { return m_rays; }
    double compile_seconds() const override { return 0.0; }

    void load(const PackedScene& scene) override { m_scene = scene; }

    void begin(const shared::Frame& frame) override {
        m_frame = frame;
        m_film.assign(std::size_t{frame.x1 - frame.x0} * (frame.y1 - frame.y0), shared::empty_pixel());
        m_rays = 0;
    }

    void render(SampleRange samples, const Progress& progress) override {
        const std::uint32_t columns = (m_frame.x1 - m_frame.x0 + TILE - 1) / TILE;
        const std::uint32_t rows = (m_frame.y1 - m_frame.y0 + TILE - 1) / TILE;
        DispatchSizer sizer(std::uint64_t{columns} * rows, samples.first, samples.last, samples.count(), UINT64_MAX);
        std::uint64_t done = 0;
        m_seconds = 0.0;
        while (sizer.more()) {
            const DispatchBlock block = sizer.next();
            const auto start = std::chrono::steady_clock::now();
            done += run(block, columns);
            const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
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

private:
    /// Renders a block of tiles; returns the samples added.
    std::uint64_t run(const DispatchBlock& block, std::uint32_t columns) {
        std::atomic<std::uint64_t> samples = 0;
        std::atomic<std::uint64_t> rays = 0;
        const tbb::blocked_range<std::uint64_t> tiles(block.first_group, block.first_group + block.group_count);
        m_arena.execute([&] {
            tbb::parallel_for(tiles, [&](const tbb::blocked_range<std::uint64_t>& range) {
                const FlushDenormals flush;
                for (std::uint64_t tile = range.begin(); tile < range.end(); tile++) {
                    const TileResult result = render_tile(static_cast<std::uint32_t>(tile % columns),
                                                          static_cast<std::uint32_t>(tile / columns), block);
                    samples += result.samples;
                    rays += result.rays;
                }
            });
        });
        m_rays += rays;
        return samples;
    }

    struct TileResult {
        std::uint64_t samples = 0;
        std::uint64_t rays = 0;
    };

    TileResult render_tile(std::uint32_t column, std::uint32_t row, const DispatchBlock& block) {
        const shared::Scene scene = m_scene.view();
        const std::uint32_t x_first = m_frame.x0 + column * TILE;
        const std::uint32_t y_first = m_frame.y0 + row * TILE;
        TileResult sum;
        for (std::uint32_t y = y_first; y < std::min(y_first + TILE, m_frame.y1); y++) {
            for (std::uint32_t x = x_first; x < std::min(x_first + TILE, m_frame.x1); x++) {
                const shared::PixelResult result = shared::render_pixel(scene, m_frame, x, y, block.first_sample,
                                                                        block.first_sample + block.sample_count);
                const std::size_t width = m_frame.x1 - m_frame.x0;
                shared::FilmPixel& pixel = m_film[(y - m_frame.y0) * width + (x - m_frame.x0)];
                pixel = shared::add_pixels(pixel, result.film);
                sum.samples += result.film.samples;
                sum.rays += result.rays;
            }
        }
        return sum;
    }

    DeviceInfo m_device;
    tbb::task_arena m_arena;
    PackedScene m_scene;
    shared::Frame m_frame{};
    std::vector<shared::FilmPixel> m_film;
    std::uint64_t m_rays = 0;
    double m_seconds = 0.0;
};

std::vector<DeviceInfo> list(const BackendOptions&) { return {cpu_device()}; }

std::unique_ptr<Backend> open(std::uint32_t index, const BackendOptions& options) {
    if (index != 0) {
        throw Error(ExitCode::NO_DEVICE,
                    fmt::format("There is no CPU device {}; all cores together are device 0.", index));
    }
    return std::make_unique<CpuBackend>(options);
}

} // namespace

const BackendKind CPU_BACKEND{"cpu", list, open};

} // namespace triptych
