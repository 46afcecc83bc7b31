// Whether expressions are computed as they are written: contraction, reassociation and constant folding, each as plain
// GLSL, with `precise`, and with NoContraction on every operation.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/conformance/checks.hpp"
#include "backend/vulkan/conformance/findings.hpp"
#include "backend/vulkan/conformance/inputs.hpp"

#include <cmath>
#include <string>
#include <utility>

namespace triptych::conformance {

namespace {

/// An expression, and how it may be read; the first reading is the one as written.
struct Phrase {
    std::string name;
    std::string glsl;
    unsigned inputs; // bits 0 to 2: x, y, z
    Draw x;
    Draw y;
    Draw z;
    std::vector<Reading> readings;
};

/// Rows on which each reading gives another result than the first.
std::vector<Row> telling_rows(const Phrase& phrase) {
    const auto draw = [&](std::mt19937& engine) {
        const float x = phrase.x(engine);
        const float y = phrase.y(engine);
        return row(x, y, phrase.z(engine));
    };
    const auto is_telling = [&](const Row& one) {
        for (std::size_t k = 1; k < phrase.readings.size(); k++)
            if (phrase.readings[k].bits(one) == phrase.readings[0].bits(one)) return false;
        return true;
    };
    return rows_where(draw, is_telling, 4096);
}

/// x / c, or x times c's reciprocal.
Phrase division_by(const std::string& constant, float value) {
    return {"division by " + constant,
            "x / " + constant,
            1,
            any_sign(-60, 60),
            always(0.0f),
            always(0.0f),
            {{"exact quotient", [=](const Row& r) { return bits_of(r.x() / value); }},
             {"times the reciprocal", [=](const Row& r) { return bits_of(r.x() * (1.0f / value)); }}}};
}

std::vector<Phrase> phrases() {
    const Draw near = any_sign(-3, 3);
    const Draw none = always(0.0f);
    return {
        {"multiply and add",
         "x * y + z",
         7,
         near,
         near,
         near,
         {{"as written", [](const Row& r) { return bits_of(r.x() * r.y() + r.z()); }},
          {"fused", [](const Row& r) { return bits_of(std::fma(r.x(), r.y(), r.z())); }}}},
        {"multiply and subtract",
         "x * y - z",
         7,
         near,
         near,
         near,
         {{"as written", [](const Row& r) { return bits_of(r.x() * r.y() - r.z()); }},
          {"fused", [](const Row& r) { return bits_of(std::fma(r.x(), r.y(), -r.z())); }}}},
        {"sum of products",
         "x * y + y * z",
         7,
         near,
         near,
         near,
         {{"as written", [](const Row& r) { return bits_of(r.x() * r.y() + r.y() * r.z()); }},
          {"first product fused", [](const Row& r) { return bits_of(std::fma(r.x(), r.y(), r.y() * r.z())); }},
          {"second product fused", [](const Row& r) { return bits_of(std::fma(r.y(), r.z(), r.x() * r.y())); }},
          {"factored out", [](const Row& r) { return bits_of(r.y() * (r.x() + r.z())); }}}},
        {"sum and difference",
         "(x + y) - x",
         3,
         near,
         near,
         none,
         {{"as written", [](const Row& r) { return bits_of((r.x() + r.y()) - r.x()); }},
          {"reassociated", [](const Row& r) { return bits_of(r.y()); }}}},
        {"sum of three",
         "x + (y + z)",
         7,
         near,
         near,
         near,
         {{"as written", [](const Row& r) { return bits_of(r.x() + (r.y() + r.z())); }},
          {"reassociated", [](const Row& r) { return bits_of((r.x() + r.y()) + r.z()); }}}},
        {"product and quotient",
         "(x * y) / y",
         3,
         near,
         near,
         none,
         {{"as written", [](const Row& r) { return bits_of((r.x() * r.y()) / r.y()); }},
          {"reassociated", [](const Row& r) { return bits_of(r.x()); }}}},
        {"product of constants",
         "(x * 0.1) * 10.0",
         1,
         near,
         none,
         none,
         {{"as written", [](const Row& r) { return bits_of((r.x() * 0.1f) * 10.0f); }},
          {"reassociated", [](const Row& r) { return bits_of(r.x() * (0.1f * 10.0f)); }}}},
        {"quotient and product",
         "(x / 3.0) * 3.0",
         1,
         near,
         none,
         none,
         {{"as written", [](const Row& r) { return bits_of((r.x() / 3.0f) * 3.0f); }},
          {"reassociated", [](const Row& r) { return bits_of(r.x()); }}}},
        division_by("3.0", 3.0f),
        division_by("10.0", 10.0f),
        division_by("255.0", 255.0f),
        division_by("3.14159265", 3.14159265f),
    };
}

Check ask_phrase(const Phrase& phrase, const std::string& how, Expression expression) {
    expression.glsl = phrase.glsl;
    const std::string shown = expression.result == "precise float" ? "precise: " : "";
    return {{"as written", phrase.name + how, shown + phrase.glsl}, [=](const Device& device) {
                const std::vector<Row> rows = telling_rows(phrase);
                return classify(rows, evaluate(device, expression, rows), phrase.inputs, phrase.readings);
            }};
}

std::vector<Reading> dot_readings() {
    return {
        {"as written", [](const Row& r) { return bits_of(r.x() * r.x() + r.y() * r.y() + r.z() * r.z()); }},
        {"from right to left", [](const Row& r) { return bits_of(r.x() * r.x() + (r.y() * r.y() + r.z() * r.z())); }},
        {"fused", [](const Row& r) { return bits_of(std::fma(r.z(), r.z(), std::fma(r.y(), r.y(), r.x() * r.x()))); }},
        {"fused from right to left",
         [](const Row& r) { return bits_of(std::fma(r.x(), r.x(), std::fma(r.y(), r.y(), r.z() * r.z()))); }}};
}

} // namespace

std::vector<Check> as_written_checks() {
    std::vector<Check> checks;
    const Draw near = any_sign(-3, 3);
    const Phrase fma{"fma",
                     "fma(x, y, z)",
                     7,
                     near,
                     near,
                     near,
                     {{"fused", [](const Row& r) { return bits_of(std::fma(r.x(), r.y(), r.z())); }},
                      {"not fused", [](const Row& r) { return bits_of(r.x() * r.y() + r.z()); }}}};
    checks.push_back(ask_phrase(fma, "", {}));
    checks.push_back(ask_phrase(fma, ", precise", {.glsl = "", .result = "precise float"}));
    checks.push_back(
        ask_phrase({"dot", "dot(vec3(x, y, z), vec3(x, y, z))", 7, near, near, near, dot_readings()}, "", {}));
    for (const Phrase& phrase : phrases()) {
        checks.push_back(ask_phrase(phrase, "", {}));
        checks.push_back(ask_phrase(phrase, ", precise", {.glsl = "", .result = "precise float"}));
        checks.push_back(ask_phrase(phrase, ", NoContraction", {.glsl = "", .forbid_contraction = true}));
        checks.push_back(ask_phrase(phrase, ", glslc -O", {.glsl = "", .optimize = true}));
    }
    return checks;
}

} // namespace triptych::conformance
