// The float controls of Vulkan 1.2: which a device offers for 32-bit floats, and whether it keeps them.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/conformance/inputs.hpp"
#include "backend/vulkan/conformance/questions.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <utility>

namespace triptych::conformance {

namespace {

using Controls = VkPhysicalDeviceFloatControlsProperties;

Controls controls_of(const Device& device) {
    Controls controls{};
    controls.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FLOAT_CONTROLS_PROPERTIES;
    VkPhysicalDeviceProperties2 properties{};
    properties.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2;
    properties.pNext = &controls;
    vkGetPhysicalDeviceProperties2(device.physical().handle, &properties);
    return controls;
}

/// A control with its numbers in SPIR-V, and what shows whether it is kept.
struct Control {
    std::string name;
    VkBool32 Controls::*offered;
    std::uint32_t capability;
    std::uint32_t execution_mode;
};

const Control DENORM_PRESERVE{"DenormPreserve", &Controls::shaderDenormPreserveFloat32, 4464, 4459};
const Control DENORM_FLUSH{"DenormFlushToZero", &Controls::shaderDenormFlushToZeroFloat32, 4465, 4460};
const Control ZERO_INF_NAN{"SignedZeroInfNanPreserve", &Controls::shaderSignedZeroInfNanPreserveFloat32, 4466, 4461};
const Control ROUND_EVEN{"RoundingModeRTE", &Controls::shaderRoundingModeRTEFloat32, 4467, 4462};
const Control ROUND_ZERO{"RoundingModeRTZ", &Controls::shaderRoundingModeRTZFloat32, 4468, 4463};

std::string independence(VkShaderFloatControlsIndependence independence) {
    switch (independence) {
    case VK_SHADER_FLOAT_CONTROLS_INDEPENDENCE_32_BIT_ONLY: return "of 32 bits alone";
    case VK_SHADER_FLOAT_CONTROLS_INDEPENDENCE_ALL: return "each width by itself";
    case VK_SHADER_FLOAT_CONTROLS_INDEPENDENCE_NONE: return "all widths alike";
    default: return "unknown";
    }
}

/// A question that is asked with `control` declared, where the device offers it.
Check ask_with(const Control& control, const std::string& what, const std::string& glsl, unsigned inputs,
               const std::function<std::vector<Row>()>& rows, const std::vector<Reading>& readings) {
    return {{"float controls", control.name + ", " + what, glsl}, [=](const Device& device) {
                ConformanceFinding finding;
                if (controls_of(device).*control.offered == VK_FALSE) {
                    finding.words = "not offered";
                    return finding;
                }
                Expression expression{.glsl = glsl};
                expression.mode = fmt::format("spirv_execution_mode(capabilities = [{}], {}, 32);", control.capability,
                                              control.execution_mode);
                const std::vector<Row> table = rows();
                return classify(table, evaluate(device, expression, table), inputs, readings);
            }};
}

/// The float next to `value` towards zero.
float rounded_down(double value) {
    const auto nearest = static_cast<float>(value);
    return std::abs(double(nearest)) > std::abs(value) ? std::nextafter(nearest, 0.0f) : nearest;
}

std::vector<Row> inexact(double (*exact)(const Row&)) {
    return rows_where(
        [draw = any_sign(-3, 3)](std::mt19937& engine) {
            const float first = draw(engine);
            return row(first, draw(engine));
        },
        [=](const Row& r) { return static_cast<float>(exact(r)) != rounded_down(exact(r)); }, 4096);
}

std::vector<Reading> roundings(double (*exact)(const Row&), bool nearest) {
    const Reading even{"to nearest even", [=](const Row& r) { return bits_of(static_cast<float>(exact(r))); }};
    const Reading zero{"towards zero", [=](const Row& r) { return bits_of(rounded_down(exact(r))); }};
    return nearest ? std::vector<Reading>{even, zero} : std::vector<Reading>{zero, even};
}

double product(const Row& r) { return double(r.x()) * double(r.y()); }
double sum(const Row& r) { return double(r.x()) + double(r.y()); }

std::vector<Row> denormal_products() { return rows_of(any_sign(-80, -70), any_sign(-66, -60), always(0.0f), 4096); }

/// The readings of a product that is denormal, the declared one first.
std::vector<Reading> product_readings(bool kept) {
    std::vector<Reading> readings = denormal_readings([](const Row& r) { return r.x() * r.y(); });
    if (!kept) std::swap(readings[0], readings[1]);
    return readings;
}

ConformanceFinding tell_offered(const Device& device) {
    const Controls controls = controls_of(device);
    ConformanceFinding finding;
    for (const Control& control : {DENORM_PRESERVE, DENORM_FLUSH, ZERO_INF_NAN, ROUND_EVEN, ROUND_ZERO}) {
        const bool offered = controls.*control.offered != VK_FALSE;
        finding.counts.emplace_back(control.name, offered ? 1 : 0);
        if (offered) finding.words += (finding.words.empty() ? "" : ", ") + control.name;
    }
    if (finding.words.empty()) finding.words = "none";
    return finding;
}

} // namespace

std::vector<Check> float_control_checks() {
    const auto odd = [] { return std::vector<Row>{row(INFINITY), row(NAN), row(-1.0f)}; };
    const auto minus_zero = [] { return std::vector<Row>{row(-0.0f)}; };
    const Reading zero{"folded to zero", [](const Row&) { return 0u; }};
    const auto products = [] { return inexact(product); };
    const auto sums = [] { return inexact(sum); };
    return {
        {{"float controls", "offered for 32 bits", ""}, tell_offered},
        {{"float controls", "denormal modes may be set", ""},
         [](const Device& device) {
             return ConformanceFinding{.words = independence(controls_of(device).denormBehaviorIndependence)};
         }},
        {{"float controls", "rounding modes may be set", ""},
         [](const Device& device) {
             return ConformanceFinding{.words = independence(controls_of(device).roundingModeIndependence)};
         }},
        ask_with(DENORM_PRESERVE, "a product", "x * y", 3, denormal_products, product_readings(true)),
        ask_with(DENORM_FLUSH, "a product", "x * y", 3, denormal_products, product_readings(false)),
        ask_with(ROUND_EVEN, "a product", "x * y", 3, products, roundings(product, true)),
        ask_with(ROUND_EVEN, "a sum", "x + y", 3, sums, roundings(sum, true)),
        ask_with(ROUND_ZERO, "a product", "x * y", 3, products, roundings(product, false)),
        ask_with(ROUND_ZERO, "a sum", "x + y", 3, sums, roundings(sum, false)),
        ask_with(ZERO_INF_NAN, "times zero", "x * 0.0", 1, odd,
                 {{"as written", [](const Row& r) { return bits_of(r.x() * 0.0f); }}, zero}),
        ask_with(ZERO_INF_NAN, "minus itself", "x - x", 1,
                 [] {
                     return std::vector<Row>{row(INFINITY), row(NAN)};
                 },
                 {{"as written", [](const Row&) { return CANONICAL_NAN; }}, zero}),
        ask_with(
            ZERO_INF_NAN, "-0 plus zero", "x + 0.0", 1, minus_zero,
            {{"as written", [](const Row&) { return 0u; }}, {"folded to x", [](const Row&) { return 0x80000000u; }}}),
    };
}

} // namespace triptych::conformance
