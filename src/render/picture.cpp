// What determines a picture: the packed scene, the settings and the samples.
// SPDX-License-Identifier: MIT
#include "render/picture.hpp"

#include "base/stopwatch.hpp"
#include "base/trace.hpp"
#include "bvh/build.hpp"

namespace triptych {

PreparedScene prepare_scene(const Scene& scene, TraceSpan& phase) {
    PreparedScene prepared;
    const Stopwatch pack_watch;
    auto packed = std::make_shared<PackedScene>(pack_scene(scene));
    prepared.pack_seconds = pack_watch.seconds();
    phase.next("build");
    const Stopwatch build_watch;
    build_bvh(*packed);
    prepared.build_seconds = build_watch.seconds();
    prepared.packed = std::move(packed);
    return prepared;
}

Picture requested_picture(const PictureRequest& request, const Scene& scene) {
    Picture picture;
    picture.scene_name = scene.name;
    picture.settings = settings_of(request, scene);
    picture.samples = samples_of(request, scene);
    return picture;
}

} // namespace triptych
