// Rows of pixels handed out to threads, by a kernel that checks what its functions require.
// SPDX-License-Identifier: MIT
#include <cstdio>
#include <cstdlib>

namespace {

[[noreturn]] void fail_requirement(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "%s:%d: the kernel's own requirement does not hold: %s\n", file, line, condition);
    std::abort();
}

} // namespace

#define REQUIRES(condition)                                                                                            \
    if (!(condition)) fail_requirement(#condition, __FILE__, __LINE__);

#include "kernel.hpp"

#include "base/float_mode.hpp"
#include "path.glsl"

#include <atomic>
#include <thread>

namespace triptych::test {

Film render_by_kernel(const PackedScene& scene, const RenderSettings& settings, SampleRange samples) {
    const shared::Scene view = scene.view();
    const shared::Frame frame = make_frame(scene.camera, settings);
    Film film(settings);
    std::atomic<std::uint32_t> next_row{film.window.y0};
    const auto work = [&] {
        const FlushDenormals flush;
        for (std::uint32_t y = next_row++; y < film.window.y1; y = next_row++) {
            for (std::uint32_t x = film.window.x0; x < film.window.x1; x++) {
                const std::size_t place = std::size_t{y - film.window.y0} * film.window.width() + (x - film.window.x0);
                film.pixels[place] = shared::render_pixel(view, frame, x, y, samples.first, samples.last).film;
            }
        }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 1; i < std::thread::hardware_concurrency(); i++) threads.emplace_back(work);
    work();
    for (std::thread& thread : threads) thread.join();
    return film;
}

} // namespace triptych::test
