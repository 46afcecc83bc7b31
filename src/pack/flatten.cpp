// A walk down the described shapes with the transform so far.
// SPDX-License-Identifier: MIT
#include "pack/flatten.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/stop_point.hpp"
#include "pack/bake.hpp"
#include "pack/material_traits.hpp"
#include "scene/scene_memory.hpp"

#include <fmt/format.h>
#include <tbb/blocked_range.h>
#include <tbb/parallel_reduce.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <span>
#include <utility>

namespace triptych {

namespace {

/// What a shape takes at the most while the scene is packed and its tree is built; measured: 230 bytes a sphere.
constexpr std::uint64_t BYTES_PER_SHAPE = 256;

/// Shapes in one space, with their materials.
struct Target {
    enum class Space : std::uint8_t { WORLD, OBJECT, BOUNDARY };
    Space space;
    BakedMesh baked = {}; // shapes of all kinds
    std::vector<std::uint32_t> materials = {};
    bool can_share = true; // of an object: instances may place these very shapes

    /// Appends shapes with what belongs to them.
    void append(const BakedMesh& more, std::span<const std::uint32_t> their_materials) {
        const auto first_triangle = static_cast<std::uint32_t>(baked.triangles.size());
        const auto first_vertex = static_cast<std::uint32_t>(baked.vertices.size());
        for (shared::Shape shape : more.shapes) {
            if (shape.kind == shared::SHAPE_TRIANGLE && shape.instance != shared::NONE)
                shape.instance += first_triangle;
            baked.shapes.push_back(shape);
        }
        for (shared::MeshTriangle triangle : more.triangles) {
            triangle.vertex_0 += first_vertex;
            triangle.vertex_1 += first_vertex;
            triangle.vertex_2 += first_vertex;
            baked.triangles.push_back(triangle);
        }
        baked.vertices.insert(baked.vertices.end(), more.vertices.begin(), more.vertices.end());
        materials.insert(materials.end(), their_materials.begin(), their_materials.end());
    }
};

/// What is known of a described object after its first use.
struct Object {
    Target flat{Target::Space::OBJECT};
    std::uint32_t packed = shared::NONE; // index into FlatScene::objects
};

bool are_tractable(std::span<const shared::Shape> shapes) {
    constexpr std::size_t GRAIN = 8192;
    return tbb::parallel_reduce(
        tbb::blocked_range<std::size_t>(0, shapes.size(), GRAIN), true,
        [&](const tbb::blocked_range<std::size_t>& range, bool are_all) {
            for (std::size_t i = range.begin(); i < range.end() && are_all; i++) are_all = is_tractable(shapes[i]);
            return are_all;
        },
        [](bool a, bool b) { return a && b; });
}

shared::Instance make_instance(const Affine& world_from_object) {
    const auto row = [](const Affine& affine, int i) {
        return to_float({affine.rows[i][0], affine.rows[i][1], affine.rows[i][2]});
    };
    const Affine inverse = invert(world_from_object);
    const vec3 there = to_float(inverse.translation);
    const vec3 back = to_float(world_from_object.translation);
    shared::Instance instance{};
    instance.object_from_world_x = row(inverse, 0);
    instance.object_from_world_tx = there.x;
    instance.object_from_world_y = row(inverse, 1);
    instance.object_from_world_ty = there.y;
    instance.object_from_world_z = row(inverse, 2);
    instance.object_from_world_tz = there.z;
    instance.world_from_object_x = row(world_from_object, 0);
    instance.world_from_object_tx = back.x;
    instance.world_from_object_y = row(world_from_object, 1);
    instance.world_from_object_ty = back.y;
    instance.world_from_object_z = row(world_from_object, 2);
    instance.world_from_object_tz = back.z;
    instance.root = shared::NONE; // until there is a tree
    return instance;
}

class Flattener {
public:
    explicit Flattener(const Scene& scene)
        : m_scene(scene), m_scene_bytes(memory_of(scene)), m_reads_uv(materials_that_read_uv(scene)),
          m_counts(scene.objects.size()), m_objects(scene.objects.size()) {}

