// Tone mapping: from linear light without an upper bound to the range that a display shows.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/named.hpp"
#include "image/image.hpp"

#include <array>

namespace triptych {

/// How brightness is compressed. Every curve takes and gives linear light with the primaries of sRGB.
enum class ToneCurve {
    NONE,                // as it is: what is brighter than 1 is cut off
    ACES,                // Stephen Hill's fit of the ACES reference rendering with its transform for sRGB displays
    AGX,                 // Troy Sobotka's AgX, base look
    KHRONOS_PBR_NEUTRAL, // keeps the base colours of materials, compresses highlights alone
};

inline constexpr Named<ToneCurve> TONE_CURVES[] = {{"none", ToneCurve::NONE},
                                                   {"aces", ToneCurve::ACES},
                                                   {"agx", ToneCurve::AGX},
                                                   {"khronos-pbr-neutral", ToneCurve::KHRONOS_PBR_NEUTRAL}};

struct ToneMapping {
    double exposure_stops = 0.0; // applied first: each doubles the light
    ToneCurve curve = ToneCurve::NONE;
    bool is_auto = false; // the exposure is yet to be that of auto_exposure

    bool operator==(const ToneMapping&) const = default;
};

/// Red, green and blue, linear.
using LinearColor = std::array<double, 3>;

/// Applies a curve to finite light; what is negative counts as 0. The result lies in [0, 1], except with NONE, which
/// gives the colour back. Exponentials and logarithms are the C library's, so other machines may differ in the last
/// bits.
LinearColor tone_map(ToneCurve curve, const LinearColor& color);

/// The exposure, in tenths of stops from -20 to 20, that brings an image of finite values to middle gray, 0.18: the
/// geometric mean of the luminance of its pixels, as Reinhard et al. have it ("Photographic Tone Reproduction for
/// Digital Images", 2002), over those that are at least a thousandth as bright as the arithmetic mean, so that a black
/// background does not count. 0 for a black image.
double auto_exposure(const Image& image);

/// The mapping with an exposure that is_auto worked out for an image.
ToneMapping exposed_for(ToneMapping mapping, const Image& image);

/// The share of pixels with a luminance above 1, in which a picture of 8 bits shows nothing but white.
double overexposed_share(const Image& image);

/// Exposes and tone maps every pixel of an image of finite values. The default mapping leaves all bits alone.
Image tone_mapped(Image image, const ToneMapping& mapping);

} // namespace triptych
