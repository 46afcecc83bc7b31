// PassRenderer: passes over the whole window stay on the device until they are fetched; rows are fetched at once.
// SPDX-License-Identifier: MIT
#include "render/pass_renderer.hpp"

#include "base/stopwatch.hpp"

#include <algorithm>

namespace triptych {
namespace {

constexpr double FIRST_BUDGET = 16384.0; // samples over pixels: a few ms on slow devices

/// A film that takes over its pixels, since copies of large films cost memory.
Film film_of(const RenderSettings& settings, std::vector<shared::FilmPixel> pixels) {
    Film film;
    film.image_width = settings.width;
    film.image_height = settings.height;
    film.window = settings.effective_window();
    film.pixels = std::move(pixels);
    return film;
}

} // namespace

PassRenderer::PassRenderer(Backend& backend, const CameraDescription& camera, FilmFile start,
                           std::uint32_t first_sample, double target_seconds)
    : m_backend(backend), m_camera(camera), m_file(std::move(start)),
      m_first(m_file.samples.empty() ? first_sample : m_file.samples.front().first),
      m_next(m_file.samples.empty() ? first_sample : m_file.samples.front().last), m_fetched(m_next),
      m_window(m_file.settings.effective_window()), m_budget(FIRST_BUDGET, target_seconds) {}

void PassRenderer::render_pass(std::uint32_t end, const Progress& progress, const std::function<bool()>& pause) {
    const std::uint64_t width = m_window.width();
    const std::uint64_t height = m_window.height();
    const auto samples = static_cast<std::uint64_t>(m_budget.work() / static_cast<double>(width * height));
    if (m_file.ahead.empty() && (samples > 0 || height == 1)) {
        const std::uint64_t most = end - m_next;
        const std::uint64_t count = m_backend.pauses() ? most : std::clamp<std::uint64_t>(samples, 1, most);
        const SampleRange range{m_next, m_next + static_cast<std::uint32_t>(count)};
        m_next = render_rows(m_window, range, progress, pause);
        return;
    }
    fetch();
    const std::uint64_t row = m_file.ahead.size() / width;
    const auto fitting = static_cast<std::uint64_t>(m_budget.work() / static_cast<double>(width));
    const std::uint64_t end_row = row + std::clamp<std::uint64_t>(fitting, 1, height - row);
    Window rows = m_window;
    rows.y0 = m_window.y0 + static_cast<std::uint32_t>(row);
    rows.y1 = m_window.y0 + static_cast<std::uint32_t>(end_row);
    render_rows(rows, {m_next, m_next + 1}, progress, {});
    const Film band = read();
    m_file.ahead.reserve(m_file.film.pixels.size());
    m_file.ahead.insert(m_file.ahead.end(), band.pixels.begin(), band.pixels.end());
    m_file.ahead_sample = m_next;
    if (end_row < height) return;
    add(film_of(m_file.settings, std::move(m_file.ahead)));
    m_file.ahead = {};
    m_file.ahead_sample = 0;
    m_fetched = ++m_next;
    m_file.samples = {{m_first, m_next}};
}

/// Renders rows of the window on the device, and returns the end of the samples that they have then. The whole window
/// adds to what is there; fewer rows start an empty film.
std::uint32_t PassRenderer::render_rows(const Window& rows, SampleRange samples, const Progress& progress,
                                        const std::function<bool()>& pause) {
    const bool is_whole = rows == m_window;
    if (!m_on_device) {
        RenderSettings settings = m_file.settings;
        settings.window = rows;
        m_backend.begin(make_frame(m_camera, settings));
    }
    m_on_device = is_whole;
    const Stopwatch watch;
    try {
        samples.last = m_backend.render_until(
            samples,
            [&](std::uint64_t done) {
                if (progress) progress(m_samples_done + done);
            },
            pause);
    } catch (...) {
        lose_pass();
        throw;
    }
    const std::uint64_t work = std::uint64_t(rows.width()) * rows.height() * samples.count();
    m_budget.took(static_cast<double>(work), watch.seconds());
    m_samples_done += work;
    m_render_seconds += m_backend.last_render_seconds();
    return samples.last;
}

/// Forgets what the device held; the film is as it was last fetched.
void PassRenderer::lose_pass() {
    m_on_device = false;
    m_next = m_fetched;
}

/// Fetches what the device holds; the next pass starts an empty film there.
Film PassRenderer::read() {
    const Stopwatch watch;
    Film film;
    try {
        m_backend.read(film);
    } catch (...) {
        lose_pass();
        throw;
    }
    m_rays += m_backend.rays();
    m_on_device = false;
    m_fetch_seconds += watch.seconds();
    return film;
}

void PassRenderer::add(Film more) {
    if (m_file.samples.empty()) {
        m_file.film = std::move(more);
    } else {
        m_file.film.add(more);
    }
}

FilmFile& PassRenderer::fetch() {
    if (!m_on_device) return m_file;
    Film film = film_of(m_file.settings, read().pixels);
    const Stopwatch watch;
    add(std::move(film));
    m_fetched = m_next;
    m_file.samples = {{m_first, m_next}};
    m_fetch_seconds += watch.seconds();
    return m_file;
}

} // namespace triptych
