// Typed reading of a JsonDocument: every method either gives a valid value or throws a sentence that names the place.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/json_document.hpp"
#include "scene/scene.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace triptych {

/// [min, max], or [min, max) where `open`; `unit` is shown behind it.
struct Range {
    double min;
    double max;
    std::string_view unit = "";
    bool open = false;
};

/// A value of a document, cheap to copy; the document must outlive it. All methods throw Error (INVALID_INPUT) unless
/// they say more.
class JsonCursor {
public:
    /// The root.
    explicit JsonCursor(const JsonDocument& document) : JsonCursor(document, document.root()) {}

    /// "FILE at POINTER: complaint."
    [[noreturn]] void fail(const std::string& complaint, ExitCode code = ExitCode::INVALID_INPUT) const;

    /// "FILE at POINTER: expected ALLOWED, found WHAT IS THERE." `more` may add to it.
    [[noreturn]] void fail_expected(const std::string& allowed, const std::string& more = "",
                                    ExitCode code = ExitCode::INVALID_INPUT) const;

    /// Asks for an object whose keys are all among `known`.
    void allow_keys(std::initializer_list<std::string_view> known) const;

    /// A member of an object, where there is one.
    std::optional<JsonCursor> find(std::string_view key) const;

    /// A member that the object must have.
    JsonCursor at(std::string_view key) const;

    const std::string& text() const;
    bool is_text() const { return std::holds_alternative<std::string>(m_value->data); }

    /// True for a number of this value.
    bool is(double number) const;

    /// A number in `range`.
    double real(Range range) const;

    /// A number rounded once to float32, where it lies in `range` and is zero or normal.
    float single(Range range) const;

    /// An array of three numbers, each as of single().
    vec3 vector(Range range) const;

    /// A whole number from 1 to `max`. Throws Error (LIMIT) where it is larger.
    std::uint32_t count(std::uint32_t max) const;

    /// Calls visit(JsonCursor) for each element of an array.
    template <typename Visit>
    void for_each_element(Visit visit) const {
        for (const JsonValue& element : array()) visit(JsonCursor(*m_document, element));
    }

    /// Calls visit(const std::string& key, JsonCursor) for each member of an object.
    template <typename Visit>
    void for_each_member(Visit visit) const {
        for (const JsonMember& member : object()) visit(member.key, JsonCursor(*m_document, member.value));
    }

private:
    JsonCursor(const JsonDocument& document, const JsonValue& value) : m_document(&document), m_value(&value) {}

    const JsonArray& array() const;
    const JsonObject& object() const;
    std::string describe() const;

    const JsonDocument* m_document;
    const JsonValue* m_value;
};

} // namespace triptych
