// Line by line, each made of words between blanks.
// SPDX-License-Identifier: MIT
#include "import/ply_header.hpp"

#include "base/ascii.hpp"
#include "base/error.hpp"
#include "base/names.hpp"
#include "import/text_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace triptych {

namespace {

/// Longest header that is read, so that a file without an end of it costs little.
constexpr std::size_t MAX_HEADER_BYTES = std::size_t{1} << 20u;

struct TypeName {
    std::string_view name;
    PlyType type;
};
constexpr TypeName TYPES[] = {{"char", PlyType::INT8},      {"int8", PlyType::INT8},       {"uchar", PlyType::UINT8},
                              {"uint8", PlyType::UINT8},    {"short", PlyType::INT16},     {"int16", PlyType::INT16},
                              {"ushort", PlyType::UINT16},  {"uint16", PlyType::UINT16},   {"int", PlyType::INT32},
                              {"int32", PlyType::INT32},    {"uint", PlyType::UINT32},     {"uint32", PlyType::UINT32},
                              {"float", PlyType::FLOAT32},  {"float32", PlyType::FLOAT32}, {"double", PlyType::FLOAT64},
                              {"float64", PlyType::FLOAT64}};

class HeaderReader {
public:
    HeaderReader(std::string_view text, Warnings& warnings)
        : m_text(text), m_warnings(warnings), m_name(warnings.origin()), m_head(text.substr(0, MAX_HEADER_BYTES)),
          m_lines(m_head) {}

    PlyHeader read() {
        if (trim(next_line()) != "ply") fail("a PLY file begins with the line \"ply\"");
        bool has_format = false;
        for (;;) {
            const std::string_view line = trim(next_line());
            const std::vector<std::string_view> words = split_words(line);
            if (words.empty() || words[0] == "obj_info") continue;
            if (words[0] == "comment") {
                read_comment(trim(line.substr(words[0].size())));
                continue;
            }
            if (words[0] == "end_header") break;
            if (words[0] == "format") {
                read_format(words);
                has_format = true;
            } else if (words[0] == "element") {
                read_element(words);
            } else if (words[0] == "property") {
                read_property(words);
            } else {
                m_warnings.add(fmt::format("the line that begins with {} is passed over.", in_quotes(words[0])));
            }
        }
        if (!has_format) fail("the header ends without the line that begins with \"format\"");
        m_header.size_bytes = m_lines.offset();
        check_sizes();
        return std::move(m_header);
    }

private:
    [[noreturn]] void fail(const std::string& problem) const {
        throw Error(ExitCode::INVALID_INPUT, fmt::format("{}:{}: {}.", m_name, m_lines.number(), problem));
    }

    std::string_view next_line() {
        const auto line = m_lines.next();
        if (!line || (m_lines.offset() == m_head.size() && *line != "end_header")) fail("the header has no end");
        return *line;
    }

    void read_comment(std::string_view comment) {
        constexpr std::string_view KEY = "texturefile";
        if (lower(std::string(comment.substr(0, KEY.size()))) != KEY) return;
        m_header.texture_files.push_back(file_name_of(comment.substr(KEY.size())));
    }

    void read_format(const std::vector<std::string_view>& words) {
        if (words.size() != 3 || words[2] != "1.0") fail("expected a format of version 1.0");
        if (words[1] == "ascii") {
            m_header.format = PlyFormat::ASCII;
        } else if (words[1] == "binary_little_endian") {
            m_header.format = PlyFormat::BINARY_LITTLE_ENDIAN;
        } else if (words[1] == "binary_big_endian") {
            m_header.format = PlyFormat::BINARY_BIG_ENDIAN;
        } else {
            fail(fmt::format("expected the format ascii, binary_little_endian or binary_big_endian, found {}",
                             in_quotes(words[1])));
        }
    }

    void read_element(const std::vector<std::string_view>& words) {
        PlyElement element;
        if (words.size() != 3) fail("expected \"element NAME COUNT\"");
        const auto [end, error] = std::from_chars(words[2].begin(), words[2].end(), element.count);
        if (error != std::errc() || end != words[2].end()) {
            fail(fmt::format("{} is no count of elements", in_quotes(words[2])));
        }
        element.name = words[1];
        m_header.elements.push_back(std::move(element));
    }

    void read_property(const std::vector<std::string_view>& words) {
        if (m_header.elements.empty()) fail("a property stands before the first element");
        PlyProperty property;
        property.is_list = words.size() > 1 && words[1] == "list";
        if (words.size() != (property.is_list ? 5 : 3)) {
            fail("expected \"property TYPE NAME\" or \"property list TYPE TYPE NAME\"");
        }
        if (property.is_list) property.count_type = type_of(words[2]);
        property.type = type_of(words[words.size() - 2]);
        property.name = words.back();
        m_header.elements.back().properties.push_back(std::move(property));
    }

    PlyType type_of(std::string_view word) const {
        for (const TypeName& type : TYPES) {
            if (type.name == word) return type.type;
        }
        fail(fmt::format("{} is no type of PLY", in_quotes(word)));
    }

    void check_sizes() const {
        std::uint64_t left = m_text.size() - m_header.size_bytes + 1; // the last line may lack its end
        for (const PlyElement& element : m_header.elements) {
            const std::uint64_t least = element.least_bytes(m_header.format);
            if (element.count > left / least) {
                throw Error(ExitCode::INVALID_INPUT,
                            fmt::format("{}: the header counts {} elements {}, more than the {} bytes behind it can "
                                        "hold; the file may be cut off.",
                                        m_name, element.count, in_quotes(element.name),
                                        m_text.size() - m_header.size_bytes));
            }
            left -= element.count * least;
        }
    }

    std::string_view m_text;
    Warnings& m_warnings;
    const std::string& m_name;
    std::string_view m_head;
    Lines m_lines;
    PlyHeader m_header;
};

} // namespace

std::size_t size_of(PlyType type) {
    switch (type) {
    case PlyType::INT8:
    case PlyType::UINT8: return 1;
    case PlyType::INT16:
    case PlyType::UINT16: return 2;
    case PlyType::FLOAT64: return 8;
    default: return 4;
    }
}

std::uint64_t PlyElement::least_bytes(PlyFormat format) const {
    // A digit and what ends it; elements without properties may take no byte, but no count can mean them.
    if (format == PlyFormat::ASCII) return std::max<std::uint64_t>(2 * properties.size(), 1);
    std::uint64_t sum = 0;
    for (const PlyProperty& property : properties) {
        sum += size_of(property.is_list ? property.count_type : property.type);
    }
    return std::max<std::uint64_t>(sum, 1);
}

PlyHeader read_ply_header(std::string_view text, Warnings& warnings) { return HeaderReader(text, warnings).read(); }

} // namespace triptych
