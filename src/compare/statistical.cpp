// Noisy pictures, as path tracers draw them: whether their expected values may be equal.
// SPDX-License-Identifier: MIT
#include "compare/statistical.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace triptych {

namespace {

constexpr std::size_t COLORS = 3;
/// Both sides round to binary32, so that means may differ by this share without any spread.
constexpr double ROUNDING = 1e-6;

/// An estimate of an expected value.
struct Estimate {
    double mean = 0.0;
    double variance = 0.0;         // of the mean
    double variance_squares = 0.0; // sum of squared variances over degrees of freedom, as Welch and Satterthwaite need
};

double normal_p(double z) { return std::erfc(std::abs(z) / std::sqrt(2.0)); }

/// P(|T| > t) for Student's t, by Simpson's rule in the angle whose tangent is t / sqrt(dof), where the density is a
/// power of the cosine; by the normal distribution where there are many degrees of freedom.
double two_sided_p(double t, double dof) {
    constexpr double HALF_TURN = 3.14159265358979323846, MANY = 1e5;
    constexpr int STEPS = 1000; // even
    if (dof > MANY) return normal_p(t);
    const double scale = std::exp(std::lgamma((dof + 1.0) / 2.0) - std::lgamma(dof / 2.0)) / std::sqrt(HALF_TURN);
    const double low = std::atan(std::abs(t) / std::sqrt(dof));
    // Beyond `high` the density is below 1e-40 of what it is at `low`, so that steps are where the density is.
    const double reach = std::cos(low) * std::pow(1e-40, 1.0 / std::max(dof - 1.0, 1e-9));
    const double high = dof > 2.0 ? std::min(HALF_TURN / 2.0, std::acos(std::clamp(reach, 0.0, 1.0))) : HALF_TURN / 2.0;
    const double width = (high - low) / STEPS;
    double sum = 0.0;
    for (int i = 0; i <= STEPS; ++i) {
        const double weight = i == 0 || i == STEPS ? 1.0 : i % 2 == 1 ? 4.0 : 2.0;
        sum += weight * std::pow(std::cos(low + i * width), dof - 1.0);
    }
    return std::min(1.0, 2.0 * scale * sum * width / 3.0);
}

const std::vector<float>* variance_layer(const StoredImage& image, const char* color) {
    for (const auto& [channel, place] : image.channels)
        if (channel.name == std::string("variance.") + color && place.width() == image.colors.width)
            return std::get_if<std::vector<float>>(&channel.values);
    return nullptr;
}

/// The squares of one side length, row by row, a colour after the other within each.
class Grid {
public:
    Grid(const Image& image, std::uint32_t side)
        : m_width(image.width), m_height(image.height), m_side(side), m_columns((image.width + side - 1) / side),
          m_rows((image.height + side - 1) / side) {}

    std::size_t size() const { return COLORS * m_columns * m_rows; }
    std::int64_t x(std::size_t i) const { return std::int64_t(i / COLORS % m_columns * m_side); }
    std::int64_t y(std::size_t i) const { return std::int64_t(i / COLORS / m_columns * m_side); }
    double pixels(std::size_t i) const {
        return double(std::min<std::int64_t>(m_side, std::int64_t(m_width) - x(i))) *
               double(std::min<std::int64_t>(m_side, std::int64_t(m_height) - y(i)));
    }

