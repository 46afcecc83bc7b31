// A JSON text as a tree that keeps the order of its keys, and where in the text each value stands.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.hpp"

#include <cstddef>
#include <memory>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace triptych {

/// Elements side by side in their document's memory.
template <typename Element>
class JsonList {
public:
    JsonList() = default;
    JsonList(const Element* first, std::size_t size) : m_first(first), m_size(size) {}

    const Element* begin() const { return m_first; }
    const Element* end() const { return m_first + m_size; }
    std::size_t size() const { return m_size; }
    const Element& operator[](std::size_t i) const { return m_first[i]; }

private:
    const Element* m_first = nullptr;
    std::size_t m_size = 0;
};

struct JsonValue;
struct JsonMember;
using JsonArray = JsonList<JsonValue>;
using JsonObject = JsonList<JsonMember>; // in the order of the text; keys are unique

/// Any value, 24 bytes, as a scene may hold tens of millions; std::monostate is null.
struct JsonValue {
    std::variant<std::monostate, bool, double, std::string_view, JsonArray, JsonObject> data;
};

struct JsonMember {
    std::string_view key;
    JsonValue value;
};

/// A parsed text; `origin` (a file's path, say) names it in errors. All values lie in one memory of the document's
/// and are not valid longer than it; strings that come again and again mostly lie there once.
class JsonDocument {
public:
    /// Parses one RFC 8259 text; a byte order mark is skipped. Throws Error (INVALID_INPUT) with file, line and column
    /// for bad syntax, other encodings, NUL bytes and anything behind the value, with file and JSON pointer for a key
    /// that appears twice, for nesting deeper than Limits::json_depth and for a number beyond double precision.
    JsonDocument(std::string_view text, std::string origin);

    const std::string& origin() const { return m_origin; }
    const JsonValue& root() const { return m_root; }

    /// Puts an array of numbers in the place of a value of this document.
    void replace(const JsonValue& place, std::span<const double> numbers);
    /// The same with one number.
    void replace(const JsonValue& place, double number);

    /// Throws Error: "ORIGIN at POINTER: complaint". `value` lies in this document; its JSON pointer (RFC 6901) is
    /// found by walking the tree, so that sound documents pay nothing for it.
    [[noreturn]] void fail(const JsonValue& value, ExitCode code, const std::string& complaint) const;

private:
    std::string m_origin;
    std::unique_ptr<std::pmr::monotonic_buffer_resource> m_memory; // of the lists and strings below m_root
    JsonValue m_root;
};

} // namespace triptych
