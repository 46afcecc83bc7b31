// Light of three wavelengths that glass bends differently (KHR_materials_dispersion). A path carries all three until
// such glass bends it; from there on it follows one, chosen by what the path brings in each, which is then worth all.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_DISPERSION_GLSL
#define TRIPTYCH_DISPERSION_GLSL
#include "principled_surface.glsl"
#include "sampler.glsl"

SHARED_BEGIN

/// A path that follows one wavelength: its throughput, in one channel alone, and that wavelength's index of refraction.
struct Wavelength {
    vec3 throughput;
    float ior;
};

/// The wavelength that u in [0, 1) chooses for a path with that throughput, of which something is left. A path that
/// follows one already keeps it. Red, green and blue bend as Fraunhofer's lines C, d and F do (656, 588 and 486 nm), by
/// the extension's formula after Cauchy: n + (n - 1) / V (523655 / length^2 - 1.5168), where V is Abbe's number.
FN Wavelength choose_wavelength(Principled principled, vec3 throughput, float u) {
    float sum = throughput.x + throughput.y + throughput.z;
    float place = u * sum;
    float spread = 0.05f * principled.dispersion * (principled.ior - 1.0f);
    Wavelength red = {vec3(sum, 0.0f, 0.0f), max(principled.ior - 0.30094957f * spread, 1.0f)};
    if (place < throughput.x) return red;
    Wavelength green = {vec3(0.0f, sum, 0.0f), principled.ior};
    if (place < throughput.x + throughput.y) return green;
    Wavelength blue = {vec3(0.0f, 0.0f, sum), principled.ior + 0.69905026f * spread};
    return blue;
}

/// Whether the point is glass that bends wavelengths differently.
FN bool disperses(Principled principled, PrincipledPoint point) {
    return principled.dispersion > 0.0f && point.transmission > 0.0f && (point.flags & PRINCIPLED_THIN) == 0u;
}

SHARED_END
#endif
