// Builds a JsonDocument from the events of nlohmann's parser, and names places in it.
// SPDX-License-Identifier: MIT
#include "json/json_document.hpp"

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "base/names.hpp"
#include "json/json_hints.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <vector>

namespace triptych {

namespace {

/// Longest part of a syntax error or pointer that is shown.
constexpr std::size_t MAX_SHOWN_BYTES = 240;

/// nlohmann's number for the exception of a number that double precision cannot hold; all others are bad syntax.
constexpr int OUT_OF_RANGE = 406;

/// One step of a JSON pointer, with RFC 6901's escapes.
std::string pointer_step(std::string_view key) {
    std::string step = "/";
    for (const char c : key) {
        if (c == '~') {
            step += "~0";
        } else if (c == '/') {
            step += "~1";
        } else {
            step += c;
        }
    }
    return step;
}

[[noreturn]] void fail_at(const std::string& origin, const std::string& pointer, ExitCode code,
                          const std::string& complaint) {
    const std::string place = pointer.empty() ? "" : " at " + printable(pointer, MAX_SHOWN_BYTES);
    throw Error(code, fmt::format("{}{}: {}{}", printable(origin, MAX_SHOWN_BYTES), place, complaint,
                                  complaint.ends_with('?') ? "" : "."));
}

/// Finds `target` below `value` and puts its pointer in front of `pointer`.
bool find_pointer(const JsonValue& value, const JsonValue& target, std::string& pointer) {
    if (&value == &target) return true;
    if (const auto* array = std::get_if<JsonArray>(&value.data)) {
        for (std::size_t i = 0; i < array->size(); i++) {
            if (!find_pointer((*array)[i], target, pointer)) continue;
            pointer.insert(0, pointer_step(std::to_string(i)));
            return true;
        }
    } else if (const auto* object = std::get_if<JsonObject>(&value.data)) {
        for (const JsonMember& member : *object) {
            if (!find_pointer(member.value, target, pointer)) continue;
            pointer.insert(0, pointer_step(member.key));
            return true;
        }
    }
    return false;
}

/// Line and column, both from 1, of a byte; columns count characters, not bytes.
std::string line_and_column(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, offset);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::string_view row = before.substr(before.rfind('\n') + 1); // npos + 1 is 0
    const auto column = 1 + std::count_if(row.begin(), row.end(), [](char c) { return (c & 0xc0) != 0x80; });
    return fmt::format("{}:{}", line, column);
}

[[noreturn]] void fail_in_text(const std::string& origin, std::string_view text, const JsonHint& hint) {
    throw Error(ExitCode::INVALID_INPUT, fmt::format("{}:{}: {}.", printable(origin, MAX_SHOWN_BYTES),
                                                     line_and_column(text, hint.place), hint.complaint));
}

/// Where the word or number begins whose last character read so far is the one before `end`.
std::size_t word_start(std::string_view text, std::size_t end) {
    const auto belongs = [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '+' || c == '.'; };
    std::size_t start = end - std::min<std::size_t>(end, 1);
    if (start < text.size() && !belongs(text[start])) return start;
    while (start > 0 && belongs(text[start - 1])) start--;
    return start;
}

class Builder : public nlohmann::json_sax<nlohmann::json> {
public:
    Builder(std::string_view text, const std::string& origin, std::pmr::memory_resource& memory)
        : m_text(text), m_origin(origin), m_memory(memory) {}

    JsonValue root() const { return m_root; }

    bool null() override { return add({std::monostate()}); }
    bool boolean(bool value) override { return add({value}); }
    bool number_unsigned(number_unsigned_t value) override { return add({static_cast<double>(value)}); }
    bool number_float(number_float_t value, const string_t&) override { return add({value}); }
    bool string(string_t& value) override { return add({kept(value)}); }
    bool binary(binary_t&) override { return false; } // JSON texts have none

    /// Only numbers with a minus sign come here, so that 0 is what is left of "-0".
    bool number_integer(number_integer_t value) override {
        return add({value == 0 ? -0.0 : static_cast<double>(value)});
    }

    bool start_array(std::size_t) override { return open(false); }
    bool start_object(std::size_t) override { return open(true); }

    bool key(string_t& value) override {
        m_open.back().key = kept(value);
        return true;
    }

    bool end_array() override { return close({taken(m_elements, m_open.back().first)}); }

    bool end_object() override {
        const JsonObject members = taken(m_members, m_open.back().first);
        m_keys.clear();
        for (const JsonMember& member : members) m_keys.push_back(member.key);
        std::sort(m_keys.begin(), m_keys.end());
        if (const auto twice = std::adjacent_find(m_keys.begin(), m_keys.end()); twice != m_keys.end()) {
            m_open.back().key = *twice;
            fail(fmt::format("the key {} appears more than once", in_quotes(*twice)));
        }
        return close({members});
    }

