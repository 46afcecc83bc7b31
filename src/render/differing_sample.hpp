// The first sample of a pixel that two devices draw differently.
// SPDX-License-Identifier: MIT
#pragma once

#include "film/film_difference.hpp"
#include "render/picture.hpp"
#include "render/rendering.hpp"

#include <cstdint>
#include <string>

namespace triptych {

/// One sample on two devices, as the film holds it: sums with FILM_FRACTION_BITS binary digits behind the point, or
/// counts for "samples" and "invalid".
struct DifferingSample {
    std::uint32_t index = 0;
    std::string channel;
    std::uint64_t reference = 0;
    std::uint64_t value = 0;
};

/// Draws the pixel of `difference` again, halving the samples until one is left that differs. Throws Error as
/// render_picture does, and INTERNAL where no sample differs when it is drawn again.
DifferingSample find_differing_sample(const Picture& picture, const DeviceInfo& reference, const DeviceInfo& device,
                                      const FilmDifference& difference, const BackendOptions& options,
                                      const RenderControl& control);

} // namespace triptych
