// Conversions between floats, integers and halves: how they are rounded, and what becomes of numbers out of range.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/conformance/inputs.hpp"
#include "backend/vulkan/conformance/questions.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <string>
#include <utility>

namespace triptych::conformance {

namespace {

constexpr unsigned X = 1;
constexpr unsigned W = 8;
constexpr std::uint32_t LEAST_INT = 0x80000000u;
constexpr std::uint32_t MOST_INT = 0x7fffffffu;
constexpr std::uint32_t MOST_UINT = 0xffffffffu;

Expression to_int(const std::string& glsl) { return {.glsl = glsl, .result = "int", .bits = "uint"}; }
Expression to_uint(const std::string& glsl) { return {.glsl = glsl, .result = "uint", .bits = "uint"}; }

/// The float next to `value` towards zero, or away from it.
float next_to(double value, bool away) {
    const auto nearest = static_cast<float>(value);
    const bool is_away = std::abs(double(nearest)) > std::abs(value);
    if (is_away == away || double(nearest) == value) return nearest;
    return std::nextafter(nearest, away ? std::copysign(INFINITY, nearest) : 0.0f);
}

/// Integers that no float holds, whether they have a sign or not.
std::vector<Row> large_integers() {
    const auto fits = [](double value) { return double(static_cast<float>(value)) == value; };
    return rows_where([](std::mt19937& engine) { return row_of_w(static_cast<std::uint32_t>(engine())); },
                      [&](const Row& r) {
                          return !fits(static_cast<double>(r.w())) &&
                                 !fits(static_cast<double>(static_cast<std::int32_t>(r.w())));
                      },
                      4096);
}

/// How an integer becomes a float; `value` tells which integer the bits of w mean.
std::vector<Reading> float_readings(double (*value)(std::uint32_t)) {
    return {{"to nearest even", [=](const Row& r) { return bits_of(static_cast<float>(value(r.w()))); }},
            {"towards zero", [=](const Row& r) { return bits_of(next_to(value(r.w()), false)); }},
            {"away from zero", [=](const Row& r) { return bits_of(next_to(value(r.w()), true)); }}};
}

std::uint32_t int_bits(double value) { return static_cast<std::uint32_t>(static_cast<std::int32_t>(value)); }

/// `value`, a whole number, modulo 2^32.
std::uint32_t wrapped(double value) {
    const double remainder = std::fmod(std::trunc(value), 4294967296.0);
    return static_cast<std::uint32_t>(remainder < 0.0 ? remainder + 4294967296.0 : remainder);
}

/// The bits of a half for |x| in [2^-14, 65504), its mantissa rounded by `round`.
std::uint32_t half_bits(float x, double (*round)(double)) {
    const int exponent = std::ilogb(x);
    const auto mantissa = static_cast<std::uint32_t>(round(std::ldexp(std::abs(double(x)), 10 - exponent)));
    // A mantissa that was rounded up to 2048 carries into the exponent.
    const std::uint32_t size = (static_cast<std::uint32_t>(exponent + 15) << 10u) + (mantissa - 1024u);
    return size | (std::signbit(x) ? 0x8000u : 0u);
}

std::vector<Row> ties_to_integers() {
    std::vector<Row> rows;
    for (int i = -64; i < 64; i++) rows.push_back(row(static_cast<float>(i) + 0.5f));
    return rows;
}

std::vector<Question> to_float() {
    return {{"int to float", {"float(int(w))"}, W, large_integers(), float_readings([](std::uint32_t w) {
                 return static_cast<double>(static_cast<std::int32_t>(w));
             })},
            {"uint to float", {"float(w)"}, W, large_integers(), float_readings([](std::uint32_t w) {
                 return static_cast<double>(w);
             })}};
}

std::vector<Question> to_integers() {
    const std::vector<Row> too_large = rows_of(positive(32, 100), always(0.0f), always(0.0f), 4096);
    const std::vector<Row> too_small = rows_of(between(-8e9, -3e9), always(0.0f), always(0.0f), 4096);
    const std::vector<Row> middle = rows_of(between(2147483648.0, 4294967000.0), always(0.0f), always(0.0f), 4096);
    const std::vector<Row> negative = rows_of(between(-2e9, -1.0), always(0.0f), always(0.0f), 4096);
    const std::vector<Row> nan = {row(std::numeric_limits<float>::quiet_NaN())};
    const std::vector<Row> infinite = {row(INFINITY)};
    const Reading wraps{"modulo 2^32", [](const Row& r) { return wrapped(double(r.x())); }};
    const std::vector<Reading> int_readings{always_reads("largest int", MOST_INT),
                                            always_reads("smallest int", LEAST_INT), always_reads("0", 0), wraps};
    const std::vector<Reading> uint_readings{always_reads("largest uint", MOST_UINT), always_reads("0", 0),
                                             always_reads("2^31", LEAST_INT), wraps};
    return {
        {"float to int",
         to_int("int(x)"),
         X,
         rows_of(either(between(-2e9, 2e9), between(-1000.0, 1000.0))),
         {{"towards zero", [](const Row& r) { return int_bits(std::trunc(double(r.x()))); }},
          {"to nearest even", [](const Row& r) { return int_bits(std::nearbyint(double(r.x()))); }},
          {"downwards", [](const Row& r) { return int_bits(std::floor(double(r.x()))); }}}},
        {"float to uint",
         to_uint("uint(x)"),
         X,
         rows_of(either(between(0.0, 4.2e9), between(0.0, 1000.0))),
         {{"towards zero", [](const Row& r) { return static_cast<std::uint32_t>(r.x()); }},
          {"to nearest even", [](const Row& r) { return static_cast<std::uint32_t>(std::nearbyint(double(r.x()))); }}}},
        {"float above 2^31 to uint",
         to_uint("uint(x)"),
         X,
         middle,
         {{"right", [](const Row& r) { return static_cast<std::uint32_t>(r.x()); }},
          always_reads("largest int", MOST_INT),
          always_reads("2^31", LEAST_INT)}},
        {"too large a float to int", to_int("int(x)"), X, too_large, int_readings},
        {"too small a float to int",
         to_int("int(x)"),
         X,
         too_small,
         {always_reads("smallest int", LEAST_INT), always_reads("largest int", MOST_INT), always_reads("0", 0), wraps}},
        {"infinity to int", to_int("int(x)"), X, infinite, int_readings},
        {"NaN to int",
         to_int("int(x)"),
         X,
         nan,
         {always_reads("0", 0), always_reads("smallest int", LEAST_INT), always_reads("largest int", MOST_INT)}},
        {"too large a float to uint", to_uint("uint(x)"), X, too_large, uint_readings},
        {"negative float to uint",
         to_uint("uint(x)"),
         X,
         negative,
         {always_reads("0", 0), {"modulo 2^32", wraps.bits}, always_reads("largest uint", MOST_UINT)}},
        {"infinity to uint", to_uint("uint(x)"), X, infinite, uint_readings},
        {"NaN to uint",
         to_uint("uint(x)"),
         X,
         nan,
         {always_reads("0", 0), always_reads("largest uint", MOST_UINT), always_reads("2^31", LEAST_INT)}},
    };
}

std::vector<Question> others() {
    const auto down = [](double value) { return std::trunc(value); };
    const auto even = [](double value) { return std::nearbyint(value); };
    return {
        {"float to half",
         to_uint("packHalf2x16(vec2(x, 0.0))"),
         X,
         rows_of(any_sign(-14, 14)),
         {{"to nearest even", [=](const Row& r) { return half_bits(r.x(), even); }},
          {"towards zero", [=](const Row& r) { return half_bits(r.x(), down); }}}},
        {"too large a float to half",
         to_uint("packHalf2x16(vec2(x, 0.0))"),
         X,
         {row(1e6f), row(70000.0f)},
         {always_reads("infinite", 0x7c00u), always_reads("65504", 0x7bffu)}},
        {"float to denormal half",
         to_uint("packHalf2x16(vec2(x, 0.0))"),
         X,
         {row(0x1p-20f), row(0x1.8p-18f)},
         {{"kept", [](const Row& r) { return static_cast<std::uint32_t>(std::ldexp(r.x(), 24)); }},
          always_reads("flushed", 0)}},
        {"denormal half to float",
         {"unpackHalf2x16(w).x"},
         W,
         {row_of_w(1u), row_of_w(0x3ffu)},
         {{"kept", [](const Row& r) { return bits_of(std::ldexp(static_cast<float>(r.w()), -24)); }},
          always_reads("flushed", 0)}},
        {"round at halves",
         {"round(x)"},
         X,
         ties_to_integers(),
         {{"to even", [](const Row& r) { return bits_of(std::nearbyint(r.x())); }},
          {"away from zero", [](const Row& r) { return bits_of(std::round(r.x())); }},
          {"upwards", [](const Row& r) { return bits_of(std::floor(r.x() + 0.5f)); }}}},
        {"roundEven at halves",
         {"roundEven(x)"},
         X,
         ties_to_integers(),
         {{"to even", [](const Row& r) { return bits_of(std::nearbyint(r.x())); }},
          {"away from zero", [](const Row& r) { return bits_of(std::round(r.x())); }}}},
    };
}

} // namespace

std::vector<Check> conversion_checks() {
    std::vector<Check> checks;
    for (std::vector<Question> questions : {to_float(), to_integers(), others()}) {
        std::vector<Check> part = ask_all("conversions", std::move(questions));
        std::move(part.begin(), part.end(), std::back_inserter(checks));
    }
    return checks;
}

} // namespace triptych::conformance
