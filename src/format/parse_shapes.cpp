// Reads a scene file's "objects" and "shapes".
// SPDX-License-Identifier: MIT
#include "base/names.hpp"
#include "format/definitions.hpp"
#include "format/fields.hpp"
#include "format/parse_surfaces.hpp"
#include "format/parse_textures.hpp"
#include "import/mesh_table.hpp"
#include "scene/boundary.hpp"
#include "scene/composition.hpp"
#include "scene/kinds_shape.hpp"

#include <fmt/format.h>

#include <cmath>

namespace triptych {

namespace {

/// Largest number of shapes that are looked at one by one, instances carried out.
constexpr std::uint64_t MAX_EXPANDED = std::uint64_t{1} << 22u;

/// Where a shape stands: the transforms around it, and whether it is part of a medium's boundary.
struct Place {
    Affine around;
    bool in_boundary = false;
};

class ShapeReader {
public:
    ShapeReader(JsonCursor root, TextureTable& textures, MeshTable& meshes, Scene& scene)
        : m_scene(scene), m_textures(textures), m_meshes(meshes), m_materials("material", root.find("materials")),
          m_objects(NameTable("object", root.find("objects")),
                    [this](std::uint32_t number, JsonCursor json) { read_object(number, json); }) {
        const NameTable& names = m_objects.names();
        m_compositions.resize(names.size());
        for (std::uint32_t i = 0; i < names.size(); i++) m_scene.objects.push_back({std::string(names.name(i)), {}});
        m_scene.own_objects = names.size();
        m_objects.read_all();
    }
    ShapeReader(const ShapeReader&) = delete;
    ShapeReader& operator=(const ShapeReader&) = delete;

    ShapeDescription read(JsonCursor json, const Place& place);

private:
    using Read = void (ShapeReader::*)(JsonCursor, const Place&, ShapeDescription&);
    struct Type {
        std::string_view name;
        Read read;
    };
    static const Type TYPES[4];

    ShapeDescription read_kind(JsonCursor json, const Place& place, const auto& read);
    void read_object(std::uint32_t number, JsonCursor json);
    void check_below(JsonCursor json, const Affine& around, const Composition& below,
                     const ShapeDescription& shape) const;

    void read_surface(JsonCursor json, const Place& place, const SurfaceType& type, ShapeDescription& shape);
    void read_group(JsonCursor json, const Place& place, ShapeDescription& shape);
    void read_instance(JsonCursor json, const Place& place, ShapeDescription& shape);
    void read_medium(JsonCursor json, const Place& place, ShapeDescription& shape);
    void read_mesh(JsonCursor json, const Place& place, ShapeDescription& shape);

