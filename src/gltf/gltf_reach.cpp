// A blend of points lies within the hull of what the joints alone make of them, so boxes by joint are enough.
// SPDX-License-Identifier: MIT
#include "gltf/gltf_reach.hpp"

#include "gltf/gltf_accessor.hpp"
#include "gltf/gltf_animation.hpp"
#include "gltf/gltf_nodes.hpp"
#include "gltf/gltf_placing.hpp"
#include "gltf/gltf_primitive.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <map>
#include <vector>

namespace triptych {

namespace {

constexpr int INTERVALS = 32;

/// Where a primitive may be before it is placed.
struct PrimitiveReach {
    Box whole;                // of its corners as they are
    std::map<int, Box> bound; // by joint, of the corners that are bound to it
    std::vector<Box> targets; // displacements of its morph targets, none included
};

bool is_finite(Vec3d v) { return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z); }

class ReachFinder {
public:
    ReachFinder(GltfDocument& document, const std::string& animation, const std::string& scene)
        : m_document(document), m_animation(animation), m_scene(scene) {}

    Box find() {
        const auto [first, last] = times();
        const std::vector<NodePose> rest = rest_poses(m_document);
        add_moment(rest);
        for (int i = 0; i <= INTERVALS; i++) {
            std::vector<NodePose> poses = rest;
            animate(m_document, m_animation, first + (last - first) * i / INTERVALS, poses);
            add_moment(poses);
        }
        return m_box;
    }

private:
    /// The animation's first and last moment.
    std::pair<double, double> times() {
        const std::uint32_t number =
            m_animation.empty() ? 0 : m_document.find_named("animations", m_animation, "animation");
        double first = std::numeric_limits<double>::infinity(), last = 0.0;
        m_document.element("animations", number).at("samplers").for_each_element([&](JsonCursor sampler) {
            m_document.attempt("it moves nothing", [&] {
                const GltfAccessor input(m_document, sampler.at("input"), {"SCALAR"});
                if (input.count() == 0) return;
                first = std::min(first, input.value(0, 0));
                last = std::max(last, input.value(input.count() - 1, 0));
            });
        });
        return {std::min(first, last), last};
    }

    void add_moment(const std::vector<NodePose>& poses) {
        const GltfNodes nodes = place_nodes(m_document, poses, m_scene);
        for (const std::uint32_t node : nodes.shown) {
            const JsonCursor json = m_document.element("nodes", node);
            const auto mesh = json.find("mesh");
            if (!mesh || !nodes.is_visible[node]) continue;
            const auto skin = json.find("skin");
            const std::vector<Affine> joints =
                skin ? joint_matrices(m_document, *skin, nodes.world_from_node) : std::vector<Affine>();
            const std::vector<Affine> instances =
                skin ? std::vector<Affine>{Affine{}} : instance_transforms(m_document, json);
            for (const PrimitiveReach& primitive : reach_of(m_document.index(*mesh, "meshes"))) {
                add_primitive(primitive, poses[node].weights, joints, instances, nodes.world_from_node[node]);
            }
        }
    }

    void add_primitive(const PrimitiveReach& primitive, const std::vector<double>& weights,
                       const std::vector<Affine>& joints, const std::vector<Affine>& instances, const Affine& world) {
        Box moved{{0.0, 0.0, 0.0}, {0.0, 0.0, 0.0}}; // by morph targets
        for (std::size_t i = 0; i < std::min(weights.size(), primitive.targets.size()); i++) {
            const Box& target = primitive.targets[i];
            const double least = std::min(weights[i], 0.0), most = std::max(weights[i], 0.0);
            moved.least = moved.least + most * target.least + least * target.greatest;
            moved.greatest = moved.greatest + most * target.greatest + least * target.least;
        }
        const auto widened = [&](Box box) {
            if (!box.is_empty()) box = {box.least + moved.least, box.greatest + moved.greatest};
            return box;
        };
        for (const auto& [joint, box] : primitive.bound) {
            if (static_cast<std::size_t>(joint) < joints.size()) {
                m_box.add(widened(box), joints[static_cast<std::size_t>(joint)]);
            }
        }
        if (!joints.empty() && !primitive.bound.empty()) return;
        for (const Affine& instance : instances) m_box.add(widened(primitive.whole), compose(world, instance));
    }

