// How far the values of two channels are apart.
// SPDX-License-Identifier: MIT
#include "compare/measures.hpp"

#include "compare/difference.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace triptych {

namespace {

/// Finds values by their rank. Positive floats sort as their bits do, so a histogram of the upper ones tells among
/// which few values the one in question is.
class UpperBits {
public:
    explicit UpperBits(const std::vector<float>& values) : m_values(values), m_counts(std::size_t(1) << 15u) {
        for (const float value : values) ++m_counts[bin_of(value)];
    }

    /// `rank` counts from 0, the smallest.
    float value_at(std::uint64_t rank) const {
        std::size_t bin = 0;
        while (rank >= m_counts[bin]) rank -= m_counts[bin++];
        std::vector<float> near;
        near.reserve(m_counts[bin]);
        for (const float value : m_values)
            if (bin_of(value) == bin) near.push_back(value);
        const auto place = near.begin() + std::ptrdiff_t(rank);
        std::nth_element(near.begin(), place, near.end());
        return *place;
    }

private:
    static std::size_t bin_of(float value) { return std::bit_cast<std::uint32_t>(value) >> 16u; }

    const std::vector<float>& m_values;
    std::vector<std::uint64_t> m_counts;
};

} // namespace

void ErrorSum::add(const ChannelView& a, const ChannelView& b, std::vector<std::uint8_t>& pixels) {
    const std::uint64_t size = a.size();
    m_counts.values += size;
    if (a.words != nullptr) {
        for (std::uint64_t i = 0; i < size; ++i) {
            const std::uint32_t low = std::min(a.word(i), b.word(i)), high = std::max(a.word(i), b.word(i));
            if (low == high) continue;
            ++m_counts.differing;
            pixels[i] |= PIXEL_DIFFERS;
            m_counts.max_ulp = std::max<std::uint64_t>(m_counts.max_ulp, high - low);
        }
        return;
    }
    const bool has_depths = is_depth(a.name);
    const double steps = a.largest_code == b.largest_code ? double(a.largest_code) : 0.0;
    for (std::uint64_t i = 0; i < size; ++i) {
        const float value_a = a.value(i), value_b = b.value(i);
        const bool is_finite = std::isfinite(value_a) && std::isfinite(value_b);
        if (is_finite && std::bit_cast<std::uint32_t>(value_a) == std::bit_cast<std::uint32_t>(value_b)) continue;
        if (!is_finite && has_depths && value_a == value_b && value_a > 0.0f) continue;
        ++m_counts.differing;
        if (!is_finite) {
            ++m_counts.non_finite;
            ++m_counts.over_fail;
            ++m_counts.over_warn;
            pixels[i] |= PIXEL_DIFFERS | PIXEL_FAILS | PIXEL_WARNS;
            continue;
        }
        const double error = std::abs(double(value_a) - double(value_b));
        const bool fails = error > m_tolerances.fail, warns = error > m_tolerances.warn;
        m_counts.over_fail += fails ? 1 : 0;
        m_counts.over_warn += warns ? 1 : 0;
        pixels[i] |= std::uint8_t(PIXEL_DIFFERS | (fails ? PIXEL_FAILS : 0u) | (warns ? PIXEL_WARNS : 0u));
        const std::uint64_t ulp =
            steps > 0.0 ? std::uint64_t(std::lround(error * steps)) : ulp_distance(value_a, value_b);
        m_counts.max_ulp = std::max(m_counts.max_ulp, ulp);
        if (error > m_counts.max_error || m_counts.differing == 1) {
            m_counts.max_error = error;
            m_counts.max_x = a.window.x0 + std::int64_t(i % a.window.width());
            m_counts.max_y = a.window.y0 + std::int64_t(i / a.window.width());
        }
        m_sum += error;
        m_squares += error * error;
        if (error > 0.0) m_errors.push_back(float(error));
    }
}

void ErrorSum::add(const ErrorSum& other) {
    const Measures& counts = other.m_counts;
    if (counts.max_error > m_counts.max_error || (m_counts.differing == 0 && counts.differing > 0)) {
        m_counts.max_error = counts.max_error;
        m_counts.max_x = counts.max_x;
        m_counts.max_y = counts.max_y;
    }
    m_counts.values += counts.values;
    m_counts.differing += counts.differing;
    m_counts.non_finite += counts.non_finite;
    m_counts.over_fail += counts.over_fail;
    m_counts.over_warn += counts.over_warn;
    m_counts.max_ulp = std::max(m_counts.max_ulp, counts.max_ulp);
    m_sum += other.m_sum;
    m_squares += other.m_squares;
    m_errors.insert(m_errors.end(), other.m_errors.begin(), other.m_errors.end());
}

Measures ErrorSum::measures() const {
    Measures result = m_counts;
    const std::uint64_t finite = m_counts.values - m_counts.non_finite;
    result.psnr = std::numeric_limits<double>::infinity();
    if (finite == 0) return result;
    result.mean_error = m_sum / double(finite);
    result.rmse = std::sqrt(m_squares / double(finite));
    if (m_squares > 0.0) result.psnr = -10.0 * std::log10(m_squares / double(finite));
    const std::uint64_t zeros = finite - m_errors.size();
    const UpperBits bits(m_errors);
    for (std::size_t k = 0; k < PERMILLES.size(); ++k) {
        const std::uint64_t rank = (PERMILLES[k] * finite + 999) / 1000; // counted from 1
        if (rank > zeros) result.percentiles[k] = double(bits.value_at(rank - zeros - 1));
    }
    return result;
}

} // namespace triptych
