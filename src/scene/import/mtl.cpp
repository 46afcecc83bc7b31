// MTL's Phong materials as principled ones; the physically based keys, where there are any, count before the others.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "scene/import/budget.hpp"
#include "scene/import/imported_textures.hpp"
#include "scene/import/mesh_parts.hpp"
#include "scene/import/obj.hpp"
#include "scene/import/text_lines.hpp"
#include "scene/import/warnings.hpp"
#include "scene/material_kinds.hpp"
#include "scene/names.hpp"
#include "scene/parse_parts.hpp"
#include "scene/scene_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace triptych {

namespace {

/// A "map_" key: the file and what becomes of texture coordinates.
struct Map {
    std::string file;
    std::size_t line = 0;
    float scale_u = 1.0f, scale_v = 1.0f, offset_u = 0.0f, offset_v = 0.0f;
    float strength = 1.0f;
    bool clamps = false;
};

/// A material as the file has it.
struct MtlMaterial {
    std::string name;
    vec3 diffuse{0.8f};
    std::optional<vec3> specular, filter;
    vec3 emission{0.0f};
    std::optional<float> exponent, roughness;
    float metallic = 0.0f, ior = 1.5f, alpha = 1.0f;
    float clearcoat = 0.0f, clearcoat_roughness = 0.0f, sheen = 0.0f;
    int illumination = 2;
    std::optional<Map> diffuse_map, emission_map, normal_map, alpha_map;
};

class MtlReader {
public:
    MtlReader(const std::filesystem::path& folder, const std::string& file, Scene& scene, MaterialNumbers& numbers)
        : m_name(printable(file, 200)), m_scene(scene), m_numbers(numbers), m_warnings(m_name),
          // Images are named relative to the MTL file's own folder.
          m_folder(folder / std::filesystem::path(file).parent_path()), m_textures(m_folder, scene) {}

    void read(std::string_view text) {
        m_lines = Lines(text);
        std::optional<MtlMaterial> material;
        while (const auto line = m_lines.next()) {
            const std::string_view content = trim(line->substr(0, line->find('#')));
            const std::size_t end = std::min(content.find_first_of(" \t"), content.size());
            const std::string_view key = content.substr(0, end);
            const std::string_view rest = trim(content.substr(end));
            if (key == "newmtl") {
                if (material) add(*material);
                material = MtlMaterial{};
                material->name = rest;
            } else if (!key.empty()) {
                if (!material) fail("a key stands before the first \"newmtl\"");
                read_key(key, rest, *material);
            }
        }
        if (material) add(*material);
    }

private:
    [[noreturn]] void fail(const std::string& problem, ExitCode code = ExitCode::INVALID_INPUT) const {
        throw Error(code, fmt::format("{}:{}: {}.", m_name, m_lines.number(), problem));
    }

    float number(std::string_view word, Range range) const {
        const auto value = parse_number(word);
        if (!value || !(*value >= range.min && *value <= range.max)) {
            fail(fmt::format("expected a number in [{:g}, {:g}], found {}", range.min, range.max, in_quotes(word)));
        }
        return without_denormals(static_cast<float>(*value));
    }

    /// A number, held in [0, 1].
    float share(std::string_view rest) const { return std::clamp(number(rest, {-1e9, 1e9}), 0.0f, 1.0f); }

    /// Three numbers, or one for all three.
    vec3 color(std::string_view rest, float most) const {
        const std::vector<std::string_view> words = split_words(rest);
        if (words.size() != 1 && words.size() < 3) fail("expected a colour of three numbers");
        const auto channel = [&](std::size_t i) {
            return std::clamp(number(words[words.size() == 1 ? 0 : i], {-1e9, 1e9}), 0.0f, most);
        };
        return {channel(0), channel(1), channel(2)};
    }