    FlatScene run() {
        m_world.baked.shapes.reserve(m_scene.shapes.size());
        m_world.materials.reserve(m_scene.shapes.size());
        for (const ShapeDescription& shape : m_scene.shapes) {
            stop_point();
            m_current = &shape;
            m_flat.first_of_description.push_back(size_of(m_world));
            add(shape, Affine{}, m_world);
        }
        m_flat.top_count = size_of(m_world);
        for (ShapeRange& range : m_flat.objects) range.first += m_flat.top_count;
        m_world.append(m_shared.baked, m_shared.materials);
        m_shared.baked = {};
        for (shared::Medium& medium : m_flat.media) {
            medium.first += size_of(m_world);
            medium.end += size_of(m_world);
        }
        m_world.append(m_boundaries.baked, m_boundaries.materials);
        m_flat.shapes = std::move(m_world.baked.shapes);
        m_flat.mesh_triangles = std::move(m_world.baked.triangles);
        m_flat.vertices = std::move(m_world.baked.vertices);
        m_flat.materials = std::move(m_world.materials);
        return std::move(m_flat);
    }

private:
    static std::uint32_t size_of(const Target& target) {
        return static_cast<std::uint32_t>(target.baked.shapes.size());
    }

    void add(const ShapeDescription& shape, const Affine& outer, Target& target) {
        if (!target.can_share) return;
        const Affine affine = shape.transform.empty() ? outer : compose(outer, transform_of(shape.transform));
        switch (shape.kind()) {
        case ShapeKind::GROUP:
            for (const ShapeDescription& child : shape.children) add(child, affine, target);
            break;
        case ShapeKind::INSTANCE: add_instance(std::get<InstanceShape>(shape.geometry).object, affine, target); break;
        case ShapeKind::CONSTANT_MEDIUM: add_medium(shape, affine, target); break;
        case ShapeKind::SPHERE:
        case ShapeKind::QUAD:
        case ShapeKind::TRIANGLE:
        case ShapeKind::DISK:
        case ShapeKind::BOX:
        case ShapeKind::MESH: add_simple(shape, affine, target); break;
        }
    }

    void add_simple(const ShapeDescription& shape, const Affine& affine, Target& target) {
        const bool is_boundary = target.space == Target::Space::BOUNDARY;
        const bool bakes = can_bake(shape.kind(), affine, !is_boundary && m_reads_uv[shape.material]);
        if (is_boundary && !bakes) {
            fail("the boundary of a constant_medium may hold spheres, but no ellipsoids; scale its sphere uniformly");
        }
        if (target.space == Target::Space::OBJECT && (!bakes || emits(m_scene.materials[shape.material].material))) {
            target.can_share = false;
        } else if (bakes) {
            append_baked(shape, affine, is_boundary ? shared::NONE : shape.material, target);
        } else {
            add_alone(shape, affine);
        }
    }

    void append_baked(const ShapeDescription& shape, const Affine& affine, std::uint32_t material, Target& target) {
        check_count(count(shape));
        std::vector<shared::Shape>& shapes = target.baked.shapes;
        const std::size_t first = shapes.size();
        if (const auto* placed = std::get_if<MeshShape>(&shape.geometry)) {
            bake_mesh(*m_scene.meshes[placed->mesh], affine, target.baked);
        } else {
            bake(shape.geometry, affine, shapes);
        }
        if (!are_tractable(std::span(shapes).subspan(first))) {
            fail("a shape is too large, too small or too far away under its transforms for single precision; keep "
                 "coordinates and radii below 1e10 and areas above 1e-18");
        }
        target.materials.resize(shapes.size(), material);
        m_count += shapes.size() - first;
    }

