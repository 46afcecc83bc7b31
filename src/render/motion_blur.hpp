// Motion blur of whatever changes: a picture's samples are spread over moments at which the shutter is open.
// SPDX-License-Identifier: MIT
//
// Films add up exactly, so a picture over several moments is the sum of pictures of each, and nothing in the kernels
// knows of it: cameras, transforms, skins, morphs, lights and materials blur alike (Haeberli and Akeley, "The
// Accumulation Buffer: Hardware Support for High-Quality Rendering", 1990). Each moment costs the scene at its time; so
// many copies of what moves are seen as there are moments, which must be close enough together. Spheres that move
// within a picture do so over the slice of the shutter's opening that a moment stands for.
#pragma once

#include "render/rendering.hpp"

#include <cstdint>
#include <functional>

namespace triptych {

/// A part of the time for which the shutter is open, in fractions of it.
struct ShutterSlice {
    double open = 0.0;
    double close = 1.0;

    double middle() const { return 0.5 * (open + close); }
};

/// The slice of a moment among `moments`.
ShutterSlice slice_of(std::uint32_t moment, std::uint32_t moments);

/// The camera with its shutter open for that slice alone.
CameraDescription with_slice(CameraDescription camera, ShutterSlice slice);

/// The samples of a moment, where a picture has `spp` a pixel: every one belongs to one moment, whatever range is
/// rendered.
SampleRange samples_of_moment(std::uint32_t moment, std::uint32_t moments, std::uint32_t spp);

/// Renders the picture over `moments`, not more than `spp`. `picture_at` gives the picture at one of them, all of which
/// have the same settings and samples and differ in the scene. The scene's hash is made of those of all moments.
/// `control` has no parts and no target for the noise. Throws Error as render_picture does; no checkpoint is kept.
Rendering render_moments(std::uint32_t moments, std::uint32_t spp,
                         const std::function<Picture(std::uint32_t moment)>& picture_at, OpenDevices& devices,
                         const RenderControl& control);

} // namespace triptych
