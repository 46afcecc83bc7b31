// All that a picture hangs on: the packed scene, the settings and the samples, from options and scene.
// SPDX-License-Identifier: MIT
#include "cli/picture.hpp"

#include "base/stopwatch.hpp"
#include "base/trace.hpp"
#include "bvh/build.hpp"
#include "scene/load.hpp"

namespace triptych {

Picture make_picture(const RenderOptions& options) {
    Picture picture;
    TraceSpan phase(options.backend.trace, "load");
    const Stopwatch load_watch;
    LoadOptions load_options = options.load;
    if (options.width.value_or(0) != 0 && options.height.value_or(0) != 0) {
        load_options.aspect = static_cast<double>(*options.width) / static_cast<double>(*options.height);
    }
    const Scene scene = load_scene(options.scene, load_options);
    picture.scene_name = scene.name;
    picture.settings = settings_of(options, scene);
    picture.samples = samples_of(options, scene);
    picture.scene = pack_scene(scene);
    picture.load_seconds = load_watch.seconds();

    phase.next("build");
    const Stopwatch build_watch;
    build_bvh(picture.scene);
    picture.build_seconds = build_watch.seconds();
    return picture;
}

} // namespace triptych
