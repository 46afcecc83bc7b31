// Scaling curves.
// SPDX-License-Identifier: MIT
#include "bench/scaling.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace triptych {

namespace {

constexpr unsigned SCALING_RUNS = 3;

/// One device, opened once for all points of a curve with one number of threads.
class Prober {
public:
    Prober(const Contender& contender, const Picture& work, const BenchSettings& settings, Caches& caches,
           const Tick& tick)
        : m_settings(settings), m_tick(tick), m_work(work), m_sensors(make_sensors(contender.device)),
          m_name(fmt::format("{}: {}, scaling", work.scene_name, short_name(contender.device, contender.threads))) {
        tick(m_name);
        BackendOptions options = settings.backend;
        options.cache_dir = caches.renew();
        start_up(contender, work, options, m_backend);
    }

    CurvePoint measure(double x, std::uint32_t width, std::uint32_t height, std::uint32_t spp) {
        m_work.settings.width = width;
        m_work.settings.height = height;
        m_work.settings.window = {0, 0, width, height};
        m_work.samples = {0, spp};
        std::vector<double> seconds;
        Film film(m_work.settings);
        for (unsigned run = 0; run <= SCALING_RUNS; ++run) {
            const Run timed = run_once(*m_backend, *m_sensors, m_work, m_settings, m_tick, m_name, film);
            if (run > 0) seconds.push_back(timed.render_seconds);
        }
        return {x, m_work.sample_count(), summarize(std::move(seconds))};
    }

private:
    const BenchSettings& m_settings;
    const Tick& m_tick;
    Picture m_work;
    std::unique_ptr<Sensors> m_sensors;
    std::unique_ptr<Backend> m_backend;
    std::string m_name;
};

struct Size {
    std::uint32_t width;
    std::uint32_t height;
    /// The work's size over `divisor`, at least one pixel.
    Size(const Picture& work, std::uint32_t divisor)
        : width(std::max(1u, work.settings.width / divisor)), height(std::max(1u, work.settings.height / divisor)) {}
};

/// Adds points until one exceeds the budget or fails.
template <typename AddPoints>
Curve trace(Axis axis, std::size_t outcome, const AddPoints& add_points) {
    Curve curve{axis, outcome, {}};
    try {
        add_points(curve.points);
    } catch (const Error& error) {
        if (is_interruption(error)) throw;
        spdlog::warn("A scaling curve over {} ends after {} points: {}", axis_name(axis), curve.points.size(),
                     error.what());
    }
    return curve;
}

Curve over_spp(const Picture& work, std::size_t outcome, Prober& prober) {
    return trace(Axis::SPP, outcome, [&](std::vector<CurvePoint>& points) {
        const Size size(work, 2);
        for (std::uint32_t spp = 1; spp <= 2 * work.samples.count() && spp <= shared::FILM_MAX_SAMPLES; spp *= 2)
            points.push_back(prober.measure(spp, size.width, size.height, spp));
    });
}

Curve over_pixels(const Picture& work, std::size_t outcome, Prober& prober) {
    return trace(Axis::PIXELS, outcome, [&](std::vector<CurvePoint>& points) {
        for (const std::uint32_t divisor : {8u, 4u, 2u, 1u}) {
            const Size size(work, divisor);
            points.push_back(prober.measure(double{1.0} * size.width * size.height, size.width, size.height,
                                            std::max(1u, work.samples.count() / 2)));
        }
    });
}

Curve over_threads(const Picture& work, std::size_t outcome, const Contender& contender, const BenchSettings& settings,
                   Caches& caches, const Tick& tick) {
    return trace(Axis::THREADS, outcome, [&](std::vector<CurvePoint>& points) {
        const Size size(work, 2);
        for (unsigned threads = 1;; threads = std::min(2 * threads, contender.threads)) {
            Contender one = contender;
            one.threads = threads;
            Prober prober(one, work, settings, caches, tick);
            points.push_back(prober.measure(threads, size.width, size.height, work.samples.count()));
            if (threads == contender.threads) return;
        }
    });
}

} // namespace

std::vector<Curve> measure_scaling(const Picture& work, const std::vector<Contender>& contenders,
                                   const std::vector<Outcome>& outcomes, const BenchSettings& settings, Caches& caches,
                                   const Tick& tick) {
    std::vector<Curve> curves;
    for (std::size_t i = 0; i < contenders.size(); ++i) {
        if (!measured(outcomes[i]) || outcomes[i].baseline) continue;
        Prober prober(contenders[i], work, settings, caches, tick);
        curves.push_back(over_spp(work, i, prober));
        curves.push_back(over_pixels(work, i, prober));
        if (contenders[i].threads > 1) curves.push_back(over_threads(work, i, contenders[i], settings, caches, tick));
    }
    return curves;
}

const char* axis_name(Axis axis) {
    switch (axis) {
    case Axis::SPP: return "spp";
    case Axis::PIXELS: return "pixels";
    case Axis::THREADS: return "threads";
    }
    return "unknown";
}

} // namespace triptych
