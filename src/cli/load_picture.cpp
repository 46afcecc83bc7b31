// Loads the picture that the options describe, from a file, a built-in scene or standard input.
// SPDX-License-Identifier: MIT
#include "cli/load_picture.hpp"

#include "base/error.hpp"
#include "base/stopwatch.hpp"
#include "base/trace.hpp"
#include "load/load.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace triptych {
namespace {

/// All of stdin. Throws Error (INVALID_INPUT) where it cannot be read, (LIMIT) where it is too large for a scene file.
std::string read_stdin() {
    std::string text;
    std::string part(std::size_t{1} << 16u, '\0');
    for (;;) {
        const ssize_t count = ::read(STDIN_FILENO, part.data(), part.size());
        if (count == 0) return text;
        if (count < 0 && errno == EINTR) continue;
        if (count < 0)
            throw Error(ExitCode::INVALID_INPUT, fmt::format("Cannot read the scene from standard input ({}); send a "
                                                             "scene file there.",
                                                             std::strerror(errno)));
        text.append(part, 0, static_cast<std::size_t>(count));
        if (text.size() > MAX_SCENE_FILE_BYTES)
            throw Error(ExitCode::LIMIT, fmt::format("The scene on standard input has more than {} MiB; put it into "
                                                     "smaller meshes and images.",
                                                     MAX_SCENE_FILE_BYTES >> 20u));
    }
}

} // namespace

Scene load_described(const RenderOptions& options) {
    LoadOptions load_options = options.load;
    if (options.width.value_or(0) != 0 && options.height.value_or(0) != 0) {
        load_options.aspect = static_cast<double>(*options.width) / static_cast<double>(*options.height);
    }
    return options.scene == "-" ? load_scene_text(read_stdin(), "standard input", ".", load_options)
                                : load_scene(options.scene, load_options);
}

Picture load_picture(const RenderOptions& options) {
    TraceSpan phase(options.backend.trace, "load");
    const Stopwatch load_watch;
    const Scene scene = load_described(options);
    Picture picture = requested_picture(options, scene);
    picture.load_seconds = load_watch.seconds();
    PreparedScene prepared = prepare_scene(scene, phase);
    picture.scene = std::move(prepared.packed);
    picture.load_seconds += prepared.pack_seconds;
    picture.build_seconds = prepared.build_seconds;
    return picture;
}

} // namespace triptych
