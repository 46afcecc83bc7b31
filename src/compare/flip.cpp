// FLIP: how strongly people see two pictures differ when flipping between them.
// SPDX-License-Identifier: MIT
//
// P. Andersson, J. Nilsson, T. Akenine-Moeller, M. Oskarsson, K. Astroem, M. D. Fairchild: "FLIP: A Difference
// Evaluator for Alternating Images", Proc. ACM Comput. Graph. Interact. Tech. 3(2), 2020. Section numbers are that
// paper's.
#include "compare/flip.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <tbb/parallel_for.h>

namespace triptych {

namespace {

constexpr double PI = 3.14159265358979323846;
constexpr double PIXELS_PER_DEGREE = 3840.0 * PI / 180.0; // 0.7 m before a 0.7 m wide display of 3840 pixels: 67.02

using Color = std::array<float, 3>;

/// One value a pixel, rows from top to bottom.
struct Plane {
    std::size_t width;
    std::size_t height;
    std::vector<float> values;

    Plane(std::size_t width_, std::size_t height_) : width(width_), height(height_), values(width_ * height_) {}
    float* row(std::size_t y) { return values.data() + y * width; }
    const float* row(std::size_t y) const { return values.data() + y * width; }
};

using Planes = std::array<Plane, 3>;

/// Weights of the pixels -radius to radius around one.
using Kernel = std::vector<float>;

Kernel make_kernel(int radius, const std::function<double(double)>& weight) {
    Kernel kernel;
    for (int x = -radius; x <= radius; ++x) kernel.push_back(float(weight(double(x))));
    return kernel;
}

/// Scales the positive weights to a sum of 1 and the negative ones to -1.
void normalize(Kernel& kernel) {
    double positive = 0.0, negative = 0.0;
    for (const float weight : kernel) (weight > 0.0f ? positive : negative) += double(weight);
    for (float& weight : kernel) weight = float(double(weight) / std::abs(weight > 0.0f ? positive : negative));
}

/// Convolves rows with `across` and columns with `down`; pixels at the border go on for ever.
Plane convolve(const Plane& source, const Kernel& across, const Kernel& down) {
    const std::size_t radius = across.size() / 2;
    Plane rows(source.width, source.height);
    tbb::parallel_for(std::size_t(0), source.height, [&](std::size_t y) {
        const float* in = source.row(y);
        std::vector<float> padded(radius, in[0]);
        padded.insert(padded.end(), in, in + source.width);
        padded.insert(padded.end(), radius, in[source.width - 1]);
        float* out = rows.row(y);
        for (std::size_t k = 0; k < across.size(); ++k) {
            for (std::size_t x = 0; x < source.width; ++x) out[x] += across[k] * padded[x + k];
        }
    });
    Plane result(source.width, source.height);
    tbb::parallel_for(std::size_t(0), source.height, [&](std::size_t y) {
        float* out = result.row(y);
        for (std::size_t k = 0; k < down.size(); ++k) {
            const std::size_t above = std::max(y + k, radius) - radius;
            const float* in = rows.row(std::min(above, source.height - 1));
            for (std::size_t x = 0; x < source.width; ++x) out[x] += down[k] * in[x];
        }
    });
    return result;
}

/// Linear Rec. 709 to XYZ relative to its white, so that gray has three equal values. The matrix follows from the
/// primaries and the white point (0.3127, 0.3290) of IEC 61966-2-1.
constexpr std::array<double, 3> WHITE{0.95045593, 1.0, 1.08905775};

Color white_relative_xyz(const Color& c) {
    const double r = double(c[0]), g = double(c[1]), b = double(c[2]);
    return {float((0.41239080 * r + 0.35758434 * g + 0.18048079 * b) / WHITE[0]),
            float((0.21263901 * r + 0.71516868 * g + 0.07219232 * b) / WHITE[1]),
            float((0.01933082 * r + 0.11919478 * g + 0.95053215 * b) / WHITE[2])};
}

Color rgb_from_white_relative_xyz(const Color& c) {
    const double x = double(c[0]) * WHITE[0], y = double(c[1]) * WHITE[1], z = double(c[2]) * WHITE[2];
    return {float(3.24096994 * x - 1.53738318 * y - 0.49861076 * z),
            float(-0.96924364 * x + 1.87596750 * y + 0.04155506 * z),
            float(0.05563008 * x - 0.20397696 * y + 1.05697151 * z)};
}

/// Zero where the value is no number.
float clamp_to_unit(float value) { return value > 0.0f ? std::min(value, 1.0f) : 0.0f; }

/// YCxCz, the opponent colour space that is linear in light (section 4.1.1).
Planes opponent_planes(const Image& image) {
    const Plane empty(image.width, image.height);
    Planes planes{empty, empty, empty};
    tbb::parallel_for(std::size_t(0), empty.values.size(), [&](std::size_t i) {
        const float* rgb = image.rgb.data() + 3 * i;
        const Color xyz = white_relative_xyz({clamp_to_unit(rgb[0]), clamp_to_unit(rgb[1]), clamp_to_unit(rgb[2])});
        planes[0].values[i] = 116.0f * xyz[1] - 16.0f;
        planes[1].values[i] = 500.0f * (xyz[0] - xyz[1]);
        planes[2].values[i] = 200.0f * (xyz[1] - xyz[2]);
    });
    return planes;
}

/// A contrast sensitivity function's image in space: a sum of Gaussians a * sqrt(pi / b) * exp(-pi^2 d^2 / b) of the
/// distance d in degrees (table 1).
struct Sensitivity {
    double a, b;
};
constexpr Sensitivity ACHROMATIC{1.0, 0.0047};
constexpr Sensitivity RED_GREEN{1.0, 0.0053};
constexpr std::array<Sensitivity, 2> BLUE_YELLOW{{{34.1, 0.04}, {13.5, 0.025}}};

/// One Gaussian's kernel, not normalised. The radius, common to all, is three deviations of the widest.
Kernel sensitivity_kernel(const Sensitivity& s) {
    const double widest = std::sqrt(BLUE_YELLOW[0].b / (2.0 * PI * PI));
    return make_kernel(int(std::ceil(3.0 * widest * PIXELS_PER_DEGREE)), [&](double x) {
        const double degrees = x / PIXELS_PER_DEGREE;
        return std::exp(-PI * PI * degrees * degrees / s.b);
    });
}

double sum_of(const Kernel& kernel) {
    double sum = 0.0;
    for (const float weight : kernel) sum += double(weight);
    return sum;
}

Plane filter_by_sensitivity(const Plane& plane, const Sensitivity& s) {
    Kernel kernel = sensitivity_kernel(s);
    normalize(kernel);
    return convolve(plane, kernel, kernel);
}

/// A sum of two Gaussians cannot be split into rows and columns, but each of them can.
Plane filter_blue_yellow(const Plane& plane) {
    std::array<double, 2> weights;
    for (std::size_t i = 0; i < 2; ++i) {
        const double sum = sum_of(sensitivity_kernel(BLUE_YELLOW[i]));
        weights[i] = BLUE_YELLOW[i].a * std::sqrt(PI / BLUE_YELLOW[i].b) * sum * sum;
    }
    const auto share = float(weights[0] / (weights[0] + weights[1]));
    Plane first = filter_by_sensitivity(plane, BLUE_YELLOW[0]);
    const Plane second = filter_by_sensitivity(plane, BLUE_YELLOW[1]);
    for (std::size_t i = 0; i < first.values.size(); ++i) {
        first.values[i] = share * first.values[i] + (1.0f - share) * second.values[i];
    }
    return first;
}

/// CIELAB of linear Rec. 709, its chroma scaled for the Hunt effect (section 4.1.2).
Color hunt_adjusted_lab(const Color& rgb) {
    const auto curve = [](double t) {
        constexpr double DELTA = 6.0 / 29.0;
        return t > DELTA * DELTA * DELTA ? std::cbrt(t) : t / (3.0 * DELTA * DELTA) + 4.0 / 29.0;
    };
    const Color xyz = white_relative_xyz(rgb);
    const double fx = curve(double(xyz[0])), fy = curve(double(xyz[1])), fz = curve(double(xyz[2]));
    const double lightness = 116.0 * fy - 16.0;
    return {float(lightness), float(0.01 * lightness * 500.0 * (fx - fy)), float(0.01 * lightness * 200.0 * (fy - fz))};
}

/// HyAB: city block in lightness, Euclidean in chroma (section 4.1.2).
float hyab(const Color& a, const Color& b) { return std::abs(a[0] - b[0]) + std::hypot(a[1] - b[1], a[2] - b[2]); }

/// Compresses a colour distance and maps it to [0, 1] so that the large ones take little room (section 4.1.3).
float redistribute(float distance) {
    constexpr float EXPONENT = 0.7f, KNEE = 0.4f, KNEE_ERROR = 0.95f;
    static const float LARGEST =
        std::pow(hyab(hunt_adjusted_lab({0.0f, 1.0f, 0.0f}), hunt_adjusted_lab({0.0f, 0.0f, 1.0f})), EXPONENT);
    const float error = std::pow(distance, EXPONENT);
    const float knee = KNEE * LARGEST;
    if (error < knee) return KNEE_ERROR / knee * error;
    return KNEE_ERROR + (error - knee) / (LARGEST - knee) * (1.0f - KNEE_ERROR);
}

/// What the eye resolves of the image, as Hunt-adjusted CIELAB.
std::vector<Color> perceived_colors(const Planes& opponent) {
    const Plane y = filter_by_sensitivity(opponent[0], ACHROMATIC);
    const Plane cx = filter_by_sensitivity(opponent[1], RED_GREEN);
    const Plane cz = filter_blue_yellow(opponent[2]);
    std::vector<Color> colors(y.values.size());
    tbb::parallel_for(std::size_t(0), colors.size(), [&](std::size_t i) {
        const float luminance = (y.values[i] + 16.0f) / 116.0f;
        Color rgb = rgb_from_white_relative_xyz(
            {luminance + cx.values[i] / 500.0f, luminance, luminance - cz.values[i] / 200.0f});
        for (float& value : rgb) value = clamp_to_unit(value);
        colors[i] = hunt_adjusted_lab(rgb);
    });
    return colors;
}

/// Strength of edges and of points about each pixel (section 4.2).
struct Features {
    std::vector<float> edges, points;
};

Features find_features(const Plane& luminance) {
    constexpr double WIDTH_DEGREES = 0.082;
    constexpr double DEVIATION = 0.5 * WIDTH_DEGREES * PIXELS_PER_DEGREE;
    const int radius = int(std::ceil(3.0 * DEVIATION));
    const auto gaussian = [](double x) { return std::exp(-x * x / (2.0 * DEVIATION * DEVIATION)); };
    Kernel smooth = make_kernel(radius, gaussian);
    Kernel edge = make_kernel(radius, [&](double x) { return -x * gaussian(x); });
    Kernel point = make_kernel(radius, [&](double x) { return (x * x / (DEVIATION * DEVIATION) - 1.0) * gaussian(x); });
    normalize(smooth);
    normalize(edge);
    normalize(point);
    const auto strength = [&](const Kernel& derivative) {
        const Plane across = convolve(luminance, derivative, smooth);
        Plane down = convolve(luminance, smooth, derivative);
        for (std::size_t i = 0; i < down.values.size(); ++i) {
            down.values[i] = std::hypot(across.values[i], down.values[i]);
        }
        return std::move(down.values);
    };
    return {strength(edge), strength(point)};
}

/// Features of the lightness axis, brought to [0, 1].
Features find_features_of(Plane y) {
    for (float& value : y.values) value = (value + 16.0f) / 116.0f;
    return find_features(y);
}

} // namespace

/// Values outside [0, 1] count as the nearer end: the metric is one of displayed images.
std::vector<float> flip_errors(const Image& a, const Image& b) {
    if (a.width != b.width || a.height != b.height || a.rgb.size() != b.rgb.size()) {
        throw Error(ExitCode::INVALID_INPUT, fmt::format("FLIP compares images of one size, not {} x {} with {} x {}.",
                                                         a.width, a.height, b.width, b.height));
    }
    const Planes opponent_a = opponent_planes(a), opponent_b = opponent_planes(b);
    const std::vector<Color> colors_a = perceived_colors(opponent_a), colors_b = perceived_colors(opponent_b);
    const Features features_a = find_features_of(opponent_a[0]), features_b = find_features_of(opponent_b[0]);
    std::vector<float> errors(colors_a.size());
    tbb::parallel_for(std::size_t(0), errors.size(), [&](std::size_t i) {
        const float color_error = redistribute(hyab(colors_a[i], colors_b[i]));
        const float feature_difference = std::max(std::abs(features_a.edges[i] - features_b.edges[i]),
                                                  std::abs(features_a.points[i] - features_b.points[i]));
        const float feature_error = std::sqrt(feature_difference / std::sqrt(2.0f)); // exponent q_f = 0.5
        errors[i] = std::min(std::pow(color_error, 1.0f - feature_error), 1.0f);
        for (std::size_t k = 3 * i; k < 3 * i + 3; ++k)
            if (!std::isfinite(a.rgb[k]) || !std::isfinite(b.rgb[k])) errors[i] = 1.0f;
    });
    return errors;
}

} // namespace triptych
