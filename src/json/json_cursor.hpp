// Typed reading of a JsonDocument: every method either gives a valid value or throws a sentence that names the place.
// SPDX-License-Identifier: MIT
#pragma once

#include "layout.glsl"
#include "json/json_document.hpp"

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace triptych {

using shared::vec3;

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
    void allow_keys(std::span<const std::string_view> known) const;
    void allow_keys(std::initializer_list<std::string_view> known) const {
        allow_keys(std::span(known.begin(), known.size()));
    }

    /// A member of an object, where there is one.
    std::optional<JsonCursor> find(std::string_view key) const;

    /// A member that the object must have.
    JsonCursor at(std::string_view key) const;

    /// A string, which lies in the document.
    std::string_view text() const;
    bool is_text() const { return std::holds_alternative<std::string_view>(m_value->data); }
    bool is_number() const { return std::holds_alternative<double>(m_value->data); }
    bool is_array() const { return std::holds_alternative<JsonArray>(m_value->data); }
    bool is_object() const { return std::holds_alternative<JsonObject>(m_value->data); }

    /// True or false.
    bool boolean() const;

    /// True for a number of this value.
    bool is(double number) const;

    /// A number in `range`.
    double real(Range range) const;

    /// A number rounded once to float32, where it lies in `range` and is zero or normal.
    float single(Range range) const;

    /// An array of three numbers, each as of single().
    vec3 vector(Range range) const;

    /// An array of N numbers, each as of real().
    template <std::size_t N>
    std::array<double, N> reals(Range range) const {
        const JsonArray& elements = numbers(N, range);
        std::array<double, N> result;
        for (std::size_t i = 0; i < N; i++) result[i] = JsonCursor(*m_document, elements[i]).real(range);
        return result;
    }

    /// A whole number from 1 to `max`. Throws Error (LIMIT) where it is larger.
    std::uint32_t count(std::uint32_t max) const;

    /// How many elements an array has, or members an object.
    std::size_t size() const { return is_object() ? object().size() : array().size(); }

    /// Element `i` of an array.
    JsonCursor element(std::size_t i) const { return JsonCursor(*m_document, array()[i]); }

    /// Calls visit(JsonCursor) for each element of an array.
    template <typename Visit>
    void for_each_element(Visit visit) const {
        for (const JsonValue& element : array()) visit(JsonCursor(*m_document, element));
    }

    /// Calls visit(std::string_view key, JsonCursor) for each member of an object.
    template <typename Visit>
    void for_each_member(Visit visit) const {
        for (const JsonMember& member : object()) visit(member.key, JsonCursor(*m_document, member.value));
    }

    const JsonValue& value() const { return *m_value; }

private:
    JsonCursor(const JsonDocument& document, const JsonValue& value) : m_document(&document), m_value(&value) {}

    const JsonArray& array() const;
    const JsonArray& numbers(std::size_t count, Range range) const;
    const JsonObject& object() const;
    std::string describe() const;

    const JsonDocument* m_document;
    const JsonValue* m_value;
};

} // namespace triptych
