// Tone mapping: from linear light without an upper bound to the range that a display shows.
// SPDX-License-Identifier: MIT
#include "image/tone_map.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace triptych {
namespace {

using Matrix = std::array<LinearColor, 3>; // rows

double dot(const LinearColor& a, const LinearColor& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

LinearColor product(const Matrix& matrix, const LinearColor& color) {
    return {dot(matrix[0], color), dot(matrix[1], color), dot(matrix[2], color)};
}

/// ACES: reference rendering transform and output transform for sRGB, fitted by Stephen Hill; published in MJP's
/// and Neubelt's Baking Lab, ACES.hlsl. Unlike the fit to a single curve by Narkowicz (2016), it works between the
/// primaries of ACES, so that bright saturated light turns white.
LinearColor aces(const LinearColor& color) {
    constexpr Matrix INTO = {{{0.59719, 0.35458, 0.04823}, // from sRGB to ACEScg's primaries, and desaturation
                              {0.07600, 0.90834, 0.01566},
                              {0.02840, 0.13383, 0.83777}}};
    constexpr Matrix BACK = {
        {{1.60475, -0.53108, -0.07367}, {-0.10208, 1.10813, -0.00605}, {-0.00327, -0.07276, 1.07602}}};
    LinearColor light = product(INTO, color);
    for (double& v : light) v = (v * (v + 0.0245786) - 0.000090537) / (v * (0.983729 * v + 0.4329510) + 0.238081);
    return product(BACK, light);
}

/// AgX's contrast: from light to a display's code in [0, 1], middle gray to 0.5, ten stops below it to 0 and six and a
/// half above it to 1. Sobotka, AgX-S2O3, AgX.py (the curve) and AgX's generator of tables (its slope of 2 over the
/// range and its powers of 3 and 3.25), with the curve's two scales put in. Wrensch's well-known polynomial fits it
/// within 0.006.
double agx_contrast(double light) {
    constexpr double MIDDLE_GRAY = 0.18, STOPS_BELOW = 10.0, STOPS_ABOVE = 6.5;
    constexpr double SLOPE = 2.0 / (STOPS_BELOW + STOPS_ABOVE); // a stop, at middle gray
    const double stops = std::clamp(std::log2(light / MIDDLE_GRAY), -STOPS_BELOW, STOPS_ABOVE); // log2(0) is -infinity
    const double reach = stops < 0.0 ? STOPS_BELOW : STOPS_ABOVE;
    const double power = stops < 0.0 ? 3.0 : 3.25;
    const double bend = std::pow(SLOPE * reach / 0.5, power) - 1.0; // so that the straight line ends at 0 or 1
    return 0.5 + SLOPE * stops / std::pow(1.0 + bend * std::pow(std::abs(stops) / reach, power), 1.0 / power);
}

/// AgX by Troy Sobotka as in Wrensch's "Minimal AgX Implementation", but with the exact curve: colours are drawn
/// a fifth of the way to white in the chromaticity diagram, each channel goes through the curve, and the colours are
/// drawn out again. Codes are those of a display of gamma 2.2.
LinearColor agx(const LinearColor& color) {
    // In that diagram a primary weighs X + Y + Z, the columns of sRGB's matrix (IEC 61966-2-1), here as shares of one.
    // Mixing by weight is what the published matrices do to within 2e-4, and it keeps gray exactly gray.
    constexpr double SUMS[] = {0.4124 + 0.2126 + 0.0193, 0.3576 + 0.7152 + 0.1192, 0.1805 + 0.0722 + 0.9505};
    constexpr double SUM = SUMS[0] + SUMS[1] + SUMS[2];
    constexpr double INSET = 0.2;
    constexpr LinearColor SHARES = {SUMS[0] / SUM, SUMS[1] / SUM, SUMS[2] / SUM};

    const double white = dot(SHARES, color);
    LinearColor codes;
    for (std::size_t i = 0; i < 3; ++i) codes[i] = agx_contrast((1.0 - INSET) * color[i] + INSET * white);
    const double white_code = dot(SHARES, codes);
    LinearColor result;
    for (std::size_t i = 0; i < 3; ++i)
        result[i] = std::pow(std::clamp((codes[i] - INSET * white_code) / (1.0 - INSET), 0.0, 1.0), 2.2);
    return result;
}

/// Khronos PBR Neutral, the equations of its specification (KhronosGroup/ToneMapping, PBR_Neutral).
LinearColor khronos_pbr_neutral(LinearColor color) {
    constexpr double F90 = 0.04;           // what a material of index 1.5 reflects head-on
    constexpr double COMPRESS = 0.8 - F90; // where highlights begin to be compressed
    constexpr double DESATURATE = 0.15;    // how soon they turn white
    const double least = std::min({color[0], color[1], color[2]});
    const double offset = least <= 2.0 * F90 ? least - least * least / (4.0 * F90) : F90;
    for (double& v : color) v -= offset;
    const double peak = std::max({color[0], color[1], color[2]});
    if (peak <= COMPRESS) return color;
    const double new_peak = 1.0 - (1.0 - COMPRESS) * (1.0 - COMPRESS) / (peak + 1.0 - 2.0 * COMPRESS);
    const double kept = 1.0 / (DESATURATE * (peak - new_peak) + 1.0);
    for (double& v : color) v = v * (new_peak / peak) * kept + new_peak * (1.0 - kept);
    return color;
}

double luminance_of(const Image& image, std::size_t pixel) {
    const auto channel = [&](std::size_t c) { return static_cast<double>(image.rgb[3 * pixel + c]); };
    return 0.2126 * channel(0) + 0.7152 * channel(1) + 0.0722 * channel(2); // of Rec. 709
}

} // namespace

double auto_exposure(const Image& image) {
    constexpr double MIDDLE_GRAY = 0.18, LEAST_SHARE = 1e-3, MAX_STOPS = 20.0;
    const std::size_t count = image.rgb.size() / 3;
    double sum = 0.0;
    for (std::size_t i = 0; i < count; ++i) sum += std::max(luminance_of(image, i), 0.0);
    const double least = LEAST_SHARE * sum / static_cast<double>(std::max<std::size_t>(count, 1));
    double sum_of_stops = 0.0;
    std::size_t counted = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const double luminance = luminance_of(image, i);
        if (!(luminance > 0.0) || luminance < least) continue;
        sum_of_stops += std::log2(luminance);
        ++counted;
    }
    if (counted == 0) return 0.0;
    const double stops = std::log2(MIDDLE_GRAY) - sum_of_stops / static_cast<double>(counted);
    return std::clamp(std::round(10.0 * stops) / 10.0, -MAX_STOPS, MAX_STOPS);
}

