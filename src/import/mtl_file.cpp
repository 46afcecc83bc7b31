// A line is a key and its values; names reach to the end of the line, since they may hold blanks and number signs.
// SPDX-License-Identifier: MIT
#include "import/mtl_file.hpp"

#include "base/ascii.hpp"
#include "base/names.hpp"
#include "import/text_lines.hpp"
#include "mesh/mesh_parts.hpp"
#include "scene/ranges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace triptych {

namespace {

constexpr auto MOST_LIGHT = static_cast<float>(MAX_RADIANCE);

struct MapKey {
    std::string_view key;
    MtlMapUse use;
};
constexpr MapKey MAP_KEYS[] = {
    {"map_kd", MtlMapUse::DIFFUSE},   {"map_ks", MtlMapUse::SPECULAR}, {"map_ns", MtlMapUse::EXPONENT},
    {"map_ke", MtlMapUse::EMISSION},  {"map_d", MtlMapUse::OPACITY},   {"map_tr", MtlMapUse::OPACITY},
    {"map_pr", MtlMapUse::ROUGHNESS}, {"map_pm", MtlMapUse::METALLIC}, {"bump", MtlMapUse::BUMP},
    {"map_bump", MtlMapUse::BUMP},    {"norm", MtlMapUse::NORMAL},     {"map_kn", MtlMapUse::NORMAL}};

/// Without effect on what is drawn here, and no loss.
constexpr std::string_view SILENT_KEYS[] = {"ka", "map_ka", "sharpness", "map_aat"};

/// Words from the front of a line.
class Words {
public:
    explicit Words(std::string_view line) : m_left(trim(line)) {}

    std::string_view rest() const { return m_left; }

    std::string_view peek() const { return m_left.substr(0, std::min(m_left.find_first_of(" \t"), m_left.size())); }

    std::string_view take() {
        const std::string_view word = peek();
        m_left = trim(m_left.substr(word.size()));
        return word;
    }

