// Inputs from a Mersenne twister with a fixed seed.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/conformance/inputs.hpp"

#include <cmath>
#include <utility>

namespace triptych::conformance {

namespace {

constexpr std::uint32_t SEED = 20240229u;
constexpr int BIAS = 127;

std::uint32_t draw_bits(std::mt19937& engine) { return static_cast<std::uint32_t>(engine()); }

} // namespace

Draw any_sign(int lowest, int highest) {
    return [=](std::mt19937& engine) {
        const std::uint32_t bits = draw_bits(engine);
        const std::uint32_t range = static_cast<std::uint32_t>(highest - lowest) + 1u;
        const std::uint32_t exponent = static_cast<std::uint32_t>(lowest + BIAS) + draw_bits(engine) % range;
        return std::bit_cast<float>((bits & 0x807fffffu) | exponent << 23u);
    };
}

Draw positive(int lowest, int highest) {
    return [draw = any_sign(lowest, highest)](std::mt19937& engine) { return std::abs(draw(engine)); };
}

Draw between(double least, double most) {
    return [=](std::mt19937& engine) {
        const double share = static_cast<double>(draw_bits(engine)) / 4294967295.0;
        return static_cast<float>(least + share * (most - least));
    };
}

Draw always(float value) {
    return [=](std::mt19937&) { return value; };
}

Draw either(Draw a, Draw b) {
    return [a = std::move(a), b = std::move(b)](std::mt19937& engine) {
        return (draw_bits(engine) >> 31u) != 0 ? a(engine) : b(engine);
    };
}

std::vector<Row> rows_of(const Draw& x, const Draw& y, const Draw& z, std::size_t count) {
    std::mt19937 engine(SEED);
    std::vector<Row> rows(count);
    for (Row& one : rows) {
        const float first = x(engine);
        const float second = y(engine);
        one = row(first, second, z(engine));
    }
    return rows;
}

std::vector<Row> rows_where(const std::function<Row(std::mt19937&)>& draw,
                            const std::function<bool(const Row&)>& wanted, std::size_t count) {
    std::mt19937 engine(SEED);
    std::vector<Row> rows;
    rows.reserve(count);
    for (std::size_t tries = 0; rows.size() < count && tries < 1000 * count; tries++) {
        const Row one = draw(engine);
        if (wanted(one)) rows.push_back(one);
    }
    return rows;
}

double tie_above(float x) {
    const float size = std::abs(x);
    return (double(size) + double(std::nextafter(size, INFINITY))) / 2.0;
}

} // namespace triptych::conformance
