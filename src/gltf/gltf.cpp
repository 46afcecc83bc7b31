// Nodes one by one into shapes, lights and the camera.
// SPDX-License-Identifier: MIT
#include "gltf/gltf.hpp"

#include "base/names.hpp"
#include "gltf/gltf_environment.hpp"
#include "gltf/gltf_lights.hpp"
#include "gltf/gltf_materials.hpp"
#include "gltf/gltf_mesh.hpp"
#include "gltf/gltf_nodes.hpp"
#include "gltf/gltf_placing.hpp"
#include "gltf/gltf_reach.hpp"
#include "scene/composition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace triptych {

namespace {

/// A mesh bent in one way by its morph targets: what nodes share.
using MeshKey = std::pair<std::uint32_t, std::vector<double>>;

/// Whether a scene may hold shapes under this transform (composition.hpp).
bool leaves_volume(const Affine& affine) {
    const double factor = length_factor(affine);
    return factor >= MIN_LENGTH_FACTOR && factor <= MAX_LENGTH_FACTOR && condition(affine) <= MAX_CONDITION;
}

TransformStep matrix_step(const Affine& affine) {
    TransformStep step{TransformStep::Kind::MATRIX, {}};
    for (int i = 0; i < 3; i++) {
        std::copy(affine.rows[i].begin(), affine.rows[i].end(), step.values.begin() + 4 * i);
    }
    step.values[3] = affine.translation.x;
    step.values[7] = affine.translation.y;
    step.values[11] = affine.translation.z;
    return step;
}

bool is_identity(const Affine& affine) {
    const Affine identity;
    return affine.rows == identity.rows && length(affine.translation) == 0.0;
}

class GltfImporter {
public:
    GltfImporter(std::span<const std::byte> content, const std::string& name, const SceneFolder& folder,
                 const ImportOptions& options)
        : m_document(content, name, folder), m_materials(m_document, m_imported.scene, options.variant),
          m_options(options) {}

    ImportedScene run() {
        m_poses = rest_poses(m_document);
        if (m_options.is_animated) {
            animate(m_document, m_options.animation, m_options.animation_time_seconds, m_poses);
        }
        m_nodes = place_nodes(m_document, m_poses, m_options.scene);
        for (const std::uint32_t node : m_nodes.shown) {
            if (m_nodes.is_visible[node]) count_uses(node);
        }
        for (const std::uint32_t node : m_nodes.shown) {
            if (m_nodes.is_visible[node]) {
                add_shapes(node);
                m_document.attempt("the light is passed over", [&] { add_light(node); });
            }
            m_document.attempt("the camera is passed over", [&] { add_camera(node); });
        }
        m_document.attempt("the image-based light is passed over", [&] {
            if (m_nodes.scene) m_imported.environment = read_environment(m_document, *m_nodes.scene);
        });
        m_document.attempt("the view is that of this moment", [&] {
            m_imported.reach = reach_over_animation(m_document, m_options.animation, m_options.scene);
        });
        return std::move(m_imported);
    }

private:
    JsonCursor json(std::uint32_t node) const { return m_document.element("nodes", node); }

    MeshKey key_of(std::uint32_t node, JsonCursor mesh) const {
        return {m_document.index(mesh, "meshes"), m_poses[node].weights};
    }

    void count_uses(std::uint32_t node) {
        const auto mesh = json(node).find("mesh");
        if (!mesh || json(node).find("skin")) return;
        m_uses[key_of(node, *mesh)] += find_extension(json(node), "EXT_mesh_gpu_instancing") ? 2 : 1;
    }

    void add_shapes(std::uint32_t node) {
        const auto mesh = json(node).find("mesh");
        if (!mesh) return;
        m_name = name_of(json(node));
        if (m_name.empty()) m_name = name_of(m_document.resolve(*mesh, "meshes"));
        if (const auto skin = json(node).find("skin")) {
            // The joints bring it into the world, wherever its node stands.
            const std::vector<Affine> joints = joint_matrices(m_document, *skin, m_nodes.world_from_node);
            place(read_mesh(*mesh, {m_poses[node].weights, joints, nullptr}), Affine{});
            return;
        }
        const MeshKey key = key_of(node, *mesh);
        const Affine& world = m_nodes.world_from_node[node];
        if (m_uses[key] == 1) {
            add_mesh(node, *mesh, world, [&] { return read_mesh(*mesh, {key.second, {}, nullptr}); });
            return;
        }
        for (const Affine& from_instance : instance_transforms(m_document, json(node))) {
            add_mesh(node, *mesh, compose(world, from_instance), [&] { return instance_of(*mesh, key); });
        }
    }

