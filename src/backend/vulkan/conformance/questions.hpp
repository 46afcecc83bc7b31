// Expressions that devices read in several ways, as checks.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/vulkan/conformance/checks.hpp"
#include "backend/vulkan/conformance/evaluate.hpp"
#include "backend/vulkan/conformance/findings.hpp"

#include <string>
#include <utility>
#include <vector>

namespace triptych::conformance {

struct Question {
    std::string name;
    Expression expression;
    unsigned inputs; // as in classify()
    std::vector<Row> rows;
    std::vector<Reading> readings; // the first one is what the expression says
};

/// One check for each question.
inline std::vector<Check> ask_all(const std::string& group, std::vector<Question> questions) {
    std::vector<Check> checks;
    for (Question& question : questions) {
        const ConformanceQuestion asked{group, question.name, question.expression.glsl};
        checks.push_back({asked, [question = std::move(question)](const Device& device) {
                              return classify(question.rows, evaluate(device, question.expression, question.rows),
                                              question.inputs, question.readings);
                          }});
    }
    return checks;
}

/// The reading whose result is always the same.
inline Reading always_reads(const std::string& name, std::uint32_t bits) {
    return {name, [=](const Row&) { return bits; }};
}

/// The readings of an expression that denormals go into or come out of; `kept` is its value by IEEE 754.
inline std::vector<Reading> denormal_readings(const std::function<float(const Row&)>& kept) {
    return {{"kept", [=](const Row& r) { return bits_of(kept(r)); }},
            {"flushed", [=](const Row& r) { return std::bit_cast<std::uint32_t>(kept(r)) & 0x80000000u; }},
            always_reads("flushed to +0", 0u)};
}

} // namespace triptych::conformance
