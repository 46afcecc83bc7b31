// CameraMover: tolerances under the new camera, and boxes that are large enough for them.
// SPDX-License-Identifier: MIT
#include "bvh/move_camera.hpp"

#include "bvh/boxes.hpp"
#include "pack/large_spheres.hpp"
#include "pack/pack_lights.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <limits>

namespace triptych {

namespace {

/// A box that no ray enters (see sah.cpp) stays as it is.
Bounds grown(const Bounds& box, double by) {
    if (box.low.x == std::numeric_limits<float>::max()) return box;
    return padded_bounds(to_double(box.low), to_double(box.high), by);
}

/// How far `inner` reaches beyond `outer`; negative or 0 where it does not.
double overhang(const Bounds& inner, const Bounds& outer) {
    const Vec3d low = to_double(outer.low) - to_double(inner.low);
    const Vec3d high = to_double(inner.high) - to_double(outer.high);
    return std::max({low.x, low.y, low.z, high.x, high.y, high.z});
}

bool are_equal(vec3 a, vec3 b) { return a.x == b.x && a.y == b.y && a.z == b.z; }

} // namespace

CameraMover::CameraMover(PackedScene& scene)
    : m_scene(scene), m_sizes(sizes_of(scene)), m_objects(object_bounds(scene)),
      m_content(content_of(scene, m_objects)), m_padding(static_cast<double>(padding_of(scene.tolerance))) {
    if (scene.instances.empty()) return;
    const TreeBoxes boxes(scene);
    for (std::size_t i = 0; i < scene.objects.size(); i++) {
        m_object_paddings.push_back(static_cast<double>(boxes.object_padding(i)));
        m_has_spheres.push_back(boxes.has_spheres(i));
    }
    for (std::size_t i = 0; i < scene.instances.size(); i++)
        m_instances.push_back(boxes.instance_box(i, padding_of(scene.tolerance)));
}

std::optional<SceneChange> CameraMover::move(const CameraDescription& camera) {
    if (!are_same_spheres_large(m_scene, camera, m_sizes)) return {};
    m_scene.camera = camera;
    m_scene.hash = scene_hash(m_scene.content_hash, camera);
    const Extent extent = extent_of(m_content, camera);
    if (are_equal(extent.box.low, m_scene.near_low) && are_equal(extent.box.high, m_scene.near_high))
        return SceneChange{};
    set_tolerances(m_scene, extent, m_objects);
    SceneChange change{.instances = !m_scene.instances.empty(), .media = !m_scene.media.empty()};
    if (do_lights_depend_on_radius(m_scene)) {
        pack_lights(emitting_shapes_of_lights(m_scene), 0.5 * extent.diagonal, m_scene);
        change.lights = true;
    }
    change.nodes = grow_boxes(extent);
    return change;
}

/// True where any had to grow. They then grow by more than they must, so that a camera that moves away does not let
/// them grow again and again.
bool CameraMover::grow_boxes(const Extent& extent) {
    if (m_scene.nodes.empty()) return false;
    bool has_grown = false;
    std::vector<double> paddings(m_objects.size(), 0.0);
    for (std::size_t i = 0; i < m_scene.instances.size(); i++) {
        const shared::Instance& instance = m_scene.instances[i];
        const std::uint32_t object = m_scene.object_of[i];
        const float more = m_has_spheres[object] ? origin_error(extent, instance) : 0.0f;
        paddings[object] = std::max(paddings[object], static_cast<double>(padding_of(instance.tolerance) + more));
    }
    std::vector<std::uint32_t> roots(m_objects.size(), 0);
    for (std::size_t i = 0; i < m_scene.instances.size(); i++) roots[m_scene.object_of[i]] = m_scene.instances[i].root;
    std::vector<Bounds> padded;
    for (std::size_t i = 0; i < m_objects.size(); i++) {
        if (paddings[i] > m_object_paddings[i]) {
            const std::uint32_t end =
                i + 1 < roots.size() ? roots[i + 1] : static_cast<std::uint32_t>(m_scene.nodes.size());
            grow_nodes(roots[i], end, 2.0 * paddings[i] - m_object_paddings[i]);
            m_object_paddings[i] = 2.0 * paddings[i];
            has_grown = true;
        }
        padded.push_back(grown(m_objects[i], paddings[i]));
    }
    grow_own_tree(extent, padded, has_grown);
    return has_grown;
}

void CameraMover::grow_own_tree(const Extent& extent, const std::vector<Bounds>& padded_objects, bool& has_grown) {
    const auto padding = static_cast<double>(padding_of(m_scene.tolerance));
    double missing = padding - m_padding;
    for (std::size_t i = 0; i < m_scene.instances.size(); i++) {
        const Bounds needed = instance_bounds(extent, m_scene.instances[i], padded_objects[m_scene.object_of[i]],
                                              padding_of(m_scene.tolerance));
        missing = std::max(missing, overhang(needed, m_instances[i]));
    }
    if (missing <= 0.0) return;
    const double by = missing + padding;
    const std::uint32_t end =
        m_scene.instances.empty()
            ? static_cast<std::uint32_t>(m_scene.nodes.size())
            : std::min_element(m_scene.instances.begin(), m_scene.instances.end(), [](const auto& a, const auto& b) {
                  return a.root < b.root;
              })->root;
    grow_nodes(0, end, by);
    m_padding += by;
    for (Bounds& box : m_instances) box = grown(box, by);
    has_grown = true;
}

void CameraMover::grow_nodes(std::uint32_t first, std::uint32_t end, double by) {
    tbb::parallel_for(first, end, [&](std::uint32_t i) {
        shared::BvhNode& node = m_scene.nodes[i];
        const Bounds left = grown({node.left_min, node.left_max}, by);
        const Bounds right = grown({node.right_min, node.right_max}, by);
        node.left_min = left.low;
        node.left_max = left.high;
        node.right_min = right.low;
        node.right_max = right.high;
    });
}

} // namespace triptych
