// Looks keys up in tables.
// SPDX-License-Identifier: MIT
#include "format/fields.hpp"

#include "base/error.hpp"
#include "base/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace triptych {

std::uint32_t choose(JsonCursor choice, std::span<const std::string_view> names) {
    const auto found = std::find(names.begin(), names.end(), choice.text());
    if (found == names.end())
        choice.fail_expected((names.size() > 1 ? "one of " : "") + list_names(names), suggestion(choice.text(), names));
    return static_cast<std::uint32_t>(found - names.begin());
}

Fields::Fields(JsonCursor json, std::span<const Key> keys, bool has_type) : m_json(json), m_keys(keys) {
    std::vector<std::string_view> names;
    names.reserve(keys.size() + 1);
    if (has_type) names.emplace_back("type");
    for (const Key& key : keys) names.push_back(key.name);
    json.allow_keys(names);
}

const Key& Fields::key(std::string_view name) const {
    const auto found = std::find_if(m_keys.begin(), m_keys.end(), [&](const Key& key) { return key.name == name; });
    if (found == m_keys.end()) throw Error(ExitCode::INTERNAL, "No table of keys has " + in_quotes(name) + ".");
    return *found;
}

std::optional<JsonCursor> Fields::value(const Key& key) const {
    return key.is_required ? std::optional(m_json.at(key.name)) : m_json.find(key.name);
}

std::optional<JsonCursor> Fields::find(std::string_view name) const { return m_json.find(key(name).name); }

JsonCursor Fields::at(std::string_view name) const { return m_json.at(key(name).name); }

void Fields::read(std::string_view name, float& target) const {
    const Key& entry = key(name);
    if (const auto given = value(entry)) target = given->single(entry.range);
}

void Fields::read(std::string_view name, double& target) const {
    const Key& entry = key(name);
    const auto given = value(entry);
    if (!given) return;
    const bool is_zero = entry.type == ValueType::REAL_OR_ZERO && given->is(0.0);
    if (entry.type == ValueType::REAL_OR_ZERO && given->is_number() && !is_zero) {
        const double number = given->real({0.0, entry.range.max, entry.range.unit});
        if (number < entry.range.min)
            given->fail_expected(fmt::format("0 or a number from {:g} on{}", entry.range.min, entry.range.unit));
    }
    target = is_zero ? 0.0 : given->real(entry.range);
}

void Fields::read(std::string_view name, vec3& target) const {
    const Key& entry = key(name);
    if (const auto given = value(entry)) target = given->vector(entry.range);
}

void Fields::read(std::string_view name, bool& target) const {
    if (const auto given = value(key(name))) target = given->boolean();
}

void Fields::read(std::string_view name, std::uint32_t& target) const {
    const Key& entry = key(name);
    if (const auto given = value(entry)) target = given->count(static_cast<std::uint32_t>(entry.range.max));
}

} // namespace triptych