    Scene& m_scene;
    TextureTable& m_textures;
    MeshTable& m_meshes;
    NameTable m_materials;
    Definitions m_objects;
    std::vector<Composition> m_compositions; // of objects
};

/// What has no surface of its own.
const ShapeReader::Type ShapeReader::TYPES[4] = {
    {GROUP.name, &ShapeReader::read_group},
    {INSTANCE.name, &ShapeReader::read_instance},
    {MEDIUM.name, &ShapeReader::read_medium},
    {MESH.name, &ShapeReader::read_mesh},
};

/// Throws where transforms that together have this condition and length factor leave too little of a shape.
void check_composed(JsonCursor json, double condition, double least_factor, double greatest_factor) {
    if (least_factor == 0.0 || !std::isfinite(condition)) {
        json.fail("the transform is singular: it leaves shapes without volume, as a factor of 0 does");
    }
    if (condition > MAX_CONDITION * (1.0 + 1e-9)) {
        json.fail(fmt::format("all transforms that apply here together stretch one direction {:.3g} times as far as "
                              "another; at most {:g} times are allowed",
                              condition, MAX_CONDITION));
    }
    for (const double factor : {least_factor, greatest_factor}) {
        if (factor > MIN_LENGTH_FACTOR * (1.0 - 1e-9) && factor < MAX_LENGTH_FACTOR * (1.0 + 1e-9)) continue;
        json.fail(fmt::format("all transforms that apply here together change lengths by a factor of {:.3g}; it must "
                              "lie in [{:g}, {:g}]",
                              factor, MIN_LENGTH_FACTOR, MAX_LENGTH_FACTOR));
    }
}

/// Throws where a shape of a boundary has a material.
void refuse_material(JsonCursor json) {
    if (const auto material = json.find("material")) {
        material->fail("a boundary has no material of its own; to see its surface too, put the shape into \"shapes\" "
                       "as well");
    }
}

ShapeDescription ShapeReader::read(JsonCursor json, const Place& place) {
    const JsonCursor type = json.at("type");
    for (const SurfaceType& surface : surface_types()) {
        if (type.text() != surface.name) continue;
        return read_kind(json, place,
                         [&](const Place& here, ShapeDescription& shape) { read_surface(json, here, surface, shape); });
    }
    for (const Type& other : TYPES) {
        if (type.text() != other.name) continue;
        return read_kind(json, place,
                         [&](const Place& here, ShapeDescription& shape) { (this->*other.read)(json, here, shape); });
    }
    constexpr auto NAMES = names_of(SHAPE_KINDS);
    type.fail_expected("one of " + list_names(NAMES), suggestion(type.text(), NAMES));
}

/// A shape under its transform; `read` is given the place with that.
ShapeDescription ShapeReader::read_kind(JsonCursor json, const Place& place, const auto& read) {
    ShapeDescription shape;
    const auto transform = json.find("transform");
    if (!transform) {
        read(place, shape);
        return shape;
    }
    shape.transform = parse_transform(*transform);
    const Place here{compose(place.around, transform_of(shape.transform)), place.in_boundary};
    const double factor = length_factor(here.around);
    check_composed(*transform, condition(here.around), factor, factor);
    read(here, shape);
    return shape;
}

void ShapeReader::read_object(std::uint32_t number, JsonCursor json) {
    const ShapeDescription& shape = m_scene.objects[number].shape = read(json, Place{});
    m_compositions[number] = composition_of(shape, m_compositions);
}

void ShapeReader::read_surface(JsonCursor json, const Place& place, const SurfaceType& type, ShapeDescription& shape) {
    shape.geometry = type.parse(json);
    if (!place.in_boundary) {
        shape.material = m_materials.find(json.at("material"));
    } else {
        refuse_material(json);
    }
}

void ShapeReader::read_mesh(JsonCursor json, const Place& place, ShapeDescription& shape) {
    const Fields fields(json, MESH);
    if (place.in_boundary) refuse_material(json);
    if (const auto material = fields.find("material")) shape.material = m_materials.find(*material);
    m_meshes.read(json, shape);
    if (shape.kind() == ShapeKind::MESH && shape.material == shared::NONE && !place.in_boundary)
        json.fail("a mesh from arrays has no material of its own; name one by \"material\"");
    for (std::size_t i = m_compositions.size(); i < m_scene.objects.size(); i++) {
        m_compositions.push_back(composition_of(m_scene.objects[i].shape, m_compositions));
    }
    ShapeDescription untransformed = shape; // place has its transform already
    untransformed.transform.clear();
    check_below(json, place.around, composition_of(untransformed, m_compositions), untransformed);
}

void ShapeReader::read_group(JsonCursor json, const Place& place, ShapeDescription& shape) {
    shape.geometry = GroupShape{};
    const JsonCursor shapes = Fields(json, GROUP).at("shapes");
    shape.children.reserve(shapes.size());
    shapes.for_each_element([&](JsonCursor child) { shape.children.push_back(read(child, place)); });
}

void ShapeReader::read_instance(JsonCursor json, const Place& place, ShapeDescription& shape) {
    const std::uint32_t object = m_objects.resolve(Fields(json, INSTANCE).at("object"));
    shape.geometry = InstanceShape{object};
    check_below(json, place.around, m_compositions[object], m_scene.objects[object].shape);
}

/// `below` is the composition of `shape`, which stands under `around` as it is.
void ShapeReader::check_below(JsonCursor json, const Affine& around, const Composition& below,
                              const ShapeDescription& shape) const {
    const double factor = length_factor(around);
    double condition = triptych::condition(around) * below.condition;
    if (condition > MAX_CONDITION) {
        if (below.shapes > MAX_EXPANDED) {
            json.fail(fmt::format("this places more than {} shapes, too many to check the transforms of each; scale "
                                  "evenly or use fewer instances",
                                  MAX_EXPANDED),
                      ExitCode::LIMIT);
        }
        condition = largest_condition(m_scene, shape, around, m_compositions);
    }
    check_composed(json, condition, factor * below.min_factor, factor * below.max_factor);
}

void ShapeReader::read_medium(JsonCursor json, const Place& place, ShapeDescription& shape) {
    const Fields fields(json, MEDIUM);
    if (place.in_boundary) json.fail("a medium needs a closed boundary: another medium is no surface");
    MediumDescription medium;
    fields.read("density", medium.density);
    const ColorSource albedo = m_textures.color(fields.at("albedo"), fields.range("albedo"));
    if (albedo.texture == shared::NONE) medium.albedo = albedo.color;
    medium.albedo_texture = albedo.texture;
    fields.read("anisotropy", medium.anisotropy);

    const JsonCursor boundary = fields.at("boundary");
    shape.children.push_back(read(boundary, {place.around, true}));
    if (composition_of(shape, m_compositions).shapes > MAX_EXPANDED) {
        boundary.fail(fmt::format("a boundary may have {} shapes at most", MAX_EXPANDED), ExitCode::LIMIT);
    }
    const std::string reason = why_not_closed(m_scene, shape.children.front(), place.around);
    if (!reason.empty()) boundary.fail("a medium needs a closed boundary: " + reason);
    shape.geometry = MediumShape{static_cast<std::uint32_t>(m_scene.media.size())};
    m_scene.media.push_back(medium);
}

/// Renumbers the media below a shape in the order in which they stand there.
void number_media(ShapeDescription& shape, const std::vector<MediumDescription>& media,
                  std::vector<MediumDescription>& numbered) {
    if (auto* placed = std::get_if<MediumShape>(&shape.geometry)) {
        numbered.push_back(media[placed->medium]);
        placed->medium = static_cast<std::uint32_t>(numbered.size() - 1);
        return;
    }
    for (ShapeDescription& child : shape.children) number_media(child, media, numbered);
}

} // namespace

void parse_shapes(JsonCursor root, TextureTable& textures, MeshTable& meshes, Scene& scene) {
    ShapeReader reader(root, textures, meshes, scene);
    if (const auto shapes = root.find("shapes")) {
        scene.shapes.reserve(shapes->is_array() ? shapes->size() : 0);
        shapes->for_each_element([&](JsonCursor shape) { scene.shapes.push_back(reader.read(shape, Place{})); });
    }
    // Objects were read in the order of their references; the file's own order is the one that a file written from the
    // scene brings back.
    std::vector<MediumDescription> numbered;
    for (ObjectDescription& object : scene.objects) number_media(object.shape, scene.media, numbered);
    for (ShapeDescription& shape : scene.shapes) number_media(shape, scene.media, numbered);
    scene.media = std::move(numbered);
}

} // namespace triptych
