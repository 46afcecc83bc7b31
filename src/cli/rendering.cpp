// Draws a picture on one device, and says how long each phase took.
// SPDX-License-Identifier: MIT
#include "cli/rendering.hpp"

#include "base/error.hpp"
#include "base/stopwatch.hpp"
#include "base/trace.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace triptych {
namespace {

/// Drivers are known to cut long dispatches short without a word.
void check_complete(const Film& film, const Picture& picture, const DeviceInfo& device) {
    const bool complete = std::all_of(film.pixels.begin(), film.pixels.end(), [&](const shared::FilmPixel& pixel) {
        return pixel.samples == picture.samples.count();
    });
    if (!complete)
        throw Error(ExitCode::INTERNAL,
                    fmt::format("{} left out samples: {} of {} came back; please report it with the driver's version "
                                "({}).",
                                device.name, film.samples(), picture.sample_count(), device.driver));
}

} // namespace

Rendering render_picture(const Picture& picture, const DeviceInfo& device, const BackendOptions& options,
                         bool show_progress, const std::string& if_interrupted) {
    Rendering result;
    RenderSeconds& seconds = result.seconds;
    spdlog::info("opening {} device {} ({})", device.backend, device.index, device.name);
    TraceSpan phase(options.trace, "open"); // before the backend: the last phase covers its closing, too
    const Stopwatch open_watch;
    const std::unique_ptr<Backend> backend = open_device(device, options);
    const double compiled_at_open = backend->compile_seconds();
    seconds.open = std::max(0.0, open_watch.seconds() - compiled_at_open);
    result.device = backend->device();
    stop_if_interrupted(if_interrupted);

    phase.next("upload");
    const Stopwatch upload_watch;
    backend->load(picture.scene);
    backend->begin(make_frame(picture.scene.camera, picture.settings));
    seconds.upload = std::max(0.0, upload_watch.seconds() - (backend->compile_seconds() - compiled_at_open));
    stop_if_interrupted(if_interrupted);

    spdlog::info("rendering samples {}:{} of {} x {} pixels", picture.samples.first, picture.samples.last,
                 picture.settings.window.width(), picture.settings.window.height());
    phase.next("render", {{"samples", picture.sample_count()}});
    {
        ProgressBar bar(picture.sample_count(), show_progress);
        backend->render(picture.samples, [&](std::uint64_t done) {
            bar.update(done);
            stop_if_interrupted(if_interrupted);
        });
    }
    seconds.render = backend->last_render_seconds();
    seconds.compile = backend->compile_seconds();
    result.rays = backend->rays();
    stop_if_interrupted(if_interrupted);

    phase.next("readback");
    const Stopwatch read_watch;
    result.film = Film(picture.settings);
    backend->read(result.film);
    seconds.readback = read_watch.seconds();
    check_complete(result.film, picture, result.device);
    return result;
}

} // namespace triptych
