// How operations are rounded, and how far the built-in functions are off, against references in double precision.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/conformance/checks.hpp"
#include "backend/vulkan/conformance/findings.hpp"
#include "backend/vulkan/conformance/inputs.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

namespace triptych::conformance {

namespace {

/// A function of x, or x and y, with the error that Vulkan allows it (appendix "Precision and Operation of SPIR-V
/// Instructions"), where that is told in a formula of its own.
struct Function {
    std::string name;
    std::string glsl;
    unsigned arguments; // bit 0: x, bit 1: y, bit 2: z
    std::function<std::vector<Row>()> rows;
    Exact exact;
    Allowed allowed;
};

double ulp_size(double exact) { return std::ldexp(1.0, std::ilogb(std::max(std::abs(exact), 0x1p-126)) - 23); }

Allowed within_ulp(double ulps) {
    return [=](const Row&, double exact) { return ulps * ulp_size(exact); };
}

Allowed within(double error) {
    return [=](const Row&, double) { return error; };
}

/// Of exp and exp2: 3 + 2 |x| ULP.
double allowed_of_exp(const Row& r, double exact) { return (3.0 + 2.0 * std::abs(double(r.x()))) * ulp_size(exact); }

/// Of log and log2: 3 ULP outside [0.5, 2], 2^-21 inside.
double allowed_of_log(const Row& r, double exact) {
    return r.x() >= 0.5f && r.x() <= 2.0f ? 0x1p-21 : 3.0 * ulp_size(exact);
}

/// Half of the quotients lie next to the middle between two floats.
std::vector<Row> quotients() {
    std::vector<Row> rows = rows_of(any_sign(-60, 60), any_sign(-60, 60));
    for (std::size_t i = 0; i < rows.size(); i += 2) {
        const float quotient = std::abs(rows[i].x());
        const float divisor = std::copysign(std::ldexp(std::abs(rows[i].y()), -std::ilogb(rows[i].y())), rows[i].y());
        rows[i] = row(static_cast<float>(tie_above(quotient) * double(divisor)), divisor);
    }
    return rows;
}

/// Half of the roots lie next to the middle between two floats.
std::vector<Row> squares() {
    std::vector<Row> rows = rows_of(positive(-60, 60));
    for (std::size_t i = 0; i < rows.size(); i += 2) {
        const float root = std::ldexp(rows[i].x(), -std::ilogb(rows[i].x()) / 2);
        rows[i] = row(static_cast<float>(tie_above(root) * tie_above(root)));
    }
    return rows;
}

auto unary(Draw x) {
    return [x = std::move(x)] { return rows_of(x); };
}

auto binary(Draw x, Draw y) {
    return [x = std::move(x), y = std::move(y)] { return rows_of(x, y); };
}

/// double f(double) as the exact result of x.
Exact of_x(double (*f)(double)) {
    return [f](const Row& r) { return f(double(r.x())); };
}

double modulus(const Row& r) {
    const double y = double(r.y());
    const double remainder = std::fmod(double(r.x()), y);
    return remainder != 0.0 && (remainder < 0.0) != (y < 0.0) ? remainder + y : remainder;
}

double length_of(const Row& r) { return std::hypot(double(r.x()), double(r.y()), double(r.z())); }

std::vector<Function> operations() {
    const Draw any = any_sign(-60, 60);
    return {
        {"addition", "x + y", 3, binary(any_sign(-20, 20), any_sign(-20, 20)),
         [](const Row& r) { return double(r.x()) + double(r.y()); }, within_ulp(0.5)},
        {"subtraction", "x - y", 3, binary(any_sign(-20, 20), any_sign(-20, 20)),
         [](const Row& r) { return double(r.x()) - double(r.y()); }, within_ulp(0.5)},
        {"multiplication", "x * y", 3, binary(any, any), [](const Row& r) { return double(r.x()) * double(r.y()); },
         within_ulp(0.5)},
        {"division", "x / y", 3, quotients, [](const Row& r) { return double(r.x()) / double(r.y()); },
         within_ulp(2.5)},
        {"reciprocal", "1.0 / x", 1, unary(any), [](const Row& r) { return 1.0 / double(r.x()); }, within_ulp(2.5)},
        {"square root", "sqrt(x)", 1, squares, of_x(std::sqrt), nullptr},
        {"inverse square root", "inversesqrt(x)", 1, unary(positive(-60, 60)),
         [](const Row& r) { return 1.0 / std::sqrt(double(r.x())); }, within_ulp(2.0)},
        {"one over a square root", "1.0 / sqrt(x)", 1, unary(positive(-60, 60)),
         [](const Row& r) { return 1.0 / std::sqrt(double(r.x())); }, nullptr},
        {"division by a square root", "y / sqrt(x)", 3, binary(positive(-40, 40), any_sign(-40, 40)),
         [](const Row& r) { return double(r.y()) / std::sqrt(double(r.x())); }, nullptr},
        {"remainder", "mod(x, y)", 3, binary(any_sign(-4, 12), any_sign(-4, 4)), modulus, nullptr},
        {"fraction", "fract(x)", 1, unary(any_sign(-4, 20)),
         [](const Row& r) { return double(r.x()) - std::floor(double(r.x())); }, within_ulp(0.5)},
        {"length", "length(vec3(x, y, z))", 7,
         [] { return rows_of(any_sign(-20, 20), any_sign(-20, 20), any_sign(-20, 20)); }, length_of, nullptr},
        {"unit vector", "normalize(vec3(x, y, z)).x", 7,
         [] { return rows_of(any_sign(-8, 8), any_sign(-8, 8), any_sign(-8, 8)); },
         [](const Row& r) { return double(r.x()) / length_of(r); }, nullptr},
    };
}

std::vector<Function> functions() {
    const double pi = std::numbers::pi;
    const Draw unit = between(-1.0, 1.0);
    return {
        {"sine", "sin(x)", 1, unary(between(-pi, pi)), of_x(std::sin), within(0x1p-11)},
        {"cosine", "cos(x)", 1, unary(between(-pi, pi)), of_x(std::cos), within(0x1p-11)},
        {"sine of large angles", "sin(x)", 1, unary(any_sign(2, 16)), of_x(std::sin), nullptr},
        {"cosine of large angles", "cos(x)", 1, unary(any_sign(2, 16)), of_x(std::cos), nullptr},
        {"tangent", "tan(x)", 1, unary(between(-pi / 2, pi / 2)), of_x(std::tan), nullptr},
        {"arc sine", "asin(x)", 1, unary(unit), of_x(std::asin), nullptr},
        {"arc cosine", "acos(x)", 1, unary(unit), of_x(std::acos), nullptr},
        {"arc tangent", "atan(x)", 1, unary(any_sign(-20, 20)), of_x(std::atan), within_ulp(4096.0)},
        {"arc tangent of two", "atan(y, x)", 3, binary(any_sign(-10, 10), any_sign(-10, 10)),
         [](const Row& r) { return std::atan2(double(r.y()), double(r.x())); }, within_ulp(4096.0)},
        {"exponential", "exp(x)", 1, unary(between(-87.0, 88.0)), of_x(std::exp), allowed_of_exp},
        {"power of two", "exp2(x)", 1, unary(between(-125.0, 127.0)), of_x(std::exp2), allowed_of_exp},
        {"logarithm", "log(x)", 1, unary(either(positive(-120, 120), between(0.5, 2.0))), of_x(std::log),
         allowed_of_log},
        {"logarithm to base 2", "log2(x)", 1, unary(either(positive(-120, 120), between(0.5, 2.0))), of_x(std::log2),
         allowed_of_log},
        {"power", "pow(x, y)", 3, binary(positive(-8, 8), between(-8.0, 8.0)),
         [](const Row& r) { return std::pow(double(r.x()), double(r.y())); }, nullptr},
        {"power with a constant", "pow(x, 2.4)", 1, unary(between(0.0, 1.0)),
         [](const Row& r) { return std::pow(double(r.x()), double(2.4f)); }, nullptr},
        {"hyperbolic sine", "sinh(x)", 1, unary(between(-80.0, 80.0)), of_x(std::sinh), nullptr},
        {"hyperbolic cosine", "cosh(x)", 1, unary(between(-80.0, 80.0)), of_x(std::cosh), nullptr},
        {"hyperbolic tangent", "tanh(x)", 1, unary(either(unit, between(-10.0, 10.0))), of_x(std::tanh), nullptr},
        {"inverse hyperbolic sine", "asinh(x)", 1, unary(any_sign(-10, 20)), of_x(std::asinh), nullptr},
        {"inverse hyperbolic cosine", "acosh(x)", 1, unary(between(1.0, 100.0)), of_x(std::acosh), nullptr},
        {"inverse hyperbolic tangent", "atanh(x)", 1, unary(unit), of_x(std::atanh), nullptr},
    };
}

std::vector<Check> spread_checks(const std::string& group, std::vector<Function> table) {
    std::vector<Check> checks;
    for (Function& function : table) {
        const ConformanceQuestion question{group, function.name, function.glsl};
        checks.push_back({question, [function = std::move(function)](const Device& device) {
                              const std::vector<Row> rows = function.rows();
                              return spread(rows, evaluate(device, {function.glsl}, rows), function.arguments,
                                            function.exact, function.allowed);
                          }});
    }
    return checks;
}

} // namespace

std::vector<Check> rounding_checks() { return spread_checks("rounding", operations()); }

std::vector<Check> function_checks() { return spread_checks("functions", functions()); }

} // namespace triptych::conformance
