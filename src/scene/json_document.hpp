// A JSON text as a tree that keeps the order of its keys, and where in the text each value stands.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace triptych {

struct JsonValue;
struct JsonMember;
using JsonArray = std::vector<JsonValue>;
using JsonObject = std::vector<JsonMember>; // in the order of the text; keys are unique

/// Any value; std::monostate is null.
struct JsonValue {
    std::variant<std::monostate, bool, double, std::string, JsonArray, JsonObject> data;
};

struct JsonMember {
    std::string key;
    JsonValue value;
};

/// A parsed text; `origin` (a file's path, say) names it in errors.
class JsonDocument {
public:
    /// Parses one RFC 8259 text; a byte order mark is skipped. Throws Error (INVALID_INPUT) with file, line and column
    /// for bad syntax, with file and JSON pointer for a key that appears twice, for nesting deeper than
    /// Limits::json_depth and for a number beyond double precision.
    JsonDocument(std::string_view text, std::string origin);

    const JsonValue& root() const { return m_root; }

    /// Throws Error: "ORIGIN at POINTER: complaint". `value` lies in this document; its JSON pointer (RFC 6901) is
    /// found by walking the tree, so that sound documents pay nothing for it.
    [[noreturn]] void fail(const JsonValue& value, ExitCode code, const std::string& complaint) const;

private:
    std::string m_origin;
    JsonValue m_root;
};

} // namespace triptych
