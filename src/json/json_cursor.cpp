// Typed reading of JSON, and the sentences for what is not as expected.
// SPDX-License-Identifier: MIT
#include "json/json_cursor.hpp"
#include "base/names.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <vector>

namespace triptych {

namespace {

bool contains(Range range, double value) {
    return value >= range.min && (range.open ? value < range.max : value <= range.max);
}

/// The bounds are rounded as the value was, so that a bound's own rounding is no reason to refuse it.
bool contains(Range range, float value) {
    range.min = static_cast<double>(static_cast<float>(range.min));
    range.max = static_cast<double>(static_cast<float>(range.max));
    return contains(range, static_cast<double>(value));
}

std::string describe(Range range) {
    return fmt::format("in [{:g}, {:g}{}{}", range.min, range.max, range.open ? ')' : ']', range.unit);
}

} // namespace

void JsonCursor::fail(const std::string& complaint, ExitCode code) const {
    m_document->fail(*m_value, code, complaint);
}

void JsonCursor::fail_expected(const std::string& allowed, const std::string& more, ExitCode code) const {
    fail(fmt::format("expected {}, found {}{}", allowed, describe(), more), code);
}

std::string JsonCursor::describe() const {
    struct Describe {
        std::string operator()(std::monostate) const { return "null"; }
        std::string operator()(bool value) const { return value ? "true" : "false"; }
        std::string operator()(double value) const { return fmt::format("{}", value); }
        std::string operator()(std::string_view value) const { return in_quotes(value); }
        std::string operator()(const JsonArray& value) const {
            return fmt::format("an array of {} value{}", value.size(), value.size() == 1 ? "" : "s");
        }
        std::string operator()(const JsonObject&) const { return "an object"; }
    };
    return std::visit(Describe(), m_value->data);
}

const JsonArray& JsonCursor::array() const {
    const auto* array = std::get_if<JsonArray>(&m_value->data);
    if (!array) fail_expected("an array");
    return *array;
}

const JsonObject& JsonCursor::object() const {
    const auto* object = std::get_if<JsonObject>(&m_value->data);
    if (!object) fail_expected("an object");
    return *object;
}

void JsonCursor::allow_keys(std::span<const std::string_view> names) const {
    for_each_member([&](std::string_view key, JsonCursor value) {
        for (const std::string_view name : names) {
            if (name == key) return;
        }
        value.fail(fmt::format("the key {} is unknown; known here are {}{}", in_quotes(key), list_names(names),
                               suggestion(key, names)));
    });
}

std::optional<JsonCursor> JsonCursor::find(std::string_view key) const {
    for (const JsonMember& member : object()) {
        if (member.key == key) return JsonCursor(*m_document, member.value);
    }
    return std::nullopt;
}

JsonCursor JsonCursor::at(std::string_view key) const {
    const std::optional<JsonCursor> member = find(key);
    if (!member) fail(fmt::format("the key {} is missing", in_quotes(key)));
    return *member;
}

std::string_view JsonCursor::text() const {
    const auto* text = std::get_if<std::string_view>(&m_value->data);
    if (!text) fail_expected("a string");
    return *text;
}

bool JsonCursor::boolean() const {
    const auto* boolean = std::get_if<bool>(&m_value->data);
    if (!boolean) fail_expected("true or false");
    return *boolean;
}

bool JsonCursor::is(double number) const {
    const auto* found = std::get_if<double>(&m_value->data);
    return found && *found == number;
}

double JsonCursor::real(Range range) const {
    const auto* number = std::get_if<double>(&m_value->data);
    if (!number || !contains(range, *number)) fail_expected("a number " + triptych::describe(range));
    return *number;
}

float JsonCursor::single(Range range) const {
    const auto* number = std::get_if<double>(&m_value->data);
    const bool fits = number && std::abs(*number) <= static_cast<double>(std::numeric_limits<float>::max());
    const float rounded = fits ? static_cast<float>(*number) : 0.0f;
    if (!fits || !contains(range, rounded)) fail_expected("a number " + triptych::describe(range));
    if (*number != 0.0 && std::abs(rounded) < std::numeric_limits<float>::min()) {
        fail_expected(fmt::format("0 or a number of at least {} in size, float32's smallest normal one",
                                  std::numeric_limits<float>::min()));
    }
    return rounded;
}

const JsonArray& JsonCursor::numbers(std::size_t count, Range range) const {
    const auto* array = std::get_if<JsonArray>(&m_value->data);
    if (!array || array->size() != count) {
        fail_expected(fmt::format("an array of {} numbers {}",
                                  count == 2   ? "two"
                                  : count == 3 ? "three"
                                               : std::to_string(count),
                                  triptych::describe(range)));
    }
    return *array;
}

vec3 JsonCursor::vector(Range range) const {
    const JsonArray& array = numbers(3, range);
    const auto single_at = [&](std::size_t i) { return JsonCursor(*m_document, array[i]).single(range); };
    return {single_at(0), single_at(1), single_at(2)};
}

std::uint32_t JsonCursor::count(std::uint32_t max) const {
    const auto* number = std::get_if<double>(&m_value->data);
    const std::string allowed = fmt::format("a whole number from 1 to {}", max);
    if (!number || !(*number >= 1.0) || std::floor(*number) != *number) fail_expected(allowed);
    if (*number > max) fail_expected(allowed, "", ExitCode::LIMIT);
    return static_cast<std::uint32_t>(*number);
}

} // namespace triptych
