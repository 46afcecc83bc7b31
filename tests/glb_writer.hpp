// Small GLB files for tests: JSON over one binary chunk that grows view by view.
// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace triptych::test {

class GlbWriter {
public:
    /// The index of a new view of these bytes; `more` are members of its JSON, with a comma before each.
    std::size_t view(std::span<const std::byte> bytes, const std::string& more = "") {
        m_binary.resize((m_binary.size() + 3) / 4 * 4);
        m_views.push_back(fmt::format(R"({{"buffer": 0, "byteOffset": {}, "byteLength": {}{}}})", m_binary.size(),
                                      bytes.size(), more));
        m_binary.insert(m_binary.end(), bytes.begin(), bytes.end());
        return m_views.size() - 1;
    }

    /// A view of a second buffer, which holds no bytes: they are compressed elsewhere, as `more` says.
    std::size_t placeholder_view(std::size_t length, const std::string& more) {
        m_views.push_back(fmt::format(R"({{"buffer": 1, "byteLength": {}{}}})", length, more));
        return m_views.size() - 1;
    }

    /// The index of a new accessor of `count` elements, with the members `more`: without a view, it holds zeros.
    std::size_t accessor(const std::string& type, int component_type, std::size_t count, const std::string& more = "") {
        m_accessors.push_back(
            fmt::format(R"({{"type": "{}", "componentType": {}, "count": {}{}}})", type, component_type, count, more));
        return m_accessors.size() - 1;
    }

    /// An accessor of float32 with a view of its own.
    std::size_t floats(const std::string& type, std::size_t components, const std::vector<float>& values) {
        const std::size_t place = view(std::as_bytes(std::span(values)));
        return accessor(type, 5126, values.size() / components, fmt::format(R"(, "bufferView": {})", place));
    }

    /// The file; `members` are those of its JSON beside views, accessors and the buffer.
    std::vector<std::byte> file(const std::string& members) const {
        std::string json = fmt::format(
            R"({{"asset": {{"version": "2.0"}}, "buffers": [{{"byteLength": {}}}, {{"byteLength": 4096}}], "bufferViews": [{}], )"
            R"("accessors": [{}], {}}})",
            m_binary.size(), fmt::join(m_views, ", "), fmt::join(m_accessors, ", "), members);
        json.resize((json.size() + 3) / 4 * 4, ' ');
        std::vector<std::byte> binary = m_binary;
        binary.resize((binary.size() + 3) / 4 * 4);
        std::vector<std::byte> glb;
        const auto add_words = [&](std::initializer_list<std::uint32_t> words) {
            const auto bytes = std::as_bytes(std::span(words.begin(), words.size()));
            glb.insert(glb.end(), bytes.begin(), bytes.end());
        };
        const auto size = [](const auto& chunk) { return static_cast<std::uint32_t>(chunk.size()); };
        add_words({0x46546c67, 2, 28 + size(json) + size(binary), size(json), 0x4e4f534a});
        const auto text = std::as_bytes(std::span(json));
        glb.insert(glb.end(), text.begin(), text.end());
        add_words({size(binary), 0x004e4942});
        glb.insert(glb.end(), binary.begin(), binary.end());
        return glb;
    }

private:
    std::vector<std::byte> m_binary;
    std::vector<std::string> m_views, m_accessors;
};

} // namespace triptych::test