    /// Places what `make_shape` makes or, where no scene may hold shapes under the transform, the mesh with its corners
    /// brought into the world: a body pressed flat is still to be seen.
    template <typename MakeShape>
    void add_mesh(std::uint32_t node, JsonCursor mesh, const Affine& world, MakeShape make_shape) {
        if (leaves_volume(world)) return place(make_shape(), world);
        ShapeDescription flat = read_mesh(mesh, {m_poses[node].weights, {}, &world});
        if (flat.children.empty() && !std::exchange(m_lacks_nodes, true)) {
            const auto name = json(node).find("name");
            m_document.warnings().add(
                fmt::format("node {}{} is left out, since its transforms leave nothing of it; others "
                            "like it are not named.",
                            node, name ? " (" + in_quotes(name->text()) + ")" : ""));
        }
        place(std::move(flat), Affine{});
    }

    /// An instance of the object that a mesh of several nodes becomes.
    ShapeDescription instance_of(JsonCursor mesh, const MeshKey& key) {
        auto object = m_objects.find(key);
        if (object == m_objects.end()) {
            ShapeDescription shape = read_mesh(mesh, {key.second, {}, nullptr});
            const auto index = static_cast<std::uint32_t>(m_imported.scene.objects.size());
            m_imported.scene.objects.push_back({name_of(m_document.element("meshes", key.first)), std::move(shape)});
            object = m_objects.emplace(key, index).first;
        }
        return {InstanceShape{object->second}};
    }

    void place(ShapeDescription shape, const Affine& world) {
        if (shape.kind() == ShapeKind::GROUP && shape.children.empty()) return;
        m_document.budget().spend(1, sizeof(ShapeDescription) + sizeof(TransformStep));
        if (!is_identity(world)) shape.transform.push_back(matrix_step(world));
        m_imported.scene.shapes.push_back(std::move(shape));
        m_imported.scene.shape_names.push_back(m_name);
    }

    /// A group of the mesh's primitives.
    ShapeDescription read_mesh(JsonCursor reference, const GltfPose& pose) {
        ShapeDescription group{GroupShape{}};
        const auto primitives = m_document.resolve(reference, "meshes").find("primitives");
        if (!primitives) return group;
        primitives->for_each_element([&](JsonCursor primitive) {
            const std::uint32_t material = m_materials.find(primitive);
            MeshData mesh = read_primitive(m_document, primitive, pose, tangent_uv_set(m_imported.scene, material));
            if (mesh.triangles.empty()) return;
            m_document.budget().spend(1, sizeof(MeshData) + sizeof(ShapeDescription));
            std::vector<std::shared_ptr<const MeshData>>& meshes = m_imported.scene.meshes;
            group.children.push_back({MeshShape{static_cast<std::uint32_t>(meshes.size())}, material});
            meshes.push_back(std::make_shared<const MeshData>(std::move(mesh)));
        });
        return group;
    }

    void add_light(std::uint32_t node) {
        const auto extension = find_extension(json(node), "KHR_lights_punctual");
        if (!extension) return;
        if (const auto light = read_light(m_document, *extension, m_nodes.world_from_node[node])) {
            m_imported.scene.punctual_lights.push_back(*light);
            m_imported.scene.punctual_names.push_back(name_of(json(node)));
        }
    }

    void add_camera(std::uint32_t node) {
        const auto reference = json(node).find("camera");
        if (!reference) return;
        auto camera = read_camera(m_document, *reference, m_nodes.world_from_node[node]);
        if (!camera) return;
        const auto node_name = json(node).find("name");
        if (camera->name.empty() && node_name) camera->name = node_name->text();
        m_document.budget().spend(1, sizeof(ImportedCamera) + camera->name.size());
        m_imported.cameras.push_back(std::move(*camera));
    }

    GltfDocument m_document;
    ImportedScene m_imported;
    GltfMaterials m_materials;
    ImportOptions m_options;
    std::vector<NodePose> m_poses;
    GltfNodes m_nodes;
    bool m_lacks_nodes = false;
    std::string m_name; // of the node whose shapes are placed
    std::map<MeshKey, std::uint32_t> m_uses;
    std::map<MeshKey, std::uint32_t> m_objects; // index into Scene::objects
};

} // namespace

ImportedScene import_gltf(std::span<const std::byte> content, const std::string& name, const SceneFolder& folder,
                          const ImportOptions& options) {
    return GltfImporter(content, name, folder, options).run();
}

} // namespace triptych