    void read_key(std::string_view key, std::string_view rest, MtlMaterial& material) {
        constexpr float MOST_LIGHT = 262143.0f; // what the film holds
        if (key == "Kd") {
            material.diffuse = color(rest, 1.0f);
        } else if (key == "Ks") {
            material.specular = color(rest, 1.0f);
        } else if (key == "Ke") {
            material.emission = color(rest, MOST_LIGHT);
        } else if (key == "Tf") {
            material.filter = color(rest, 1.0f);
        } else if (key == "Ns") {
            material.exponent = std::max(number(rest, {-1e9, 1e9}), 0.0f);
        } else if (key == "Ni") {
            material.ior = std::clamp(number(rest, {-1e9, 1e9}), 1.0f, 100.0f);
        } else if (key == "d") {
            material.alpha = share(split_words(rest).empty() ? rest : split_words(rest).back()); // may follow -halo
        } else if (key == "Tr") {
            material.alpha = 1.0f - share(rest);
        } else if (key == "illum") {
            material.illumination = static_cast<int>(number(rest, {0.0, 10.0}));
        } else if (key == "Pr") {
            material.roughness = share(rest);
        } else if (key == "Pm") {
            material.metallic = share(rest);
        } else if (key == "Pc") {
            material.clearcoat = share(rest);
        } else if (key == "Pcr") {
            material.clearcoat_roughness = share(rest);
        } else if (key == "Ps") {
            material.sheen = share(rest);
        } else if (key == "map_Kd") {
            material.diffuse_map = read_map(rest);
        } else if (key == "map_Ke") {
            material.emission_map = read_map(rest);
        } else if (key == "map_d") {
            material.alpha_map = read_map(rest);
        } else if (key == "norm" || key == "map_Kn") {
            material.normal_map = read_map(rest);
        } else if (key != "Ka" && key != "map_Ka" && key != "sharpness") {
            m_warnings.add(fmt::format("the key {} of materials is passed over.", in_quotes(key)));
        }
    }

    /// Options, each with a minus sign, and the file's name, which may hold blanks.
    Map read_map(std::string_view rest) const {
        Map map;
        map.line = m_lines.number();
        const auto word = [&] {
            rest = trim(rest);
            const std::string_view first = rest.substr(0, rest.find_first_of(" \t"));
            return first;
        };
        const auto take = [&] {
            const std::string_view first = word();
            rest.remove_prefix(first.size());
            return first;
        };
        while (word().size() > 1 && word()[0] == '-') {
            const std::string_view option = take();
            if (option == "-s" || option == "-o" || option == "-t") {
                std::array<float, 3> values{option == "-s" ? 1.0f : 0.0f, option == "-s" ? 1.0f : 0.0f, 0.0f};
                for (float& value : values) {
                    if (parse_number(word())) value = number(take(), {-1e4, 1e4});
                }
                if (option == "-s") {
                    map.scale_u = values[0];
                    map.scale_v = values[1];
                } else if (option == "-o") {
                    map.offset_u = values[0];
                    map.offset_v = values[1];
                }
            } else if (option == "-bm") {
                map.strength = number(take(), {-100.0, 100.0});
            } else if (option == "-clamp") {
                map.clamps = take() == "on";
            } else {
                take();
                if (option == "-mm") take();
            }
        }
        map.file = rest;
        // Files written on Windows; no name within a scene's folder holds a backslash otherwise.
        std::replace(map.file.begin(), map.file.end(), '\\', '/');
        return map;
    }

    /// The texture, or NONE with a warning where the file is missing: materials often come without their images.
    std::uint32_t texture(const Map& map, ImageUse use) {
        try {
            std::error_code no_matter;
            if (why_no_file_name(map.file, "").empty() &&
                !std::filesystem::exists((m_folder.empty() ? "." : m_folder) / map.file, no_matter)) {
                m_warnings.add(fmt::format("the image {} of line {} is not there; the material's plain colour stands "
                                           "in for it.",
                                           in_quotes(map.file), map.line));
                return shared::NONE;
            }
            std::uint32_t sampling =
                map.clamps ? shared::SAMPLING_CLAMP_U | shared::SAMPLING_CLAMP_V : std::uint32_t{0};
            const bool moves =
                map.scale_u != 1.0f || map.scale_v != 1.0f || map.offset_u != 0.0f || map.offset_v != 0.0f;
            if (moves) sampling |= shared::SAMPLING_TRANSFORM;
            return m_textures.texture(m_textures.image(map.file, use), sampling,
                                      moves ? vec3(map.scale_u, 0.0f, map.offset_u) : vec3(0.0f),
                                      moves ? vec3(0.0f, map.scale_v, map.offset_v) : vec3(0.0f));
        } catch (const Error& error) {
            throw Error(error.code(), fmt::format("{}:{}: {}", m_name, map.line, error.what()));
        }
    }