    /// An instance in the world of an object that holds this shape only.
    void add_alone(const ShapeDescription& shape, const Affine& affine) {
        const auto* sphere = std::get_if<SphereShape>(&shape.geometry);
        if (sphere == nullptr) {
            const std::uint32_t first = size_of(m_shared);
            append_baked(shape, Affine{}, shape.material, m_shared);
            m_flat.objects.push_back({first, baked_count(shape.kind())});
            place(static_cast<std::uint32_t>(m_flat.objects.size() - 1), affine);
            return;
        }
        const auto radius = static_cast<double>(sphere->radius);
        Affine from_unit_sphere;
        for (int i = 0; i < 3; i++) from_unit_sphere.rows[i][i] = radius;
        from_unit_sphere.translation = to_double(sphere->center);
        const vec3 motion = to_float((1.0 / radius) * to_double(sphere->motion));
        const std::array<std::uint32_t, 4> key{shape.material, shared::floatBitsToUint(motion.x),
                                               shared::floatBitsToUint(motion.y), shared::floatBitsToUint(motion.z)};
        const auto [known, is_new] = m_unit_spheres.emplace(key, static_cast<std::uint32_t>(m_flat.objects.size()));
        if (is_new) {
            m_flat.objects.push_back({size_of(m_shared), 1});
            append_baked(make_sphere(vec3(0.0f), 1.0f, shape.material, motion), Affine{}, shape.material, m_shared);
        }
        place(known->second, compose(affine, from_unit_sphere));
    }

    void add_instance(std::uint32_t index, const Affine& affine, Target& target) {
        const ShapeDescription& described = m_scene.objects[index].shape;
        const std::uint64_t count = count_object(index);
        if (count == 0) return;
        if (target.space == Target::Space::WORLD) {
            Object& object = flattened(index);
            if (object.flat.can_share && (count >= MIN_SHARED || !can_copy(object, affine))) {
                if (object.packed == shared::NONE) pack(object);
                place(object.packed, affine);
                return;
            }
        }
        check_count(count);
        add(described, affine, target);
    }

    void add_medium(const ShapeDescription& shape, const Affine& affine, Target& target) {
        if (target.space == Target::Space::OBJECT) {
            target.can_share = false;
            return;
        }
        if (target.space == Target::Space::BOUNDARY) fail("the boundary of a constant_medium may hold no medium");
        const std::uint32_t first = size_of(m_boundaries);
        for (const ShapeDescription& boundary : shape.children) add(boundary, affine, m_boundaries);
        const std::uint32_t end = size_of(m_boundaries);
        if (first == end) return;
        if (m_flat.media.size() == MAX_MEDIA) {
            throw Error(ExitCode::LIMIT,
                        fmt::format("{}: a scene holds at most {} media; use fewer.", place_in_file(), MAX_MEDIA));
        }
        const MediumDescription& described = m_scene.media[std::get<MediumShape>(shape.geometry).medium];
        shared::Medium medium{};
        medium.first = first;
        medium.end = end;
        medium.albedo = described.albedo;
        medium.albedo_texture = described.albedo_texture;
        medium.density = described.density;
        medium.anisotropy = described.anisotropy;
        m_flat.media.push_back(medium);
    }

    /// The object in its own space.
    Object& flattened(std::uint32_t index) {
        std::optional<Object>& object = m_objects[index];
        if (object) return *object;
        check_count(count_object(index));
        object.emplace();
        const std::uint64_t count_before = m_count;
        add(m_scene.objects[index].shape, Affine{}, object->flat);
        m_count = count_before; // counts where it is packed
        if (!object->flat.can_share) object->flat.baked = {};
        return *object;
    }

    /// Whether all of a flattened object's shapes can be baked under a further transform.
    bool can_copy(const Object& object, const Affine& affine) const {
        for (std::size_t i = 0; i < object.flat.baked.shapes.size(); i++) {
            const bool is_sphere = object.flat.baked.shapes[i].kind == shared::SHAPE_SPHERE;
            const ShapeKind kind = is_sphere ? ShapeKind::SPHERE : ShapeKind::QUAD;
            if (!can_bake(kind, affine, m_reads_uv[object.flat.materials[i]])) return false;
        }
        return true;
    }

