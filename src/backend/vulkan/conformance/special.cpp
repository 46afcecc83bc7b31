// Denormals, NaN, infinity and the sign of zero.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/conformance/inputs.hpp"
#include "backend/vulkan/conformance/questions.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace triptych::conformance {

namespace {

constexpr std::uint32_t ZERO = 0u;
constexpr std::uint32_t MINUS_ZERO = 0x80000000u;
constexpr std::uint32_t ONE = 0x3f800000u;
constexpr float NOT_A_NUMBER = std::numeric_limits<float>::quiet_NaN();
constexpr float INFINITE = std::numeric_limits<float>::infinity();

Reading first_operand() {
    return {"the first operand", [](const Row& r) { return bits_of(r.x()); }};
}

Reading second_operand() {
    return {"the second operand", [](const Row& r) { return bits_of(r.y()); }};
}

/// Denormals of either sign, with another float.
std::vector<Row> denormals(const Draw& y) {
    return rows_where(
        [&](std::mt19937& engine) {
            const auto bits = static_cast<std::uint32_t>(engine());
            return row(std::bit_cast<float>(bits & 0x807fffffu), y(engine));
        },
        [](const Row& r) { return (r.bits[0] & 0x7fffffffu) != 0; }, 4096);
}

/// Rows of two numbers whose product is denormal.
std::vector<Row> small_factors() {
    return rows_where(
        [x = any_sign(-80, -60), y = any_sign(-70, -60)](std::mt19937& engine) {
            const float first = x(engine);
            return row(first, y(engine));
        },
        [](const Row& r) { return std::fpclassify(r.x() * r.y()) == FP_SUBNORMAL; }, 4096);
}

/// Rows of neighbouring numbers whose difference is denormal.
std::vector<Row> near_each_other() {
    std::vector<Row> rows = rows_of(any_sign(-125, -120), always(0.0f), always(0.0f), 4096);
    for (Row& r : rows) r.bits[1] = r.bits[0] ^ 1u;
    return rows;
}

std::vector<Reading> extremum_readings(bool minimum) {
    return {{"the number",
             [=](const Row& r) { return bits_of(minimum ? std::fmin(r.x(), r.y()) : std::fmax(r.x(), r.y())); }},
            always_reads("NaN", CANONICAL_NAN),
            second_operand(),
            first_operand()};
}

std::vector<Row> nan_and_number() {
    return {row(NOT_A_NUMBER, 1.0f), row(1.0f, NOT_A_NUMBER), row(NOT_A_NUMBER, -3.0f), row(-3.0f, NOT_A_NUMBER)};
}

std::vector<Row> both_zeros() { return {row(0.0f, -0.0f), row(-0.0f, 0.0f)}; }

/// As the expression is written, or folded to `folded`.
std::vector<Reading> written_or(const std::function<float(const Row&)>& written, const Reading& folded) {
    return {{"as written", [=](const Row& r) { return bits_of(written(r)); }}, folded};
}

} // namespace