    /// `position` counts the bytes read, the end of the text as one; `last_token` is part of the error's sentence, but
    /// may hold more than the last token.
    bool parse_error(std::size_t position, const std::string& last_token,
                     const nlohmann::detail::exception& error) override {
        if (error.id == OUT_OF_RANGE)
            fail(fmt::format("the number {} is beyond double precision", printable(last_token, 40)));
        const bool cut_off = position > m_text.size();
        const std::size_t start = cut_off ? m_text.size() : word_start(m_text, position);
        std::string complaint = error.what();
        complaint.erase(0, std::min(complaint.find("syntax error"), complaint.size()));
        const std::string last_read = "; last read: '" + last_token + "'";
        if (const std::size_t found = complaint.find(last_read); found != std::string::npos) {
            complaint.erase(found, last_read.size());
        }
        const bool is_key = complaint.find("object key") != std::string::npos;
        const bool is_in_string = complaint.find("invalid string") != std::string::npos;
        if (const auto mistake = find_mistake(m_text, start, is_key); mistake && !is_in_string)
            fail_in_text(m_origin, m_text, *mistake);
        if (complaint.find("UTF-8") != std::string::npos) complaint += "; save the file as UTF-8";
        complaint += cut_off ? "; the text seems to be cut off"
                             : fmt::format("; it reads \"{}\" here", printable(m_text.substr(start), 20));
        fail_in_text(m_origin, m_text, {start, complaint});
    }

private:
    /// A container that is being read: where it begins on the stack of its kind, and an object's last key.
    struct Open {
        bool is_object;
        std::size_t first;
        std::string_view key;
    };

    bool add(JsonValue value) {
        if (m_open.empty()) {
            m_root = value;
        } else if (m_open.back().is_object) {
            m_members.push_back({m_open.back().key, value});
        } else {
            m_elements.push_back(value);
        }
        return true;
    }

    bool open(bool is_object) {
        const std::uint64_t most = limits().json_depth;
        if (m_open.size() >= most) fail(fmt::format("values are nested deeper than {} (--limit json-depth)", most));
        m_open.push_back({is_object, is_object ? m_members.size() : m_elements.size(), ""});
        return true;
    }

    bool close(JsonValue container) {
        m_open.pop_back();
        return add(container);
    }

    /// Moves a stack's end, from `first` on, into the document's memory.
    template <typename Element>
    JsonList<Element> taken(std::vector<Element>& stack, std::size_t first) {
        const std::size_t count = stack.size() - first;
        auto* elements = std::pmr::polymorphic_allocator<Element>(&m_memory).allocate(count);
        std::uninitialized_copy_n(stack.begin() + static_cast<std::ptrdiff_t>(first), count, elements);
        stack.resize(first);
        return {elements, count};
    }

    /// A string in the document's memory. Two that take turns at one place are copied each time, so that whatever the
    /// strings are, each costs its length and no more.
    std::string_view kept(std::string_view text) {
        std::string_view& known = m_strings[std::hash<std::string_view>()(text) % m_strings.size()];
        if (known == text) return known;
        char* copy = std::pmr::polymorphic_allocator<char>(&m_memory).allocate(text.size());
        std::copy(text.begin(), text.end(), copy);
        return known = {copy, text.size()};
    }

    [[noreturn]] void fail(const std::string& complaint) const {
        std::string pointer;
        std::size_t end = m_elements.size();
        for (auto open = m_open.rbegin(); open != m_open.rend(); ++open) {
            pointer.insert(0,
                           pointer_step(open->is_object ? std::string(open->key) : std::to_string(end - open->first)));
            if (!open->is_object) end = open->first;
        }
        fail_at(m_origin, pointer, ExitCode::INVALID_INPUT, complaint);
    }

    std::string_view m_text;
    const std::string& m_origin;
    std::pmr::memory_resource& m_memory;
    std::array<std::string_view, 1024> m_strings; // in m_memory: the last one of each place
    std::vector<Open> m_open;
    std::vector<JsonValue> m_elements; // of the open arrays, the outermost's first
    std::vector<JsonMember> m_members; // of the open objects
    std::vector<std::string_view> m_keys;
    JsonValue m_root;
};

} // namespace

JsonDocument::JsonDocument(std::string_view text, std::string origin) : m_origin(std::move(origin)) {
    if (const auto foreign = find_foreign_bytes(text)) fail_in_text(m_origin, text, *foreign);
    m_memory = std::make_unique<std::pmr::monotonic_buffer_resource>();
    Builder builder(text, m_origin, *m_memory);
    nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
    m_root = builder.root();
}

void JsonDocument::replace(const JsonValue& place, std::span<const double> numbers) {
    auto* elements = std::pmr::polymorphic_allocator<JsonValue>(m_memory.get()).allocate(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); i++) std::construct_at(elements + i, JsonValue{numbers[i]});
    const_cast<JsonValue&>(place).data =
        JsonArray(elements, numbers.size()); // all values are of this document's memory
}

void JsonDocument::replace(const JsonValue& place, double number) { const_cast<JsonValue&>(place).data = number; }

void JsonDocument::fail(const JsonValue& value, ExitCode code, const std::string& complaint) const {
    std::string pointer;
    find_pointer(m_root, value, pointer);
    fail_at(m_origin, pointer, code, complaint);
}

} // namespace triptych
