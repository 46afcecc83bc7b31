// Light of three wavelengths in glass: a prism bends each as its index says, and none of a path's light is lost.
// SPDX-License-Identifier: MIT
#include "dispersion.glsl"
#include "format/scene_format.hpp"
#include "kernel.hpp"
#include "rendering.hpp"
#include "scene/material_kinds.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace triptych::test {
namespace {

using shared::Wavelength;

shared::Principled glass(float ior, float dispersion) {
    shared::Principled principled = default_principled();
    principled.ior = ior;
    principled.dispersion = dispersion;
    return principled;
}

/// n + (n - 1) / V (523655 / length^2 - 1.5168), the extension's formula.
double index_of(double ior, double dispersion, double nanometres) {
    return std::max(ior + (ior - 1.0) * dispersion / 20.0 * (523655.0 / (nanometres * nanometres) - 1.5168), 1.0);
}

constexpr double LINES[3] = {656.27, 587.56, 486.13};

TEST(Wavelengths, AreChosenByWhatTheyBring) {
    const vec3 throughput = {0.5f, 0.125f, 0.25f};
    std::array<double, 3> sum{};
    constexpr int STEPS = 1 << 12;
    for (int i = 0; i < STEPS; i++) {
        const auto u = static_cast<float>(i) / STEPS;
        const Wavelength wavelength = shared::choose_wavelength(glass(1.5f, 1.0f), throughput, u);
        const float parts[3] = {wavelength.throughput.x, wavelength.throughput.y, wavelength.throughput.z};
        int kept = 0;
        for (std::size_t c = 0; c < 3; c++) {
            if (parts[c] == 0.0f) continue;
            kept++;
            EXPECT_EQ(parts[c], 0.875f);
            EXPECT_NEAR(wavelength.ior, index_of(1.5, 1.0, LINES[c]), 2e-6); // the formula's constants are rounded
            sum[c] += static_cast<double>(parts[c]) / STEPS;
        }
        ASSERT_EQ(kept, 1);
    }
    EXPECT_NEAR(sum[0], 0.5, 1e-3);
    EXPECT_NEAR(sum[1], 0.125, 1e-3);
    EXPECT_NEAR(sum[2], 0.25, 1e-3);
}

TEST(Wavelengths, AreKeptOnceChosen) {
    for (const vec3 throughput : {vec3(0.3f, 0.0f, 0.0f), vec3(0.0f, 0.3f, 0.0f), vec3(0.0f, 0.0f, 0.3f)}) {
        for (const float u : {0.0f, 0.5f, 1.0f - 0x1p-24f}) {
            const vec3 kept = shared::choose_wavelength(glass(1.5f, 1.0f), throughput, u).throughput;
            EXPECT_TRUE(kept.x == throughput.x && kept.y == throughput.y && kept.z == throughput.z) << u;
        }
    }
}

TEST(Wavelengths, NeverHaveIndicesBelowOne) {
    EXPECT_EQ(shared::choose_wavelength(glass(1.5f, 100.0f), vec3(1.0f), 0.0f).ior, 1.0f);
}

struct Mean {
    std::array<double, 3> value{};
    std::array<double, 3> standard_error{};
};

/// Of the pixels of a picture of one sample each.
Mean mean_of(const Scene& scene) {
    RenderSettings settings = settings_of(256, 256, 1, 8);
    settings.method.sampler = Sampler::INDEPENDENT;
    const Image image = render_by_kernel(packed_with_bvh(scene), settings, {0, 1}).mean();
    Mean mean;
    const double count = static_cast<double>(image.rgb.size() / 3);
    std::array<double, 3> squares{};
    for (std::size_t i = 0; i < image.rgb.size(); i++) {
        const auto sample = static_cast<double>(image.rgb[i]);
        mean.value[i % 3] += sample / count;
        squares[i % 3] += sample * sample / count;
    }
    for (std::size_t c = 0; c < 3; c++)
        mean.standard_error[c] = std::sqrt((squares[c] - mean.value[c] * mean.value[c]) / count);
    return mean;
}

/// A prism without reflections, into which parallel rays fall at right angles, and which they leave by a face that
/// leans by 25 degrees: before a sky that grows brighter with height.
TEST(Prism, BendsEachWavelengthByItsIndex) {
    const double lean = 25.0 * std::acos(-1.0) / 180.0;
    for (const double roughness : {0.0, 0.02}) { // as one of finitely many directions, and with a density
        const Scene scene = parse_scene(fmt::format(R"({{"triptych": 1, "integrator": {{"max_depth": 8}},
                "camera": {{"look_from": [0, 0, 9], "look_at": [0, 0, 0], "orthographic_height": 0.1}},
                "background": {{"type": "gradient", "bottom": [0, 0, 0], "top": [2, 2, 2]}},
                "materials": {{"m": {{"type": "principled", "metallic": 0, "transmission": 1, "specular": 0, "ior": 1.5,
                                      "dispersion": 5, "roughness": {}}}}},
                "shapes": [
                  {{"type": "quad", "corner": [-5, -5, 3], "u": [10, 0, 0], "v": [0, 10, 0], "material": "m"}},
                  {{"type": "quad", "corner": [-5, {}, {}], "u": [0, {}, {}], "v": [10, 0, 0], "material": "m"}}]}})",
                                                    roughness, -5.0 * std::cos(lean), -5.0 * std::sin(lean),
                                                    10.0 * std::cos(lean), 10.0 * std::sin(lean)),
                                        "prism.json", ".");
        const Mean mean = mean_of(scene);
        double last = 1.0;
        for (std::size_t c = 0; c < 3; c++) {
            const double n = index_of(1.5, 5.0, LINES[c]);
            // The direction n d + (cos t - n cos lean) N, with d = (0, 0, -1) and N = (0, sin lean, -cos lean).
            const double cos_t = std::sqrt(1.0 - n * n * std::sin(lean) * std::sin(lean));
            const double height = (cos_t - n * std::cos(lean)) * std::sin(lean);
            const double expected = 2.0 * 0.5 * (height + 1.0);
            const double bound = 4.5 * mean.standard_error[c] + (roughness > 0.0 ? 0.002 : 0.0);
            EXPECT_NEAR(mean.value[c], expected, bound) << c << " " << roughness;
            EXPECT_LT(mean.value[c], last - 4.0 * mean.standard_error[c]) << c; // blue is bent most, downwards
            last = mean.value[c];
        }
    }
}

} // namespace
} // namespace triptych::test