std::vector<Check> denormal_checks() {
    const std::vector<Row> alone = denormals(always(0.0f));
    const Draw large = any_sign(60, 80);
    return ask_all(
        "denormals",
        {{"operands of a product", {"x * y"}, 3, denormals(large), denormal_readings([](const Row& r) {
              return r.x() * r.y();
          })},
         {"results of a product", {"x * y"}, 3, small_factors(), denormal_readings([](const Row& r) {
              return r.x() * r.y();
          })},
         {"results of a difference", {"x - y"}, 3, near_each_other(), denormal_readings([](const Row& r) {
              return r.x() - r.y();
          })},
         {"results of a quotient",
          {"x / y"},
          3,
          rows_of(any_sign(-80, -60), any_sign(67, 68), always(0.0f), 4096),
          denormal_readings([](const Row& r) { return r.x() / r.y(); })},
         {"operands of a root", {"sqrt(abs(x))"}, 1, alone, denormal_readings([](const Row& r) {
              return std::sqrt(std::abs(r.x()));
          })},
         {"a copy", {"x"}, 1, alone, denormal_readings([](const Row& r) { return r.x(); })},
         {"sign changed", {"-x"}, 1, alone, denormal_readings([](const Row& r) { return -r.x(); })},
         {"absolute value", {"abs(x)"}, 1, alone, denormal_readings([](const Row& r) { return std::abs(r.x()); })},
         {"minimum", {"min(x, 1.0)"}, 1, alone, denormal_readings([](const Row& r) { return r.x(); })},
         {"times one", {"x * 1.0"}, 1, alone, denormal_readings([](const Row& r) { return r.x(); })},
         {"plus zero", {"x + 0.0"}, 1, alone, denormal_readings([](const Row& r) { return r.x(); })},
         {"compared with zero",
          {"abs(x) > 0.0 ? 1.0 : 0.0"},
          1,
          alone,
          {always_reads("kept", ONE), always_reads("flushed", ZERO)}}});
}

