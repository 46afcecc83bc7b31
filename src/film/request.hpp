// The settings and samples of a picture, from what is asked of it and what its scene says.
// SPDX-License-Identifier: MIT
#pragma once

#include "film/film.hpp"

#include <cstdint>
#include <optional>

namespace triptych {

/// What is asked of a picture. Values that are not set come from the scene.
struct PictureRequest {
    std::optional<std::uint64_t> width;
    std::optional<std::uint64_t> height; // where only one side is given, the other keeps the scene's shape
    std::optional<std::uint32_t> spp;
    std::optional<std::uint32_t> max_depth;
    std::uint32_t seed = 0;
    float clamp_indirect = 0.0f; // 0: no limit
    MethodRequest method;
    std::optional<Window> crop;
    std::optional<SampleRange> sample_range;
    std::uint64_t more_bytes_per_pixel = 0; // that are needed beside the film, for noise and AOVs
};

/// The settings, their window always set. Throws Error: LIMIT for an image that is too large for the film or for this
/// machine's memory, USAGE for a crop that is no window of it.
RenderSettings settings_of(const PictureRequest& request, const Scene& scene);

/// The samples. Throws Error (USAGE) for a range beyond the samples a pixel that are asked for.
SampleRange samples_of(const PictureRequest& request, const Scene& scene);

} // namespace triptych
