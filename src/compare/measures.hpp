// How far the values of two channels are apart.
// SPDX-License-Identifier: MIT
#pragma once

#include "compare/channels.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace triptych {

/// Percentiles of absolute errors that are measured, in thousandths, and how they are called.
inline constexpr std::array<std::uint32_t, 4> PERMILLES{500, 950, 990, 999};
inline constexpr std::array<const char*, PERMILLES.size()> PERCENTILE_NAMES{"50", "95", "99", "99.9"};

/// Errors |a - b| over values that are finite in both images. A percentile is the smallest error that as large a share
/// of the values does not exceed.
struct Measures {
    std::uint64_t values = 0;     // that were compared
    std::uint64_t differing = 0;  // bits differ, or are NaN or infinite in either image
    std::uint64_t non_finite = 0; // NaN or infinite in either image
    std::uint64_t over_fail = 0;  // with an error over the tolerance that was given, or not finite
    std::uint64_t over_warn = 0;
    std::uint64_t max_ulp =
        0; // units in the last place of binary32; steps of code where both files have equal integers
    double max_error = 0.0;
    double mean_error = 0.0;
    double rmse = 0.0; // root mean square error
    double psnr = 0.0; // dB against a peak of 1; infinite where nothing differs
    std::array<double, PERMILLES.size()> percentiles{};
    std::int64_t max_x = 0, max_y = 0; // where the largest error is, in the file's own pixels
};

/// Errors beyond which pixels are counted.
struct Tolerances {
    double fail = 0.0;
    double warn = 0.0;
};

/// One channel's measures. Of whole numbers, such as ids, only `differing` and `max_ulp`, the largest distance, count.
struct ChannelMeasures {
    std::string name;
    bool is_whole_numbers = false;
    bool is_color = false;
    Measures measures;
};

/// Marks of a pixel, or'd over channels: any difference, and errors over the tolerances.
inline constexpr std::uint8_t PIXEL_DIFFERS = 1, PIXEL_FAILS = 2, PIXEL_WARNS = 4;

/// Collects errors of one channel or several.
class ErrorSum {
public:
    explicit ErrorSum(const Tolerances& tolerances) : m_tolerances(tolerances) {}

    /// Adds all values of two channels of equal kinds and windows, and marks the `pixels` in which they differ.
    void add(const ChannelView& a, const ChannelView& b, std::vector<std::uint8_t>& pixels);

    /// Adds what another one has.
    void add(const ErrorSum& other);

    Measures measures() const;

private:
    Tolerances m_tolerances;
    Measures m_counts; // without means and percentiles
    double m_sum = 0.0;
    double m_squares = 0.0;
    std::vector<float> m_errors; // that are not zero
};

} // namespace triptych
