// Builds a JsonDocument from the events of nlohmann's parser, and names places in it.
// SPDX-License-Identifier: MIT
#include "scene/json_document.hpp"

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "scene/names.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

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

/// Where the word or number begins whose last character read so far is the one before `end`.
std::size_t word_start(std::string_view text, std::size_t end) {
    const auto belongs = [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '+' || c == '.'; };
    std::size_t start = end - std::min<std::size_t>(end, 1);
    if (start < text.size() && !belongs(text[start])) return start;
    while (start > 0 && belongs(text[start - 1])) start--;
    return start;
}

/// The word at the start of `text` where it is one that programs print for numbers that are not finite, else empty.
std::string_view non_finite_word(std::string_view text) {
    std::size_t length = 0;
    std::string word;
    for (; length < std::min<std::size_t>(text.size(), 10); length++) {
        const char c = text[length];
        if (length == 0 && (c == '-' || c == '+')) continue;
        if (!is_letter(c)) break;
        word += lower(c);
    }
    return word == "nan" || word == "inf" || word == "infinity" ? text.substr(0, length) : std::string_view();
}

class Builder : public nlohmann::json_sax<nlohmann::json> {
public:
    Builder(std::string_view text, const std::string& origin) : m_text(text), m_origin(origin) {}

    JsonValue take_root() { return std::move(m_root); }

    bool null() override { return add({std::monostate()}); }
    bool boolean(bool value) override { return add({value}); }
    bool number_unsigned(number_unsigned_t value) override { return add({static_cast<double>(value)}); }
    bool number_float(number_float_t value, const string_t&) override { return add({value}); }
    bool string(string_t& value) override { return add({std::move(value)}); }
    bool binary(binary_t&) override { return false; } // JSON texts have none

    /// Only numbers with a minus sign come here, so that 0 is what is left of "-0".
    bool number_integer(number_integer_t value) override {
        return add({value == 0 ? -0.0 : static_cast<double>(value)});
    }

    bool start_array(std::size_t) override { return open({JsonArray()}); }
    bool start_object(std::size_t) override { return open({JsonObject()}); }

    bool key(string_t& value) override {
        m_open.back().key = std::move(value);
        return true;
    }

    bool end_array() override { return close(); }

    bool end_object() override {
        const auto& members = std::get<JsonObject>(m_open.back().value.data);
        std::vector<std::string_view> keys;
        for (const JsonMember& member : members) keys.push_back(member.key);
        std::sort(keys.begin(), keys.end());
        if (const auto twice = std::adjacent_find(keys.begin(), keys.end()); twice != keys.end()) {
            m_open.back().key = *twice;
            fail(fmt::format("the key {} appears more than once", in_quotes(m_open.back().key)));
        }
        return close();
    }

    /// `position` counts the bytes read, the end of the text as one; `last_token` is part of the error's sentence, but
    /// may hold more than the last token.
    bool parse_error(std::size_t position, const std::string& last_token,
                     const nlohmann::detail::exception& error) override {
        if (error.id == OUT_OF_RANGE) fail(fmt::format("the number {} is beyond double precision", last_token));
        const bool cut_off = position > m_text.size();
        const std::size_t start = cut_off ? m_text.size() : word_start(m_text, position);
        std::string complaint = error.what();
        complaint.erase(0, std::min(complaint.find("syntax error"), complaint.size()));
        const std::string last_read = "; last read: '" + last_token + "'";
        if (const std::size_t found = complaint.find(last_read); found != std::string::npos) {
            complaint.erase(found, last_read.size());
        }
        if (const std::string_view word = non_finite_word(m_text.substr(start)); !word.empty()) {
            complaint = fmt::format("{} is no number of JSON, and a scene needs finite ones", word);
        } else if (cut_off) {
            complaint += "; the text seems to be cut off";
        } else {
            complaint += fmt::format("; it reads \"{}\" here", printable(m_text.substr(start), 20));
        }
        fail_at(fmt::format("{}:{}", m_origin, line_and_column(m_text, start)), "", ExitCode::INVALID_INPUT, complaint);
    }

private:
    /// A container that is being read; `key` is the last one of an object.
    struct Open {
        JsonValue value;
        std::string key;
    };

    bool add(JsonValue value) {
        if (m_open.empty()) {
            m_root = std::move(value);
        } else if (auto* array = std::get_if<JsonArray>(&m_open.back().value.data)) {
            array->push_back(std::move(value));
        } else {
            std::get<JsonObject>(m_open.back().value.data).push_back({m_open.back().key, std::move(value)});
        }
        return true;
    }

    bool open(JsonValue container) {
        const std::uint64_t most = limits().json_depth;
        if (m_open.size() >= most) fail(fmt::format("values are nested deeper than {} (--limit json-depth)", most));
        m_open.push_back({std::move(container), ""});
        return true;
    }

    bool close() {
        JsonValue value = std::move(m_open.back().value);
        m_open.pop_back();
        return add(std::move(value));
    }

    [[noreturn]] void fail(const std::string& complaint) const {
        std::string pointer;
        for (const Open& open : m_open) {
            const auto* array = std::get_if<JsonArray>(&open.value.data);
            pointer += pointer_step(array ? std::to_string(array->size()) : open.key);
        }
        fail_at(m_origin, pointer, ExitCode::INVALID_INPUT, complaint);
    }

    std::string_view m_text;
    const std::string& m_origin;
    std::vector<Open> m_open;
    JsonValue m_root;
};

} // namespace

JsonDocument::JsonDocument(std::string_view text, std::string origin) : m_origin(std::move(origin)) {
    Builder builder(text, m_origin);
    nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
    m_root = builder.take_root();
}

void JsonDocument::fail(const JsonValue& value, ExitCode code, const std::string& complaint) const {
    std::string pointer;
    find_pointer(m_root, value, pointer);
    fail_at(m_origin, pointer, code, complaint);
}

} // namespace triptych