    /// A number of the next word, which then is taken; nothing where it is no number or beyond 1e9.
    std::optional<float> take_number() {
        const auto number = parse_number(peek());
        if (!number || !(std::abs(*number) <= 1e9)) return std::nullopt;
        take();
        return without_denormals(static_cast<float>(*number));
    }

private:
    std::string_view m_left;
};

std::optional<float> number(std::string_view rest) { return Words(rest).take_number(); }

/// A number, held in [0, 1].
std::optional<float> share(std::string_view rest) {
    const auto value = number(rest);
    return value ? std::optional(std::clamp(*value, 0.0f, 1.0f)) : std::nullopt;
}

/// Three numbers, or one for all three.
std::optional<vec3> color(std::string_view rest, float most) {
    Words words(rest);
    std::array<float, 3> values{};
    std::size_t count = 0;
    for (; count < 3 && !words.rest().empty(); count++) {
        const auto value = words.take_number();
        if (!value) break;
        values[count] = std::clamp(*value, 0.0f, most);
    }
    if (count == 1 && words.rest().empty()) return vec3(values[0]);
    return count == 3 ? std::optional(vec3(values[0], values[1], values[2])) : std::nullopt;
}

/// Options, each with a minus sign, and the file's name, which may hold blanks.
MtlMap parse_map(std::string_view rest, std::size_t line, Warnings& warnings) {
    MtlMap map;
    map.line = line;
    Words words(rest);
    const auto three_numbers = [&](float otherwise) {
        std::array<float, 3> values{otherwise, otherwise, otherwise};
        for (float& value : values) {
            const auto found = words.take_number();
            if (!found) break;
            value = std::clamp(*found, -1e4f, 1e4f);
        }
        return values;
    };
    while (words.peek().size() > 1 && words.peek()[0] == '-') {
        const std::string_view option = words.take();
        if (option == "-s") {
            const auto values = three_numbers(1.0f);
            map.scale_u = values[0];
            map.scale_v = values[1];
        } else if (option == "-o") {
            const auto values = three_numbers(0.0f);
            map.offset_u = values[0];
            map.offset_v = values[1];
        } else if (option == "-t") {
            three_numbers(0.0f);
            warnings.add("the turbulence of textures (-t) is passed over.");
        } else if (option == "-bm") {
            map.strength = std::clamp(words.take_number().value_or(1.0f), -100.0f, 100.0f);
        } else if (option == "-mm") {
            const float base = words.take_number().value_or(0.0f), gain = words.take_number().value_or(1.0f);
            if (base != 0.0f || gain != 1.0f) warnings.add("the base and gain of textures (-mm) are passed over.");
        } else if (option == "-clamp") {
            map.clamps = words.take() == "on";
        } else if (option == "-imfchan") {
            map.channel = words.peek().empty() ? '\0' : words.take()[0];
        } else if (option == "-blendu" || option == "-blendv" || option == "-boost" || option == "-cc" ||
                   option == "-texres" || option == "-type" || option == "-colorspace") {
            words.take(); // they say how a texture is filtered
        } else {
            warnings.add(fmt::format("the option {} of textures is unknown.", in_quotes(option)));
        }
    }
    map.file = file_name_of(words.rest());
    return map;
}

/// Reads a key's value into a material; false where there is none that could be read.
bool read_value(std::string_view key, std::string_view rest, MtlMaterial& material) {
    const auto put = [](auto& place, const auto& value) {
        if (value) place = *value;
        return value.has_value();
    };
    if (key == "kd") return put(material.diffuse, color(rest, 1.0f));
    if (key == "ks") return put(material.specular, color(rest, 1.0f));
    if (key == "ke") return put(material.emission, color(rest, MOST_LIGHT));
    if (key == "tf" || key == "kt") return put(material.filter, color(rest, 1.0f));
    if (key == "tr") return put(material.transparency, share(rest));
    if (key == "pr") return put(material.roughness, share(rest));
    if (key == "pm") return put(material.metallic, share(rest));
    if (key == "pc") return put(material.clearcoat, share(rest));
    if (key == "pcr") return put(material.clearcoat_roughness, share(rest));
    if (key == "ps") return put(material.sheen, share(rest));
    if (key == "d") {
        Words words(rest);
        if (words.peek() == "-halo") words.take();
        return put(material.dissolve, share(words.rest()));
    }
    const auto value = number(rest);
    if (!value) return false;
    if (key == "ns") material.exponent = std::max(*value, 0.0f);
    // No index is 0, which some programs write where they know of none.
    if (key == "ni" && *value > 0.0f) material.ior = std::clamp(*value, 1.0f, 100.0f);
    if (key == "illum") {
        if (!(*value >= 0.0f && *value <= 10.0f)) return false;
        material.illumination = static_cast<int>(*value);
    }
    return true;
}

bool is_value(std::string_view key) {
    constexpr std::string_view KEYS[] = {"kd", "ks",  "ke", "tf", "tr", "pr", "pm",
                                         "pc", "pcr", "ps", "d",  "ns", "ni", "illum"};
    return std::find(std::begin(KEYS), std::end(KEYS), key) != std::end(KEYS);
}

void read_line(std::string_view key, std::string_view rest, std::size_t line, MtlMaterial& material,
               Warnings& warnings) {
    if (is_value(key)) {
        // A comment may follow numbers.
        if (read_value(key, trim(rest.substr(0, rest.find('#'))), material)) return;
        warnings.add(
            fmt::format("line {} is passed over, since {} is no value of {}.", line, in_quotes(rest), in_quotes(key)));
        return;
    }
    const auto* const map =
        std::find_if(std::begin(MAP_KEYS), std::end(MAP_KEYS), [&](const MapKey& entry) { return entry.key == key; });
    if (map != std::end(MAP_KEYS)) {
        MtlMap image = parse_map(rest, line, warnings);
        if (!image.file.empty()) material.maps[map->use] = std::move(image);
        return;
    }
    if (std::find(std::begin(SILENT_KEYS), std::end(SILENT_KEYS), key) != std::end(SILENT_KEYS)) return;
    warnings.add(fmt::format("the key {} of materials is passed over.", in_quotes(key)));
}

} // namespace

std::vector<MtlMaterial> parse_mtl(std::string_view text, Warnings& warnings) {
    std::vector<MtlMaterial> materials;
    Lines lines(text);
    while (const auto line = lines.next()) {
        const std::string_view content = trim(*line);
        if (content.empty() || content[0] == '#') continue;
        const std::size_t end = std::min(content.find_first_of(" \t"), content.size());
        const std::string key = lower(std::string(content.substr(0, end)));
        const std::string_view rest = trim(content.substr(end));
        if (key == "newmtl") {
            materials.emplace_back().name = rest;
        } else if (materials.empty()) {
            warnings.add("keys before the first \"newmtl\" are passed over.");
        } else {
            read_line(key, rest, lines.number(), materials.back(), warnings);
        }
    }
    return materials;
}

} // namespace triptych
