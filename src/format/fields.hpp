// Reading an object of a scene file by the table of its keys, and values by the table of their names.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/key.hpp"
#include "json/json_cursor.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace triptych {

/// An object whose keys are those of a table, which must outlive this. All methods throw Error as JsonCursor's do:
/// INVALID_INPUT for unknown and missing keys and for values out of their range, LIMIT for a whole number that is too
/// large; and INTERNAL where they are asked for a key that the table does not have.
class Fields {
public:
    /// `has_type`: the object has the key "type" beside those of the table.
    Fields(JsonCursor json, std::span<const Key> keys, bool has_type = false);
    Fields(JsonCursor json, const Kind& kind) : Fields(json, kind.keys, true) {}

    JsonCursor json() const { return m_json; }

    /// The value of a key, where it is given.
    std::optional<JsonCursor> find(std::string_view name) const;

    /// The value of a key that must be there.
    JsonCursor at(std::string_view name) const;

    /// The range of a key's numbers.
    const Range& range(std::string_view name) const { return key(name).range; }

    // Each sets `target` where the key is given, else leaves it as it is; a required key must be given.

    void read(std::string_view name, float& target) const;
    void read(std::string_view name, double& target) const;
    void read(std::string_view name, vec3& target) const;
    void read(std::string_view name, bool& target) const;
    void read(std::string_view name, std::uint32_t& target) const; // of ValueType::WHOLE

private:
    const Key& key(std::string_view name) const;
    std::optional<JsonCursor> value(const Key& key) const;

    JsonCursor m_json;
    std::span<const Key> m_keys;
};

/// Which of `names` the string `choice` is.
std::uint32_t choose(JsonCursor choice, std::span<const std::string_view> names);

/// The entry of `table`, a list of structs with a `name`, that the string `choice` names.
template <typename Entry, std::size_t N>
const Entry& choose(JsonCursor choice, const Entry (&table)[N]) {
    return table[choose(choice, names_of(table))];
}

} // namespace triptych
