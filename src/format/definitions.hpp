// What a scene file defines under names of its author's choice, and the references to it.
// SPDX-License-Identifier: MIT
#pragma once

#include "json/json_cursor.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace triptych {

/// The members of an object of the scene file, numbered in the order of the file. The document must outlive it.
class NameTable {
public:
    /// `what` names one member in sentences: "material", say. Without `members` the table is empty.
    NameTable(std::string_view what, std::optional<JsonCursor> members);

    std::uint32_t size() const { return static_cast<std::uint32_t>(m_members.size()); }
    std::string_view name(std::uint32_t i) const { return m_members[i].name; }
    JsonCursor value(std::uint32_t i) const { return m_members[i].value; }
    std::string_view what() const { return m_what; }

    /// The number of the member that a string names. Throws Error (INVALID_INPUT) where there is none.
    std::uint32_t find(JsonCursor reference) const;

private:
    struct Member {
        std::string_view name;
        JsonCursor value;
    };
    std::string_view m_what;
    std::vector<Member> m_members;
    std::unordered_map<std::string_view, std::uint32_t> m_numbers;
};

/// Definitions of which each refers to the next may be this many.
constexpr std::uint32_t MAX_REFERENCE_DEPTH = 32;

/// Definitions that refer to each other, each read after those that it refers to.
class Definitions {
public:
    /// Reads definition `number`; calls resolve() for each reference in it.
    using Read = std::function<void(std::uint32_t number, JsonCursor value)>;

    Definitions(NameTable names, Read read);

    const NameTable& names() const { return m_names; }

    /// Reads what has not been read yet, in the order of the file.
    void read_all();

    /// The number of the definition that a string names, which has been read when this returns. Throws Error
    /// (INVALID_INPUT) where there is none or where definitions refer to each other in a circle, and Error (LIMIT)
    /// where more than MAX_REFERENCE_DEPTH do so in a row.
    std::uint32_t resolve(JsonCursor reference);

private:
    void read(std::uint32_t number);
    [[noreturn]] void fail_circle(JsonCursor reference, std::uint32_t number) const;

    NameTable m_names;
    Read m_read;
    std::vector<std::uint32_t> m_depths; // definitions on the longest way down from each; 0: not read yet
    std::vector<std::uint32_t> m_open;   // being read now, each by a reference in the one before
};

} // namespace triptych
