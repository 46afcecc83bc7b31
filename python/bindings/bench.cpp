// Times of devices: bench/measure.hpp as plain Python values.
// SPDX-License-Identifier: MIT
#include "bench/result.hpp"
#include "bindings.hpp"
#include "film/request.hpp"

#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <vector>

namespace triptych::python {
namespace {

nb::dict summary_of(const Summary& summary) {
    nb::dict result;
    result["median"] = summary.median;
    result["low"] = summary.interval.low;
    result["high"] = summary.interval.high;
    return result;
}

/// The values that triptych.DeviceTimes holds, by its names.
nb::dict times_of(const SceneResult& result, const Outcome& outcome) {
    nb::dict times;
    times["backend"] = outcome.device.backend;
    times["index"] = outcome.device.index;
    times["name"] = outcome.device.name;
    times["threads"] = outcome.threads;
    times["status"] = status_name(outcome.status);
    times["reason"] = outcome.reason;
    times["verdict"] = verdict_name(outcome.verdict);
    times["film_hash"] = outcome.film_hash;
    if (!measured(outcome)) return times;
    times["runs"] = render_seconds(outcome);
    times["seconds"] = summary_of(outcome.render);
    times["samples_per_second"] = summary_of(samples_per_second(result, outcome));
    times["rays_per_second"] = summary_of(rays_per_second(outcome));
    times["cold_start_seconds"] = outcome.cold.first_sample;
    times["warm_start_seconds"] = outcome.warm.first_sample;
    if (outcome.speed.count > 0) times["speed"] = summary_of(outcome.speed);
    return times;
}

/// `tick(doing)` is told before each step; without the GIL held while devices work.
nb::list bench(const std::shared_ptr<SceneHandle>& scene, const PictureRequest& request,
               const std::vector<DeviceInfo>& devices, unsigned runs, unsigned warmup, double budget_seconds,
               unsigned threads, const nb::object& progress) {
    SceneResult result;
    {
        const nb::gil_scoped_release released;
        result.work = scene->picture(request);
        BenchSettings settings;
        settings.runs = runs;
        settings.warmup = warmup;
        settings.budget_seconds = budget_seconds;
        settings.backend.threads = threads;
        Caches caches;
        result.outcomes =
            measure(result.work, make_contenders(devices, threads), settings, caches, [&](const std::string& doing) {
                const nb::gil_scoped_acquire held;
                if (PyErr_CheckSignals() != 0) throw nb::python_error();
                if (!progress.is_none()) progress(doing);
            });
    }
    nb::list times;
    for (const Outcome& outcome : result.outcomes) times.append(times_of(result, outcome));
    return times;
}

} // namespace

void bind_bench(nb::module_& module) {
    module.def("bench", bench, nb::arg("scene"), nb::arg("request"), nb::arg("devices"), nb::arg("runs"),
               nb::arg("warmup"), nb::arg("budget_seconds"), nb::arg("threads"), nb::arg("progress").none());
}

} // namespace triptych::python
