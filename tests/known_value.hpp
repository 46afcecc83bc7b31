// Scenes whose radiance is known, and the test that a render agrees with it.
// SPDX-License-Identifier: MIT
#pragma once

#include "bvh/build.hpp"
#include "kernel.hpp"
#include "statistics.hpp"
#include "test_scenes.hpp"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <ostream>
#include <tuple>

namespace triptych::test {

/// float32 rounds a path's radiance, so a value may be off by this share without any spread.
constexpr double ROUNDING = 3e-6;

/// A picture all of whose pixels have one radiance, which somebody has worked out without a renderer.
struct Known {
    Scene scene;
    std::array<double, 3> radiance;
    std::uint32_t max_depth = 50;
    bool roulette = false;
    std::uint32_t spp = 256;
    double tolerance = ROUNDING; // relative, beside the spread
};

inline std::array<double, 3> grey(double value) { return {value, value, value}; }
inline std::array<double, 3> operator*(double factor, vec3 color) {
    return {factor * static_cast<double>(color.x), factor * static_cast<double>(color.y),
            factor * static_cast<double>(color.z)};
}

/// Schlick's reflectance, "An Inexpensive BRDF Model for Physically-based Rendering", 1994.
inline double schlick(double cosine, double ior) {
    const double at_normal = std::pow((1.0 - ior) / (1.0 + ior), 2.0);
    return at_normal + (1.0 - at_normal) * std::pow(1.0 - cosine, 5.0);
}

/// A name and how to make the scene: cases of a parameterized test.
struct KnownCase {
    const char* name;
    std::function<Known()> make;
};
inline std::ostream& operator<<(std::ostream& stream, const KnownCase& known) { return stream << known.name; }

/// Turns the camera on a point, from so far and so narrow that every pixel sees that point alone.
inline void look_at_point(Scene& scene, vec3 from, vec3 point) {
    scene.camera.look_from = from;
    scene.camera.look_at = point;
    const bool is_steep = std::abs(unit(to_double(point) - to_double(from)).y) > 0.9;
    scene.camera.up = is_steep ? vec3(1.0f, 0.0f, 0.0f) : vec3(0.0f, 1.0f, 0.0f);
    scene.camera.vertical_fov = 0.003;
}

/// All known values of one program together are wrong with this probability where the renderer is right: each test of
/// a case takes part in Holm's procedure, whose first step asks every p-value to lie above this over their number.
constexpr double FAMILY_WISE = 1e-3;
constexpr double FAMILY = 4.0 * 3.0 * 40.0; // integrators and samplers, channels, and no more than 40 cases

class KnownValues : public testing::TestWithParam<std::tuple<KnownCase, Integrator, Sampler>> {
protected:
    /// Renders the case; pixels are replicates, since their numbers are independent.
    void run() {
        const auto& [known_case, integrator, sampler] = GetParam();
        const Known known = known_case.make();
        RenderSettings settings;
        settings.width = settings.height = 16;
        settings.seed = 7;
        settings.max_depth = known.max_depth;
        settings.method.integrator = integrator;
        settings.method.sampler = sampler;
        settings.method.roulette = known.roulette;
        PackedScene packed = pack_scene(known.scene);
        build_bvh(packed);
        const Film film = render_by_kernel(packed, settings, {0, known.spp});
        EXPECT_EQ(film.invalid_samples(), 0u);
        const Image image = film.mean();
        for (std::size_t channel = 0; channel < 3; channel++)
            judge(image, channel, known.radiance[channel], known.tolerance);
    }

private:
    static void judge(const Image& image, std::size_t channel, double expected, double tolerance) {
        const double count = static_cast<double>(image.rgb.size()) / 3.0;
        double mean = 0.0, spread = 0.0;
        for (std::size_t i = channel; i < image.rgb.size(); i += 3) mean += static_cast<double>(image.rgb[i]) / count;
        for (std::size_t i = channel; i < image.rgb.size(); i += 3) {
            spread += std::pow(static_cast<double>(image.rgb[i]) - mean, 2.0);
        }
        const double variance = spread / (count - 1.0) / count + std::pow(tolerance * expected, 2.0);
        if (variance == 0.0) {
            EXPECT_EQ(mean, expected);
            return;
        }
        const double t = (mean - expected) / std::sqrt(variance);
        const double p = student_two_sided(t, count - 1.0);
        EXPECT_GT(p, FAMILY_WISE / FAMILY)
            << "channel " << channel << ": " << mean << " for " << expected << ", off by " << t << " standard errors";
        RecordProperty("relative_error_" + std::to_string(channel), std::to_string(std::sqrt(variance) / expected));
    }
};

/// Every case with both integrators and both samplers.
inline std::string known_name(const testing::TestParamInfo<KnownValues::ParamType>& info) {
    const auto& [known_case, integrator, sampler] = info.param;
    return fmt::format("{}_{}_{}", known_case.name, integrator == Integrator::PATH ? "path" : "mis",
                       sampler == Sampler::SOBOL ? "sobol" : "independent");
}

inline auto with_both(const std::vector<KnownCase>& cases) {
    return testing::Combine(testing::ValuesIn(cases), testing::Values(Integrator::PATH, Integrator::PATH_MIS),
                            testing::Values(Sampler::INDEPENDENT, Sampler::SOBOL));
}

} // namespace triptych::test