    void pack(Object& object) {
        const std::uint32_t first = size_of(m_shared);
        const std::uint32_t shapes = size_of(object.flat);
        check_count(shapes);
        m_count += shapes;
        m_shared.append(object.flat.baked, object.flat.materials);
        object.flat.baked.triangles = {};
        object.flat.baked.vertices = {};
        object.packed = static_cast<std::uint32_t>(m_flat.objects.size());
        m_flat.objects.push_back({first, shapes});
    }

    void place(std::uint32_t packed_object, const Affine& world_from_object) {
        if (m_flat.instances.size() == MAX_INSTANCES) {
            throw Error(ExitCode::LIMIT, fmt::format("{}: a scene holds at most {} instances; use fewer.",
                                                     place_in_file(), MAX_INSTANCES));
        }
        check_count(1);
        m_count++;
        const auto number = static_cast<std::uint32_t>(m_flat.instances.size());
        const double greatest = std::max(stretch(world_from_object), length(world_from_object.translation));
        if (!(greatest <= 1e10 && stretch(invert(world_from_object)) <= 1e10)) {
            fail("an instance is too large, too small or too far away under its transforms for single precision; keep "
                 "coordinates and scales between 1e-10 and 1e10");
        }
        m_flat.instances.push_back(make_instance(world_from_object));
        m_flat.object_of.push_back(packed_object);
        m_flat.description_of.push_back(static_cast<std::uint32_t>(m_current - m_scene.shapes.data()));
        m_world.baked.shapes.push_back({vec3(0.0f), shared::SHAPE_INSTANCE, vec3(0.0f), 0.0f, vec3(0.0f), number});
        m_world.materials.push_back(shared::NONE);
    }

    /// Shapes below a description with all instances copied; more than MAX_SHAPES count as one more than that.
    std::uint64_t count(const ShapeDescription& shape) {
        if (const auto* instance = std::get_if<InstanceShape>(&shape.geometry)) return count_object(instance->object);
        if (const auto* placed = std::get_if<MeshShape>(&shape.geometry)) {
            return m_scene.meshes[placed->mesh]->triangles.size();
        }
        std::uint64_t sum = baked_count(shape.kind());
        for (const ShapeDescription& child : shape.children) sum += count(child);
        return std::min(sum, MAX_SHAPES + 1);
    }

    std::uint64_t count_object(std::uint32_t index) {
        std::optional<std::uint64_t>& known = m_counts[index];
        if (!known) known = count(m_scene.objects[index].shape);
        return *known;
    }

    void check_count(std::uint64_t more) const {
        if (m_count + more <= MAX_SHAPES)
            return check_scene_memory(m_scene_bytes + (m_count + more) * BYTES_PER_SHAPE, place_in_file());
        throw Error(ExitCode::LIMIT, fmt::format("{}: with this the scene has more than {} shapes, nested instances "
                                                 "written out; use fewer.",
                                                 place_in_file(), MAX_SHAPES));
    }

    std::string place_in_file() const {
        return fmt::format("{} at /shapes/{}", m_scene.name, m_current - m_scene.shapes.data());
    }

    [[noreturn]] void fail(const char* why) const {
        throw Error(ExitCode::INVALID_INPUT, fmt::format("{}: {}.", place_in_file(), why));
    }

    const Scene& m_scene;
    const std::uint64_t m_scene_bytes;
    std::vector<bool> m_reads_uv;                                         // by material
    std::vector<std::optional<std::uint64_t>> m_counts;                   // by described object
    std::vector<std::optional<Object>> m_objects;                         // by described object
    std::map<std::array<std::uint32_t, 4>, std::uint32_t> m_unit_spheres; // by material and motion: packed object
    const ShapeDescription* m_current = nullptr;                          // of Scene::shapes
    std::uint64_t m_count = 0;
    Target m_world{Target::Space::WORLD};
    Target m_shared{Target::Space::OBJECT};
    Target m_boundaries{Target::Space::BOUNDARY};
    FlatScene m_flat;
};

} // namespace

FlatScene flatten(const Scene& scene) { return Flattener(scene).run(); }

} // namespace triptych
