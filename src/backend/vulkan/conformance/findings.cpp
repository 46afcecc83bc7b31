// Findings: histograms of errors, shares of readings.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/conformance/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace triptych::conformance {

namespace {

constexpr int MANTISSA_BITS = std::numeric_limits<float>::digits; // 24
constexpr double LEAST_NORMAL = double(std::numeric_limits<float>::min());
constexpr double LARGEST = double(std::numeric_limits<float>::max());

/// Floats in their order as integers in theirs.
std::int64_t place(float value) {
    const auto bits = static_cast<std::int64_t>(std::bit_cast<std::uint32_t>(value));
    constexpr std::int64_t SIGN = 0x80000000;
    return bits < SIGN ? bits : SIGN - bits;
}

/// The chosen ones (bits 0 to 3 of `which`) of a row's inputs.
std::vector<std::pair<char, std::uint32_t>> inputs_of(const Row& row, unsigned which) {
    std::vector<std::pair<char, std::uint32_t>> inputs;
    for (unsigned i = 0; i < 4; i++)
        if ((which >> i & 1u) != 0) inputs.emplace_back("xyzw"[i], row.bits[i]);
    return inputs;
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
    const double share = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
    // Neither "0" for some nor "100" for not all.
    return fmt::format("{:.1f} %", part == whole ? 100.0 : std::clamp(share, part == 0 ? 0.0 : 0.1, 99.9));
}

} // namespace

std::uint32_t float_distance(float a, float b) { return static_cast<std::uint32_t>(std::abs(place(a) - place(b))); }

double ulp_error(float result, double exact) {
    const double size = std::max(std::abs(exact), LEAST_NORMAL);
    return std::abs(double(result) - exact) / std::ldexp(1.0, std::ilogb(size) - (MANTISSA_BITS - 1));
}

std::uint32_t bits_of(float value) { return without_payload(std::bit_cast<std::uint32_t>(value)); }

ConformanceFinding spread(std::span<const Row> rows, std::span<const std::uint32_t> results, unsigned arguments,
                          const Exact& exact, const Allowed& allowed) {
    ConformanceFinding finding;
    std::map<std::uint32_t, std::uint64_t> distances;
    std::uint64_t not_finite = 0;
    std::uint64_t beyond = 0;
    finding.max_ulp = 0.0;
    finding.max_error = 0.0;
    const auto show = [&](std::size_t i, double value) {
        finding.worst = {inputs_of(rows[i], arguments), results[i],
                         std::bit_cast<std::uint32_t>(static_cast<float>(value))};
    };
    for (std::size_t i = 0; i < rows.size(); i++) {
        const double value = exact(rows[i]);
        const bool is_normal = std::abs(value) >= LEAST_NORMAL && std::abs(value) <= LARGEST;
        if (!is_normal && value != 0.0) continue;
        finding.inputs++;
        const auto result = std::bit_cast<float>(results[i]);
        if (!std::isfinite(result)) {
            if (not_finite++ == 0) show(i, value);
            continue;
        }
        const std::uint32_t distance = float_distance(result, static_cast<float>(value));
        distances[std::bit_ceil(std::min(distance, 1u << 31u))]++; // of 0 it is 1, which is set apart below
        if (distance == 0) distances[0]++;
        const double error = std::abs(double(result) - value);
        if (allowed && error > allowed(rows[i], value)) beyond++;
        finding.max_error = std::max(*finding.max_error, error);
        const double ulp = ulp_error(result, value);
        if (ulp <= *finding.max_ulp) continue;
        finding.max_ulp = ulp;
        if (distance > 0 && not_finite == 0) show(i, value);
    }
    const std::uint64_t right = distances[0];
    if (right > 0) distances[1] -= right;
    for (const auto& [distance, count] : distances)
        if (count > 0) finding.counts.emplace_back(fmt::format("{}", distance), count);
    if (not_finite > 0) finding.counts.emplace_back("not finite", not_finite);
    if (beyond > 0) finding.counts.emplace_back("beyond the limit", beyond);
    if (right == finding.inputs) {
        finding.words = "correctly rounded";
    } else {
        finding.words =
            fmt::format("up to {:.4g} ULP, {} correctly rounded", *finding.max_ulp, percent(right, finding.inputs));
        if (not_finite > 0) finding.words += fmt::format(", {} not finite", not_finite);
        if (allowed) finding.words += beyond > 0 ? fmt::format(", {} beyond the limit", beyond) : ", within the limit";
    }
    return finding;
}

ConformanceFinding classify(std::span<const Row> rows, std::span<const std::uint32_t> results, unsigned inputs,
                            const std::vector<Reading>& readings) {
    ConformanceFinding finding;
    finding.inputs = rows.size();
    std::vector<std::uint64_t> explained(readings.size());
    std::vector<std::uint64_t> first_explained(readings.size());
    std::uint64_t neither = 0;
    for (std::size_t i = 0; i < rows.size(); i++) {
        const std::uint32_t result = results[i];
        bool found = false;
        for (std::size_t k = 0; k < readings.size(); k++) {
            if (readings[k].bits(rows[i]) != result) continue;
            explained[k]++;
            if (!found) first_explained[k]++;
            found = true;
        }
        if (!found) neither++;
        const std::uint32_t expected = readings.front().bits(rows[i]);
        if (result != expected && !finding.worst) finding.worst = {inputs_of(rows[i], inputs), result, expected};
    }
    for (std::size_t k = 0; k < readings.size(); k++)
        if (first_explained[k] > 0) finding.counts.emplace_back(readings[k].name, first_explained[k]);
    if (neither > 0) finding.counts.emplace_back("neither", neither);
    const auto whole = std::find(explained.begin(), explained.end(), rows.size());
    const bool all_equal =
        std::all_of(results.begin(), results.end(), [&](std::uint32_t r) { return r == results[0]; });
    if (whole != explained.end()) {
        finding.words = readings[static_cast<std::size_t>(whole - explained.begin())].name;
        finding.counts = {{finding.words, rows.size()}};
    } else if (all_equal) {
        finding.words = fmt::format("always {:#010x}", results[0]);
    } else {
        for (const auto& [name, count] : finding.counts)
            finding.words +=
                fmt::format("{}{} {}", finding.words.empty() ? "" : ", ", percent(count, rows.size()), name);
    }
    return finding;
}

} // namespace triptych::conformance