    /// Sums of `value(pixel, colour)` over each square.
    template <typename Value>
    std::vector<double> sums(Value value) const {
        std::vector<double> sums(size());
        for (std::size_t y = 0; y < m_height; ++y)
            for (std::size_t x = 0; x < m_width; ++x)
                for (std::size_t c = 0; c < COLORS; ++c)
                    sums[COLORS * (y / m_side * m_columns + x / m_side) + c] += value(y * m_width + x, c);
        return sums;
    }

private:
    std::size_t m_width, m_height, m_side, m_columns, m_rows;
};

std::vector<Estimate> estimates(const Replicates& side, const Grid& grid, double batches) {
    std::vector<Estimate> result(grid.size());
    const auto count = double(side.size());
    std::vector<std::vector<double>> means;
    for (const StoredImage& image : side) {
        std::vector<double>& sums = means.emplace_back(
            grid.sums([&](std::size_t pixel, std::size_t c) { return double(image.colors.rgb[COLORS * pixel + c]); }));
        for (std::size_t i = 0; i < sums.size(); ++i) {
            sums[i] /= grid.pixels(i);
            result[i].mean += sums[i] / count;
        }
    }
    if (side.size() > 1) {
        for (std::size_t i = 0; i < result.size(); ++i) {
            double squares = 0.0;
            for (const std::vector<double>& mean : means)
                squares += (mean[i] - result[i].mean) * (mean[i] - result[i].mean);
            result[i].variance = squares / (count - 1.0) / count;
            result[i].variance_squares = result[i].variance * result[i].variance / (count - 1.0);
        }
        return result;
    }
    const std::vector<float>* layers[] = {variance_layer(side[0], "R"), variance_layer(side[0], "G"),
                                          variance_layer(side[0], "B")};
    const auto variance = [&](std::size_t pixel, std::size_t c) { return double((*layers[c])[pixel]); };
    const std::vector<double> sums = grid.sums(variance);
    const std::vector<double> squares = grid.sums(
        [&](std::size_t pixel, std::size_t c) { return variance(pixel, c) * variance(pixel, c) / (batches - 1.0); });
    for (std::size_t i = 0; i < result.size(); ++i) {
        const double pixels = grid.pixels(i), pixels_squared = pixels * pixels;
        result[i].variance = sums[i] / pixels_squared;
        result[i].variance_squares = squares[i] / (pixels_squared * pixels_squared);
    }
    return result;
}

ScaleResult test_scale(const Replicates& a, const Replicates& b, const Grid& grid, const StatisticalOptions& options) {
    const std::vector<Estimate> of_a = estimates(a, grid, options.variance_batches);
    const std::vector<Estimate> of_b = estimates(b, grid, options.variance_batches);
    ScaleResult scale;
    scale.tests = grid.size();
    // Sidak's inequality holds for two-sided tests of normal values however they depend on each other.
    const double tests = 3.0 * double(scale.tests);
    scale.threshold = -std::expm1(std::log1p(-options.family_error) / tests);
    for (std::size_t i = 0; i < of_a.size(); ++i) {
        const double difference = of_a[i].mean - of_b[i].mean;
        const double rounding = ROUNDING * std::max(std::abs(of_a[i].mean), std::abs(of_b[i].mean));
        const double variance = of_a[i].variance + of_b[i].variance + rounding * rounding;
        if (difference == 0.0) continue;
        const double squares = of_a[i].variance_squares + of_b[i].variance_squares;
        const double t = difference / std::sqrt(variance);
        // Student's tails are heavier than the normal distribution's, which is quickly worked out.
        if (!scale.channel.empty() && normal_p(t) >= scale.smallest_p) continue;
        const double dof = squares > 0.0 ? std::max(1.0, variance * variance / squares) : 1e9;
        const double p = two_sided_p(t, dof);
        if (p >= scale.smallest_p && !scale.channel.empty()) continue;
        scale.smallest_p = p;
        scale.t = t;
        scale.x = grid.x(i);
        scale.y = grid.y(i);
        scale.channel = a[0].color_names[i % COLORS];
    }
    return scale;
}

void check_side(const Replicates& side, const std::string& name, const Image& like) {
    for (const StoredImage& image : side) {
        if (image.color_names.size() != COLORS)
            throw Error(ExitCode::INVALID_INPUT, fmt::format("{} has no red, green and blue to be compared.", name));
        if (image.colors.width != like.width || image.colors.height != like.height)
            throw Error(
                ExitCode::INVALID_INPUT,
                fmt::format("{} has pictures of {} x {} and others of {} x {} pixels; give pictures of one size.", name,
                            image.colors.width, image.colors.height, like.width, like.height));
        if (!std::all_of(image.colors.rgb.begin(), image.colors.rgb.end(), [](float v) { return std::isfinite(v); }))
            throw Error(ExitCode::INVALID_INPUT, fmt::format("{} holds NaN or infinity.", name));
    }
    if (side.size() > 1) return;
    for (const char* color : {"R", "G", "B"})
        if (variance_layer(side[0], color) == nullptr)
            throw Error(ExitCode::INVALID_INPUT,
                        fmt::format("{} is one picture without the channel variance.{}; render with --aov variance, or "
                                    "give a folder of pictures with other seeds.",
                                    name, color));
}

std::string describe_side(const Replicates& side) {
    return side.size() > 1 ? fmt::format("{} replicates", side.size()) : std::string("variance layers");
}

} // namespace

StatisticalResult compare_statistically(const Replicates& a, const std::string& a_name, const Replicates& b,
                                        const std::string& b_name, const StatisticalOptions& options) {
    const Image& like = a[0].colors;
    check_side(a, a_name, like);
    check_side(b, b_name, like);
    StatisticalResult result;
    result.family_error = options.family_error;
    result.method = fmt::format("{} against {}", describe_side(a), describe_side(b));
    const std::uint32_t whole = std::max(like.width, like.height);
    for (const std::uint32_t side : {1u, options.block, whole}) {
        ScaleResult& scale = result.scales.emplace_back(test_scale(a, b, Grid(like, side), options));
        scale.side = side == whole ? 0 : side;
    }
    return result;
}

nlohmann::ordered_json statistical_json(const StatisticalResult& result) {
    nlohmann::ordered_json json = {{"family_error", result.family_error}, {"method", result.method}};
    json["scales"] = nlohmann::ordered_json::array();
    for (const ScaleResult& scale : result.scales)
        json["scales"].push_back({{"side", scale.side},
                                  {"tests", scale.tests},
                                  {"smallest_p", scale.smallest_p},
                                  {"threshold", scale.threshold},
                                  {"t", scale.t},
                                  {"x", scale.x},
                                  {"y", scale.y},
                                  {"channel", scale.channel},
                                  {"refused", scale.is_refused()}});
    return json;
}

} // namespace triptych