ToneMapping exposed_for(ToneMapping mapping, const Image& image) {
    if (mapping.is_auto) mapping.exposure_stops = auto_exposure(image);
    mapping.is_auto = false;
    return mapping;
}

double overexposed_share(const Image& image) {
    const std::size_t count = image.rgb.size() / 3;
    std::size_t bright = 0;
    for (std::size_t i = 0; i < count; ++i) bright += luminance_of(image, i) > 1.0 ? 1 : 0;
    return count == 0 ? 0.0 : static_cast<double>(bright) / static_cast<double>(count);
}

LinearColor tone_map(ToneCurve curve, const LinearColor& color) {
    if (curve == ToneCurve::NONE) return color;
    const LinearColor light = {std::max(0.0, color[0]), std::max(0.0, color[1]), std::max(0.0, color[2])};
    LinearColor result = curve == ToneCurve::ACES  ? aces(light)
                         : curve == ToneCurve::AGX ? agx(light)
                                                   : khronos_pbr_neutral(light);
    for (double& v : result) v = std::clamp(v, 0.0, 1.0);
    return result;
}

Image tone_mapped(Image image, const ToneMapping& mapping) {
    if (mapping == ToneMapping()) return image;
    const double scale = std::exp2(mapping.exposure_stops);
    for (std::size_t i = 0; i + 2 < image.rgb.size(); i += 3) {
        LinearColor color;
        for (std::size_t c = 0; c < 3; ++c) color[c] = scale * static_cast<double>(image.rgb[i + c]);
        color = tone_map(mapping.curve, color);
        for (std::size_t c = 0; c < 3; ++c) image.rgb[i + c] = static_cast<float>(color[c]);
    }
    return image;
}

} // namespace triptych
