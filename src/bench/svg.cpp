// Scales: round ticks on linear and logarithmic axes.
// SPDX-License-Identifier: MIT
#include "bench/svg.hpp"

#include <algorithm>
#include <cmath>

namespace triptych {

namespace {

constexpr int WANTED_TICKS = 5;
constexpr std::size_t MAX_LOG_TICKS = 6; // else only powers of ten

/// The largest of 1, 2, 5 times a power of ten that is no larger than `value` (or, upwards, the smallest no smaller).
double round_125(double value, bool up) {
    const double decade = std::pow(10.0, std::floor(std::log10(value) + 1e-9));
    double best = up ? 10.0 * decade : decade;
    for (const double step : {2.0, 5.0}) {
        const double candidate = step * decade;
        if (!up && candidate <= value * (1.0 + 1e-9)) best = candidate;
        if (up && candidate >= value * (1.0 - 1e-9)) best = std::min(best, candidate);
    }
    if (up && decade >= value * (1.0 - 1e-9)) best = decade;
    return best;
}

} // namespace

Scale::Scale(ScaleKind kind, double low, double high, double from, double to)
    : m_kind(kind), m_low(low), m_high(high), m_from(from), m_to(to) {
    if (kind == ScaleKind::LINEAR) {
        const double step = round_125(std::max(high - low, 1e-30) / WANTED_TICKS, true);
        m_low = std::floor(low / step + 1e-9) * step;
        const double count = std::ceil((high - m_low) / step - 1e-9);
        for (double i = 0.0; i <= count; ++i) m_ticks.push_back(m_low + i * step);
        m_high = m_ticks.back();
        return;
    }
    m_low = round_125(low, false);
    m_high = std::max(round_125(high, true), 2.0 * m_low);
    for (const bool decades_only : {false, true}) {
        m_ticks.clear();
        for (double tick = m_low; tick <= m_high * (1.0 + 1e-9);) {
            const double decade = std::pow(10.0, std::floor(std::log10(tick) + 1e-9));
            const double mantissa = tick / decade;
            if (!decades_only || mantissa < 1.5) m_ticks.push_back(tick);
            tick = decade * (mantissa < 1.5 ? 2.0 : mantissa < 3.0 ? 5.0 : 10.0);
        }
        if (m_ticks.size() <= MAX_LOG_TICKS) return;
    }
}

double Scale::at(double value) const {
    const double held = std::clamp(value, m_low, m_high);
    const double share = m_kind == ScaleKind::LINEAR ? (held - m_low) / (m_high - m_low)
                                                     : std::log(held / m_low) / std::log(m_high / m_low);
    return m_from + share * (m_to - m_from);
}

} // namespace triptych