std::vector<Check> special_value_checks() {
    const std::vector<Row> odd = {row(INFINITE), row(-INFINITE), row(NOT_A_NUMBER)};
    const std::vector<Row> zeros = {row(0.0f), row(-0.0f)};
    const std::vector<Row> nans = {row(NOT_A_NUMBER, 1.0f), row(1.0f, NOT_A_NUMBER), row(NOT_A_NUMBER, NOT_A_NUMBER)};
    const Reading one = always_reads("folded", ONE);
    const Reading zero = always_reads("folded", ZERO);
    std::vector<Question> questions{
        {"minimum with NaN", {"min(x, y)"}, 3, nan_and_number(), extremum_readings(true)},
        {"maximum with NaN", {"max(x, y)"}, 3, nan_and_number(), extremum_readings(false)},
        {"clamp of NaN",
         {"clamp(x, 0.25, 0.75)"},
         1,
         {row(NOT_A_NUMBER)},
         {always_reads("NaN", CANONICAL_NAN), always_reads("the lower bound", bits_of(0.25f)),
          always_reads("the upper bound", bits_of(0.75f))}},
        {"minimum of -0 and +0",
         {"min(x, y)"},
         3,
         both_zeros(),
         {always_reads("-0", MINUS_ZERO), always_reads("+0", ZERO), second_operand(), first_operand()}},
        {"maximum of -0 and +0",
         {"max(x, y)"},
         3,
         both_zeros(),
         {always_reads("+0", ZERO), always_reads("-0", MINUS_ZERO), second_operand(), first_operand()}},
        {"isnan",
         {"isnan(x) ? 1.0 : 0.0"},
         1,
         odd,
         written_or([](const Row& r) { return std::isnan(r.x()) ? 1.0f : 0.0f; }, always_reads("never", ZERO))},
        {"isinf",
         {"isinf(x) ? 1.0 : 0.0"},
         1,
         odd,
         written_or([](const Row& r) { return std::isinf(r.x()) ? 1.0f : 0.0f; }, always_reads("never", ZERO))},
        {"NaN differs from itself",
         {"x != x ? 1.0 : 0.0"},
         1,
         {row(NOT_A_NUMBER)},
         written_or([](const Row&) { return 1.0f; }, zero)},
        {"NaN equals itself",
         {"x == x ? 1.0 : 0.0"},
         1,
         {row(NOT_A_NUMBER)},
         written_or([](const Row&) { return 0.0f; }, one)},
        {"NaN below a number", {"x < y ? 1.0 : 0.0"}, 3, nans, written_or([](const Row&) { return 0.0f; }, one)},
        {"NaN not at or above a number",
         {"!(x >= y) ? 1.0 : 0.0"},
         3,
         nans,
         written_or([](const Row&) { return 1.0f; }, always_reads("as x < y", ZERO))},
        {"zero divided by zero",
         {"x / y"},
         3,
         {row(0.0f, 0.0f), row(-0.0f, 0.0f)},
         written_or([](const Row&) { return NOT_A_NUMBER; }, zero)},
        {"one divided by zero",
         {"1.0 / x"},
         1,
         zeros,
         written_or([](const Row& r) { return std::copysign(INFINITE, r.x()); },
                    always_reads("always +infinity", bits_of(INFINITE)))},
        {"one divided by infinity",
         {"1.0 / x"},
         1,
         {row(INFINITE), row(-INFINITE)},
         written_or([](const Row& r) { return std::copysign(0.0f, r.x()); }, always_reads("always +0", ZERO))},
        {"too large a product",
         {"x * y"},
         3,
         {row(1e30f, 1e30f), row(-1e30f, 1e30f)},
         {{"infinite", [](const Row& r) { return bits_of(r.x() * r.y()); }},
          {"the largest float", [](const Row& r) { return bits_of(std::copysign(3.40282347e38f, r.x())); }}}},
        {"times zero",
         {"x * 0.0"},
         1,
         {row(INFINITE), row(NOT_A_NUMBER), row(-1.0f)},
         written_or([](const Row& r) { return r.x() * 0.0f; }, zero)},
        {"minus itself", {"x - x"}, 1, odd, written_or([](const Row&) { return NOT_A_NUMBER; }, zero)},
        {"divided by itself",
         {"x / x"},
         1,
         {row(INFINITE), row(NOT_A_NUMBER), row(0.0f)},
         written_or([](const Row&) { return NOT_A_NUMBER; }, one)},
        {"-0 plus zero",
         {"x + 0.0"},
         1,
         {row(-0.0f)},
         written_or([](const Row&) { return 0.0f; }, always_reads("folded to x", MINUS_ZERO))},
        {"zero minus zero",
         {"0.0 - x"},
         1,
         zeros,
         written_or([](const Row& r) { return 0.0f - r.x(); },
                    {"folded to -x", [](const Row& r) { return bits_of(-r.x()); }})},
        {"sign of zero changed",
         {"-x"},
         1,
         zeros,
         written_or([](const Row& r) { return -r.x(); },
                    {"as 0.0 - x", [](const Row& r) { return bits_of(0.0f - r.x()); }})},
        {"root of -1", {"sqrt(x)"}, 1, {row(-1.0f)}, {always_reads("NaN", CANONICAL_NAN), always_reads("0", ZERO)}},
        {"root of -0", {"sqrt(x)"}, 1, {row(-0.0f)}, {always_reads("-0", MINUS_ZERO), always_reads("+0", ZERO)}},
        {"logarithm of 0", {"log(x)"}, 1, {row(0.0f)}, {always_reads("-infinity", bits_of(-INFINITE))}},
        {"logarithm of -1", {"log(x)"}, 1, {row(-1.0f)}, {always_reads("NaN", CANONICAL_NAN)}},
        {"-2 to the power of 2",
         {"pow(x, y)"},
         3,
         {row(-2.0f, 2.0f)},
         {always_reads("NaN", CANONICAL_NAN), always_reads("4", bits_of(4.0f))}},
        {"0 to the power of 0",
         {"pow(x, y)"},
         3,
         {row(0.0f, 0.0f)},
         {always_reads("1", ONE), always_reads("NaN", CANONICAL_NAN), always_reads("0", ZERO)}},
        {"sign of NaN",
         {"sign(x)"},
         1,
         {row(NOT_A_NUMBER)},
         {always_reads("NaN", CANONICAL_NAN), always_reads("0", ZERO), always_reads("1", ONE)}},
        {"sine of infinity", {"sin(x)"}, 1, {row(INFINITE), row(-INFINITE)}, {always_reads("NaN", CANONICAL_NAN)}},
    };
    return ask_all("special values", std::move(questions));
}

} // namespace triptych::conformance
