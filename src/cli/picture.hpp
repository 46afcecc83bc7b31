// All that a picture hangs on: the packed scene, the settings and the samples, from options and scene.
// SPDX-License-Identifier: MIT
#pragma once

#include "cli/render_options.hpp"

#include <cstdint>
#include <string>

namespace triptych {

struct Picture {
    std::string scene_name;
    PackedScene scene;
    RenderSettings settings; // the window is always set
    SampleRange samples;
    double load_seconds = 0.0;  // reading, checking and packing the scene
    double build_seconds = 0.0; // building its tree

    /// Samples over all pixels of the window.
    std::uint64_t sample_count() const {
        return std::uint64_t(settings.window.width()) * settings.window.height() * samples.count();
    }
};

/// Loads the scene and builds its tree. Throws Error: INVALID_INPUT or LIMIT for the scene, USAGE for a crop or sample
/// range outside the picture, LIMIT for a picture that is too large for the film or for this machine's memory.
Picture make_picture(const RenderOptions& options);

} // namespace triptych