    void add(const MtlMaterial& material) {
        if (m_numbers.contains(material.name)) return;
        const auto is_black = [](vec3 c) { return c.x == 0.0f && c.y == 0.0f && c.z == 0.0f; };
        shared::Principled principled = default_principled();
        principled.flags = shared::PRINCIPLED_DOUBLE_SIDED;
        principled.base_color = material.diffuse;
        principled.alpha = material.alpha;
        principled.alpha_mode = material.alpha < 1.0f ? shared::ALPHA_BLEND : shared::ALPHA_OPAQUE;
        principled.metallic = material.metallic;
        principled.roughness = material.roughness.value_or(roughness_of(material.exponent.value_or(0.0f)));
        principled.ior = material.ior;
        principled.clearcoat = material.clearcoat;
        principled.clearcoat_roughness = material.clearcoat_roughness;
        principled.sheen_color = vec3(material.sheen);
        principled.sheen_roughness = principled.roughness;
        const bool shines = material.roughness || (material.specular && !is_black(*material.specular));
        principled.specular = shines && material.illumination >= 2 ? 1.0f : 0.0f;
        // Models 4, 6, 7 and 9 are those of glass.
        if (const int model = material.illumination; model == 4 || model == 6 || model == 7 || model == 9) {
            principled.base_color = material.filter.value_or(vec3(1.0f));
            principled.transmission = 1.0f;
            principled.specular = 1.0f;
            principled.alpha = 1.0f;
            principled.alpha_mode = shared::ALPHA_OPAQUE;
        }
        if (material.diffuse_map) {
            const bool has_alpha = material.alpha_map && material.alpha_map->file == material.diffuse_map->file;
            principled.base_color_texture =
                texture(*material.diffuse_map, has_alpha ? ImageUse::COLOR_ALPHA : ImageUse::COLOR);
            const bool is_there = principled.base_color_texture != shared::NONE;
            if (is_there && is_black(principled.base_color)) principled.base_color = vec3(1.0f);
            if (is_there && has_alpha) principled.alpha_mode = shared::ALPHA_BLEND;
        }
        if (material.alpha_map && principled.alpha_mode != shared::ALPHA_BLEND) {
            m_warnings.add("images of opacity are read only from the alpha of the colour's image.");
        }
        if (material.normal_map) {
            principled.normal_texture = texture(*material.normal_map, ImageUse::DATA);
            principled.normal_scale = material.normal_map->strength;
        }
        const std::uint32_t emission_texture =
            material.emission_map ? texture(*material.emission_map, ImageUse::COLOR) : shared::NONE;
        const bool glows = emission_texture != shared::NONE;
        const vec3 emission = glows && is_black(material.emission) ? vec3(1.0f) : material.emission;
        m_numbers[material.name] = add_principled(m_scene, material.name, principled, emission, emission_texture);
    }

    /// The square root of alpha = sqrt(2 / (n + 2)), by which Walter et al., "Microfacet models for refraction through
    /// rough surfaces", 2007, relate a Phong exponent to a width of GGX.
    static float roughness_of(float exponent) {
        return static_cast<float>(std::sqrt(std::sqrt(2.0 / (static_cast<double>(exponent) + 2.0))));
    }

    std::string m_name;
    Scene& m_scene;
    MaterialNumbers& m_numbers;
    Warnings m_warnings;
    std::filesystem::path m_folder;
    ImportedTextures m_textures;
    Lines m_lines{""};
};

} // namespace

void read_mtl(const std::filesystem::path& folder, const std::string& file, Scene& scene, MaterialNumbers& numbers) {
    const std::vector<std::byte> bytes = read_in_folder(folder, file, MAX_MESH_FILE_BYTES);
    MtlReader(folder, file, scene, numbers).read({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

} // namespace triptych
