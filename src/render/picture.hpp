// What determines a picture: the packed scene, the settings and the samples.
// SPDX-License-Identifier: MIT
#pragma once

#include "film/request.hpp"
#include "pack/pack.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace triptych {

class TraceSpan; // base/trace.hpp

struct Picture {
    std::string scene_name;
    std::shared_ptr<const PackedScene> scene;
    RenderSettings settings; // requested_picture() always sets the window
    SampleRange samples;
    double load_seconds = 0.0;  // reading, checking and packing the scene
    double build_seconds = 0.0; // building its tree

    /// Samples over all pixels of the window.
    std::uint64_t sample_count() const {
        const Window window = settings.effective_window();
        return std::uint64_t{window.width()} * window.height() * samples.count();
    }
};

/// A scene as the kernels read it, with its tree.
struct PreparedScene {
    std::shared_ptr<const PackedScene> packed;
    double pack_seconds = 0.0;
    double build_seconds = 0.0;
};

/// Packs a scene and builds its tree. `phase` covers the packing and goes on to "build". Throws Error as pack_scene and
/// build_bvh do.
PreparedScene prepare_scene(const Scene& scene, TraceSpan& phase);

/// Which picture of a scene a request asks for, still without the packed scene. Throws Error: USAGE for a crop or
/// sample range outside the picture, LIMIT for a picture that is too large for the film or for this machine's memory.
Picture requested_picture(const PictureRequest& request, const Scene& scene);

/// The scene, size, samples and settings of a picture, for reports.
nlohmann::ordered_json picture_json(const Picture& picture);

} // namespace triptych
