// Finds definitions by name and reads them in the order of their references.
// SPDX-License-Identifier: MIT
#include "format/definitions.hpp"
#include "base/names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace triptych {

namespace {

/// Names of a circle that are shown; the middle of a longer one is left out.
constexpr std::size_t MAX_SHOWN_NAMES = 8;

} // namespace

NameTable::NameTable(std::string_view what, std::optional<JsonCursor> members) : m_what(what) {
    if (!members) return;
    members->for_each_member([&](std::string_view name, JsonCursor value) {
        m_numbers.emplace(name, size());
        m_members.push_back({name, value});
    });
}

std::uint32_t NameTable::find(JsonCursor reference) const {
    const auto found = m_numbers.find(reference.text());
    if (found != m_numbers.end()) return found->second;
    std::vector<std::string_view> names;
    for (const Member& member : m_members) names.push_back(member.name);
    reference.fail(fmt::format("the scene has no {} {}; {}{}", m_what, in_quotes(reference.text()),
                               names.empty() ? "it has none" : fmt::format("its {}s are {}", m_what, list_names(names)),
                               suggestion(reference.text(), names)));
}

Definitions::Definitions(NameTable names, Read read)
    : m_names(std::move(names)), m_read(std::move(read)), m_depths(m_names.size(), 0) {}

void Definitions::read_all() {
    for (std::uint32_t number = 0; number < m_names.size(); number++) {
        if (m_depths[number] == 0) read(number);
    }
}

void Definitions::read(std::uint32_t number) {
    m_open.push_back(number);
    m_read(number, m_names.value(number));
    m_open.pop_back();
    m_depths[number] = std::max(m_depths[number], 1u);
}

std::uint32_t Definitions::resolve(JsonCursor reference) {
    const std::uint32_t number = m_names.find(reference);
    if (std::find(m_open.begin(), m_open.end(), number) != m_open.end()) fail_circle(reference, number);
    const auto check_depth = [&](std::size_t depth) {
        if (depth <= MAX_REFERENCE_DEPTH) return;
        reference.fail(fmt::format("{}s refer to each other more than {} deep", m_names.what(), MAX_REFERENCE_DEPTH),
                       ExitCode::LIMIT);
    };
    if (m_depths[number] == 0) {
        check_depth(m_open.size() + 1);
        read(number);
    }
    if (!m_open.empty()) {
        std::uint32_t& depth = m_depths[m_open.back()];
        depth = std::max(depth, m_depths[number] + 1);
        check_depth(depth);
    }
    return number;
}

void Definitions::fail_circle(JsonCursor reference, std::uint32_t number) const {
    std::vector<std::uint32_t> circle(std::find(m_open.begin(), m_open.end(), number), m_open.end());
    circle.push_back(number);
    std::string chain;
    for (std::size_t i = 0; i < circle.size(); i++) {
        const bool shown = i + 1 < MAX_SHOWN_NAMES || i + 1 == circle.size();
        if (shown) {
            chain += (i > 0 ? " -> " : "") + in_quotes(m_names.name(circle[i]));
        } else if (i + 1 == MAX_SHOWN_NAMES) {
            chain += " -> ...";
        }
    }
    reference.fail(fmt::format("{}s refer to each other in a circle: {}", m_names.what(), chain));
}

} // namespace triptych
