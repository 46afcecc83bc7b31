// Adds materials and textures that a program holds in arrays, once every element has been checked.
// SPDX-License-Identifier: MIT
#include "base/names.hpp"
#include "load/bulk.hpp"
#include "load/bulk_checks.hpp"
#include "scene/image_data.hpp"
#include "scene/kinds_material.hpp"
#include "scene/material_kinds.hpp"
#include "scene/principled_keys.hpp"
#include "scene/scene_memory.hpp"

#include <algorithm>
#include <vector>

namespace triptych {

namespace {

/// The largest red, green or blue that each texture of a scene reaches, noise taken to reach 1.
std::vector<float> largest_of_textures(const Scene& scene) {
    std::vector<float> largest;
    for (const auto& [name, texture] : scene.textures) {
        vec3 color = texture.a;
        if (texture.kind == shared::TEXTURE_IMAGE) {
            color = texture.a * largest_color(*scene.images.at(texture.image));
        } else if (texture.kind == shared::TEXTURE_CHECKER) {
            const auto part = [&](std::uint32_t other, vec3 own) {
                return other == shared::NONE ? own : vec3(largest.at(other)); // an earlier one
            };
            color = shared::max(part(texture.texture_a, texture.a), part(texture.texture_b, texture.b));
        }
        largest.push_back(std::max({color.x, color.y, color.z}));
    }
    return largest;
}

/// Throws where there is no such texture, or where it reaches beyond the range of what it stands for.
void check_texture(std::span<const float> largest, std::uint32_t texture, Range range, std::size_t index) {
    if (texture == shared::NONE) return;
    if (texture >= largest.size())
        fail_element("materials", index,
                     fmt::format("there is no texture {}; the scene has {}, and {} stands for none", texture,
                                 largest.size(), shared::NONE));
    if (!lies_in(largest[texture], range))
        fail_element("materials", index,
                     fmt::format("texture {} reaches {:g}, and what it is used for ends {} {:g}", texture,
                                 largest[texture], range.open ? "below" : "at", range.max));
}

/// Throws where a member of a material is outside the range of its key.
void check_member(const shared::Material& material, const MaterialKey& entry, std::size_t index) {
    const Range range = entry.key.range;
    const auto fail = [&](const std::string& member) {
        fail_element("materials", index,
                     fmt::format("{} must lie in [{}, {}{}", member, range.min, range.max, range.open ? ')' : ']'));
    };
    switch (entry.member) {
    case MaterialMember::COLOR:
        if (!lies_in(material.color, range))
            fail(entry.key.name == "color" ? "color" : fmt::format("color, the {},", entry.key.name));
        return;
    case MaterialMember::FUZZ:
        if (!lies_in(material.fuzz, range)) fail("fuzz");
        return;
    case MaterialMember::IOR:
        if (!lies_in(material.ior, range)) fail("ior");
        return;
    case MaterialMember::SIDES: return; // both kinds are valid
    }
}

void check_description(std::span<const float> largest, const shared::Material& material, std::size_t index) {
    const MaterialKind* kind = find_material_kind(material.kind);
    if (!kind)
        fail_element("materials", index,
                     fmt::format("kind is {}, which such arrays do not hold; principled materials have a function "
                                 "of their own",
                                 material.kind));
    for (const MaterialKey& entry : kind->members) check_member(material, entry, index);
    if (!lies_in(material.color, RADIANCE)) fail_element("materials", index, "color must be finite and not negative");
    const bool reads_fuzz = std::any_of(kind->members.begin(), kind->members.end(),
                                        [](const MaterialKey& entry) { return entry.member == MaterialMember::FUZZ; });
    if (!reads_fuzz && !lies_in(material.fuzz, FRACTION)) fail_element("materials", index, "fuzz must lie in [0, 1]");
    Range color_range = RADIANCE;
    for (const MaterialKey& entry : kind->members) {
        if (entry.member == MaterialMember::COLOR) color_range = entry.key.range;
    }
    check_texture(largest, material.color_texture, color_range, index);
    check_texture(largest, material.fuzz_texture, FRACTION, index);
}

/// Among those of the scene itself, as long as no mesh file has brought others; named "material N".
void push_material(Scene& scene, const shared::Material& material) {
    if (scene.own_materials == scene.materials.size()) ++scene.own_materials;
    scene.materials.push_back({fmt::format("material {}", scene.materials.size()), material});
}

/// What a column says of one material.
class Cell {
public:
    Cell(const MaterialColumn& column, std::size_t index)
        : m_column(column), m_index(index),
          m_values(column.values.subspan(column.values.size() == column.width ? 0 : index * column.width)) {}

