// Walks through the headers as the file's format lays them out ("OpenEXR File Layout", openexr.com).
// SPDX-License-Identifier: MIT
#include "image/exr_attributes.hpp"

#include "image/image_formats.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace triptych {

namespace {

constexpr std::size_t MAGIC_AND_VERSION_BYTES = 8;
constexpr std::size_t MAX_NAME_BYTES = 255; // OpenEXR reads no further
constexpr std::size_t CHANNEL_BYTES = 16;   // behind a channel's name: type, linearity, sampling of both axes

struct FixedSize {
    std::string_view type;
    std::uint32_t bytes;
};
constexpr FixedSize FIXED_SIZES[] = {{"box2f", 16},
                                     {"box2i", 16},
                                     {"chromaticities", 32},
                                     {"compression", 1},
                                     {"deepImageState", 1},
                                     {"double", 8},
                                     {"envmap", 1},
                                     {"float", 4},
                                     {"int", 4},
                                     {"keycode", 28},
                                     {"lineOrder", 1},
                                     {"m33d", 72},
                                     {"m33f", 36},
                                     {"m44d", 128},
                                     {"m44f", 64},
                                     {"rational", 8},
                                     {"tiledesc", 9},
                                     {"timecode", 8},
                                     {"v2d", 16},
                                     {"v2f", 8},
                                     {"v2i", 8},
                                     {"v3d", 24},
                                     {"v3f", 12},
                                     {"v3i", 12}};

/// Takes bytes off the front of a file, or of an attribute's value.
class Walk {
public:
    explicit Walk(std::span<const std::byte> bytes) : m_bytes(bytes) {}

    bool is_at_end() const { return m_bytes.empty(); }

    /// Nothing where fewer are left.
    std::optional<std::span<const std::byte>> take(std::uint64_t size) {
        if (size > m_bytes.size()) return {};
        const auto taken = m_bytes.first(size);
        m_bytes = m_bytes.subspan(size);
        return taken;
    }

    std::optional<std::uint32_t> word() {
        const auto bytes = take(sizeof(std::uint32_t));
        if (!bytes) return {};
        std::uint32_t word;
        std::memcpy(&word, bytes->data(), sizeof word);
        return word;
    }

    /// Up to the zero that ends it; nothing where there is none soon enough.
    std::optional<std::string_view> text() {
        const auto window = m_bytes.first(std::min(m_bytes.size(), MAX_NAME_BYTES + 1));
        const auto end = std::find(window.begin(), window.end(), std::byte(0));
        if (end == window.end()) return {};
        const auto taken = take(std::size_t(end - window.begin()) + 1);
        return std::string_view(reinterpret_cast<const char*>(taken->data()), taken->size() - 1);
    }

private:
    std::span<const std::byte> m_bytes;
};

/// A list of channels ends with an empty name, and there its attribute ends.
bool is_whole_channel_list(Walk value) {
    for (;;) {
        const auto name = value.text();
        if (!name) return false;
        if (name->empty()) return value.is_at_end();
        if (!value.take(CHANNEL_BYTES)) return false;
    }
}

/// Texts, each behind its length.
bool is_whole_text_list(Walk value) {
    while (!value.is_at_end()) {
        const auto size = value.word();
        if (!size || !value.take(*size)) return false;
    }
    return true;
}

/// Width, height and four bytes a pixel.
bool is_whole_preview(Walk value) {
    const auto width = value.word(), height = value.word();
    return width && height && std::max(*width, *height) < (1u << 15u) &&
           value.take(std::uint64_t(*width) * *height * 4) && value.is_at_end();
}

/// Whether a value of this type takes this many bytes. Of other types OpenEXR reads as many as there are.
bool has_size_of_type(std::string_view type, std::span<const std::byte> value) {
    for (const FixedSize& fixed : FIXED_SIZES) {
        if (fixed.type == type) return fixed.bytes == value.size();
    }
    if (type == "chlist") return is_whole_channel_list(Walk(value));
    if (type == "stringvector") return is_whole_text_list(Walk(value));
    if (type == "preview") return is_whole_preview(Walk(value));
    if (type == "floatvector") return value.size() % sizeof(float) == 0;
    return type != "idmanifest" || value.size() >= sizeof(std::uint32_t);
}

} // namespace

void check_exr_attributes(const std::string& name, std::span<const std::byte> file, bool has_parts) {
    Walk walk(file);
    walk.take(MAGIC_AND_VERSION_BYTES);
    const auto need = [&](const auto& part, const char* otherwise) {
        if (!part) fail_image(name, "EXR", otherwise);
        return *part;
    };
    constexpr const char* IS_CUT_OFF = "the file is cut off within its header";
    for (bool last_was_end = false;;) {
        if (need(walk.text(), IS_CUT_OFF).empty()) {
            if (!has_parts || last_was_end) return;
            last_was_end = true;
            continue;
        }
        last_was_end = false;
        const std::string_view type = need(walk.text(), IS_CUT_OFF);
        const std::uint32_t size = need(walk.word(), IS_CUT_OFF);
        const auto value = need(walk.take(size), "an attribute reaches beyond its end");
        if (!has_size_of_type(type, value)) fail_image(name, "EXR", "an attribute is not as long as its type asks");
    }
}

} // namespace triptych
