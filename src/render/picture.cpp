// What determines a picture: the packed scene, the settings and the samples.
// SPDX-License-Identifier: MIT
#include "render/picture.hpp"

#include "base/stopwatch.hpp"
#include "base/trace.hpp"
#include "bvh/build.hpp"

#include <nlohmann/json.hpp>

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

nlohmann::ordered_json picture_json(const Picture& picture) {
    const RenderSettings& settings = picture.settings;
    const Window window = settings.effective_window();
    nlohmann::ordered_json json;
    json["scene"] = picture.scene_name;
    json["scene_hash"] = picture.scene->hash;
    json["width"] = settings.width;
    json["height"] = settings.height;
    json["window"] = {window.x0, window.x1, window.y0, window.y1};
    json["spp"] = picture.samples.count();
    json["sample_range"] = {picture.samples.first, picture.samples.last};
    json["max_depth"] = settings.max_depth;
    json["seed"] = settings.seed;
    json["clamp_indirect"] = settings.clamp_indirect;
    for (const MethodOption& option : METHOD_OPTIONS) {
        auto& value = json[std::string(option.name)];
        if (option.is_switch()) {
            value = option.get(settings.method) != 0;
        } else {
            value = option.value(settings.method);
        }
    }
    return json;
}

} // namespace triptych