    float number(Range range) const { return checked(0, range); }
    vec3 color(Range range) const { return {checked(0, range), checked(1, range), checked(2, range)}; }
    bool flag() const { return m_values[0] != 0.0; }
    std::uint32_t whole() const {
        const double value = m_values[0];
        if (!(value >= 0.0 && value < 0x1p32)) fail();
        return static_cast<std::uint32_t>(value);
    }

private:
    float checked(std::size_t i, Range range) const {
        const auto value = static_cast<float>(m_values[i]);
        if (!lies_in(value, range))
            fail_element("materials", m_index,
                         fmt::format("{} must lie in [{}, {}{}, not be {}", m_column.key, range.min, range.max,
                                     range.open ? ')' : ']', value));
        return value;
    }
    [[noreturn]] void fail() const {
        fail_element("materials", m_index, fmt::format("{} must be an index", m_column.key));
    }

    const MaterialColumn& m_column;
    std::size_t m_index;
    std::span<const double> m_values;
};

/// Sets what one key says. Throws Error (USAGE) for a key that principled materials do not have.
void set_key(shared::Principled& principled, shared::Material& material, const MaterialColumn& column, const Cell& cell,
             std::span<const float> largest, std::size_t index) {
    for (const PrincipledKey& entry : PRINCIPLED_MEMBERS) {
        if (entry.key.name != column.key) continue;
        if (entry.number) principled.*entry.number = cell.number(entry.key.range);
        if (entry.color) principled.*entry.color = cell.color(entry.key.range);
        if (entry.texture) {
            check_texture(largest, cell.whole(), entry.key.range, index);
            principled.*entry.texture = cell.whole();
        }
        if (entry.bit != 0 && cell.flag() != entry.is_inverse) principled.flags |= entry.bit;
        return;
    }
    if (column.key == "emission") {
        material.color = cell.color(RADIANCE);
    } else if (column.key == "emission_texture") {
        material.color_texture = cell.whole();
    } else if (column.key == "alpha_mode") {
        principled.alpha_mode = ALPHA_MODES[std::min<std::size_t>(cell.whole(), std::size(ALPHA_MODES) - 1)].value;
    } else {
        throw Error(ExitCode::INTERNAL, fmt::format("Principled materials have no key {}.", column.key));
    }
}

} // namespace

std::uint32_t add_materials(Scene& scene, std::span<const shared::Material> materials) {
    const std::vector<float> largest = largest_of_textures(scene);
    for (std::size_t i = 0; i < materials.size(); ++i) check_description(largest, materials[i], i);
    const auto first = static_cast<std::uint32_t>(scene.materials.size());
    for (const shared::Material& material : materials) push_material(scene, material);
    return first;
}

std::uint32_t add_principled(Scene& scene, std::size_t count, std::span<const MaterialColumn> columns) {
    for (const MaterialColumn& column : columns) {
        if (column.values.size() != column.width && column.values.size() != count * column.width)
            throw Error(ExitCode::INVALID_INPUT, fmt::format("{} has {} values, but there are {} materials.",
                                                             column.key, column.values.size() / column.width, count));
    }
    const std::vector<float> largest = largest_of_textures(scene);
    std::vector<std::pair<shared::Principled, shared::Material>> added(count,
                                                                       {default_principled(), make_principled(0)});
    for (std::size_t i = 0; i < count; ++i) {
        auto& [principled, material] = added[i];
        for (const MaterialColumn& column : columns) set_key(principled, material, column, Cell(column, i), largest, i);
        const float brightest = std::max({material.color.x, material.color.y, material.color.z, 1.0f});
        check_texture(largest, material.color_texture, {0.0, RADIANCE.max / double(brightest), "", true}, i);
    }
    const auto first = static_cast<std::uint32_t>(scene.materials.size());
    for (const auto& [principled, material] : added) {
        push_material(scene, with_principled_index(material, static_cast<std::uint32_t>(scene.principleds.size())));
        scene.principleds.push_back(principled);
    }
    return first;
}

std::uint32_t add_image_texture(Scene& scene, const DecodedImage& pixels, ImageUse use, std::uint32_t sampling) {
    shared::Texture texture = make_texture(shared::TEXTURE_IMAGE);
    texture.a = vec3(1.0f);
    texture.sampling = sampling;
    texture.image = static_cast<std::uint32_t>(scene.images.size());
    scene.images.push_back(make_image_data("pixels", pixels, use));
    check_memory(scene);
    if (scene.own_textures == scene.textures.size()) ++scene.own_textures;
    scene.textures.push_back({fmt::format("texture {}", scene.textures.size()), texture});
    return static_cast<std::uint32_t>(scene.textures.size() - 1);
}

} // namespace triptych