    const std::vector<PrimitiveReach>& reach_of(std::uint32_t mesh) {
        if (const auto known = m_meshes.find(mesh); known != m_meshes.end()) return known->second;
        std::vector<PrimitiveReach>& reach = m_meshes[mesh];
        if (const auto primitives = m_document.element("meshes", mesh).find("primitives")) {
            primitives->for_each_element([&](JsonCursor json) {
                m_document.budget().spend(1, sizeof(PrimitiveReach));
                reach.push_back(read(json));
            });
        }
        return reach;
    }

    std::optional<GltfAccessor> find(JsonCursor json, std::string_view key, std::string_view type) {
        const auto reference = json.find(key);
        if (!reference) return std::nullopt;
        return m_document.attempt("it is passed over", [&] { return GltfAccessor(m_document, *reference, {type}); });
    }

    PrimitiveReach read(JsonCursor json) {
        PrimitiveReach reach;
        const GltfPrimitive primitive(m_document, json);
        const auto attribute = [&](std::string_view name, std::string_view type) {
            const auto open = [&] { return primitive.attribute(name, {type}); };
            return m_document.attempt("it is passed over", open).value_or(std::nullopt);
        };
        const auto positions = attribute("POSITION", "VEC3");
        if (!positions) return reach;
        std::vector<std::pair<GltfAccessor, GltfAccessor>> joint_sets;
        for (int set = 0;; set++) {
            const auto joints = attribute(fmt::format("JOINTS_{}", set), "VEC4");
            const auto weights = attribute(fmt::format("WEIGHTS_{}", set), "VEC4");
            if (!joints || !weights) break;
            if (std::min(joints->count(), weights->count()) >= positions->count())
                joint_sets.emplace_back(*joints, *weights);
        }
        std::vector<std::optional<GltfAccessor>> targets;
        if (const auto list = json.find("targets")) {
            list->for_each_element([&](JsonCursor target) { targets.push_back(find(target, "POSITION", "VEC3")); });
        }
        reach.targets.assign(targets.size(), Box{{0.0, 0.0, 0.0}, {0.0, 0.0, 0.0}});
        const auto open_indices = [&] { return primitive.indices(); };
        const auto indices = m_document.attempt("it is passed over", open_indices).value_or(std::nullopt);
        const std::uint64_t count = indices ? indices->count() : positions->count();
        for (std::uint64_t i = 0; i < count; i++) {
            const auto corner = indices ? static_cast<std::uint64_t>(std::max(indices->value(i, 0), 0.0)) : i;
            if (corner >= positions->count()) continue;
            const Vec3d position = vector_at(*positions, corner);
            if (!is_finite(position)) continue;
            reach.whole.add(position);
            for (const auto& [joints, weights] : joint_sets) {
                for (std::uint32_t k = 0; k < 4; k++) {
                    if (weights.any_value(corner, k) > 0.0)
                        reach.bound[static_cast<int>(joints.value(corner, k))].add(position);
                }
            }
            for (std::size_t t = 0; t < targets.size(); t++) {
                if (!targets[t] || corner >= targets[t]->count()) continue;
                const Vec3d displacement = vector_at(*targets[t], corner);
                if (is_finite(displacement)) reach.targets[t].add(displacement);
            }
        }
        return reach;
    }

    GltfDocument& m_document;
    const std::string& m_animation;
    const std::string& m_scene;
    std::map<std::uint32_t, std::vector<PrimitiveReach>> m_meshes;
    Box m_box;
};

} // namespace

std::optional<Box> reach_over_animation(GltfDocument& document, const std::string& animation,
                                        const std::string& scene) {
    if (document.count("animations") == 0) return std::nullopt;
    const Box box = ReachFinder(document, animation, scene).find();
    return box.is_empty() ? std::nullopt : std::optional(box);
}

} // namespace triptych
