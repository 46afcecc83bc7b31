// Exact accumulation: 64-bit fixed point in two words. Integer addition is associative, so any split of the samples
// over lanes, dispatches, machines or sessions gives the same sums.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_FILM_GLSL
#define TRIPTYCH_FILM_GLSL
#include "layout.glsl"
#include "real.glsl"

SHARED_BEGIN

/// True where a value can be summed: finite, not negative, below 2^FILM_MAX_EXPONENT.
FN bool is_film_value(float value) {
    uint bits = floatBitsToUint(value);
    return bits == 0x80000000u || bits < ((127u + FILM_MAX_EXPONENT) << 23u);
}

/// A film value in units of 2^-FILM_FRACTION_BITS, rounded to nearest, halves up.
FN Sum film_units(float value) {
    Sum units = {0u, 0u};
    uint exponent = exponent_of(value);
    uint mantissa = mantissa_of(value);
    // The value is mantissa * 2^(exponent - 150).
    int shift = int(exponent) - int(150u - FILM_FRACTION_BITS);
    if (shift > 0) {
        units.low = mantissa << uint(shift);
        units.high = shift > 8 ? mantissa >> uint(32 - shift) : 0u;
    } else if (shift == 0) {
        units.low = mantissa;
    } else if (shift >= -24) {
        units.low = ((mantissa >> uint(-shift - 1)) + 1u) >> 1u;
    }
    return units;
}

/// a + b with carry.
FN Sum add_sums(Sum a, Sum b) {
    Sum sum = {a.low + b.low, a.high + b.high};
    if (sum.low < a.low) sum.high = sum.high + 1u;
    return sum;
}

/// A pixel without samples.
FN FilmPixel empty_pixel() {
    FilmPixel pixel = {{0u, 0u}, {0u, 0u}, {0u, 0u}, 0u, 0u};
    return pixel;
}

/// `pixel` with one more sample; a radiance that is no film value is counted as invalid and not summed.
FN FilmPixel add_sample(FilmPixel pixel, vec3 radiance) {
    pixel.samples = pixel.samples + 1u;
    if (is_film_value(radiance.x) && is_film_value(radiance.y) && is_film_value(radiance.z)) {
        pixel.red = add_sums(pixel.red, film_units(radiance.x));
        pixel.green = add_sums(pixel.green, film_units(radiance.y));
        pixel.blue = add_sums(pixel.blue, film_units(radiance.z));
    } else {
        pixel.invalid = pixel.invalid + 1u;
    }
    return pixel;
}

/// Both pixels' samples together.
FN FilmPixel add_pixels(FilmPixel a, FilmPixel b) {
    FilmPixel sum = {add_sums(a.red, b.red), add_sums(a.green, b.green), add_sums(a.blue, b.blue),
                     a.samples + b.samples, a.invalid + b.invalid};
    return sum;
}

SHARED_END
#endif
