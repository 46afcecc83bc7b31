// Finds the samples that a film could not add: their pixels and numbers, for debugging.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace triptych {

/// A sample that is not finite, is negative, or is too bright; see docs/float-contract.md.
struct BadSample {
    std::uint32_t x = 0; // column of the whole image
    std::uint32_t y = 0; // row
    std::uint32_t sample = 0;
    bool operator==(const BadSample&) const = default;
};

/// The first such sample of each of the first `max_pixels` pixels that have any, in rows from the top. `film` holds
/// `samples` of the scene that the backend has loaded. Renders each of those pixels about twice more.
std::vector<BadSample> find_bad_samples(Backend& backend, const CameraDescription& camera,
                                        const RenderSettings& settings, SampleRange samples, const Film& film,
                                        std::size_t max_pixels);

} // namespace triptych
