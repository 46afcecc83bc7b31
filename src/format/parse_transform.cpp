// Reads a shape's "transform".
// SPDX-License-Identifier: MIT
#include "format/parse_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace triptych {

namespace {

using StepKind = TransformStep::Kind;

/// Sizes of factors; a negative one mirrors.
constexpr Range FACTOR{1e-6, 1e6};

template <std::size_t N>
TransformStep make_step(StepKind kind, const std::array<double, N>& values) {
    TransformStep step{kind, {}};
    std::copy(values.begin(), values.end(), step.values.begin());
    return step;
}

TransformStep parse_translate(JsonCursor json) { return make_step(StepKind::TRANSLATE, json.reals<3>(COORDINATE)); }

template <StepKind KIND>
TransformStep parse_turn(JsonCursor json) {
    return make_step<1>(KIND, {json.real(ANGLE)});
}

TransformStep parse_rotate(JsonCursor json) {
    json.allow_keys({"axis", "angle"});
    const auto [x, y, z] = json.at("axis").reals<3>(COORDINATE);
    if (length({x, y, z}) < LENGTH.min) {
        json.at("axis").fail(fmt::format("an axis must be at least {} long", LENGTH.min));
    }
    return make_step<4>(StepKind::ROTATE, {x, y, z, json.at("angle").real(ANGLE)});
}

double parse_scale_factor(JsonCursor json) {
    const double factor = json.real({-FACTOR.max, FACTOR.max});
    if (std::abs(factor) < FACTOR.min) {
        json.fail_expected(
            fmt::format("a factor of at least {:g} in size, which leaves shapes their volume", FACTOR.min));
    }
    return factor;
}

TransformStep parse_scale(JsonCursor json) {
    if (json.is_number()) {
        const double factor = parse_scale_factor(json);
        return make_step<3>(StepKind::SCALE, {factor, factor, factor});
    }
    if (!json.is_array() || json.size() != 3) json.fail_expected("a number, or an array of three for x, y and z");
    const auto factor = [&](std::size_t i) { return parse_scale_factor(json.element(i)); };
    return make_step<3>(StepKind::SCALE, {factor(0), factor(1), factor(2)});
}

TransformStep parse_matrix(JsonCursor json) {
    const auto values = json.reals<16>(COORDINATE);
    if (values[12] != 0.0 || values[13] != 0.0 || values[14] != 0.0 || values[15] != 1.0) {
        json.fail("a matrix is written row by row, so its last four numbers must be 0, 0, 0, 1");
    }
    TransformStep step{StepKind::MATRIX, {}};
    std::copy(values.begin(), values.begin() + 12, step.values.begin());
    return step;
}

struct StepType {
    std::string_view name;
    TransformStep (*parse)(JsonCursor);
};
constexpr StepType STEP_TYPES[] = {{"translate", parse_translate},
                                   {"rotate_x", parse_turn<StepKind::ROTATE_X>},
                                   {"rotate_y", parse_turn<StepKind::ROTATE_Y>},
                                   {"rotate_z", parse_turn<StepKind::ROTATE_Z>},
                                   {"rotate", parse_rotate},
                                   {"scale", parse_scale},
                                   {"matrix", parse_matrix}};

TransformStep parse_step(JsonCursor json) {
    json.allow_keys({"translate", "rotate_x", "rotate_y", "rotate_z", "rotate", "scale", "matrix"});
    if (json.size() != 1) {
        json.fail_expected(
            "one step, as {\"rotate_y\": 30}; steps apply in the order in which they stand in the array");
    }
    const auto is_meant = [&](const StepType& type) { return json.find(type.name).has_value(); };
    const StepType& type = *std::find_if(std::begin(STEP_TYPES), std::end(STEP_TYPES), is_meant);
    return type.parse(json.at(type.name));
}

} // namespace

std::vector<TransformStep> parse_transform(JsonCursor json) {
    if (json.is_object()) {
        json.fail("a transform is an array of steps, so put this one in brackets, as [{\"rotate_y\": 30}]");
    }
    std::vector<TransformStep> steps;
    steps.reserve(json.size());
    json.for_each_element([&](JsonCursor step) { steps.push_back(parse_step(step)); });
    return steps;
}

} // namespace triptych
