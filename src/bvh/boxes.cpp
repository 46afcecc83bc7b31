// TreeBoxes: how far objects must be padded follows from all their instances.
// SPDX-License-Identifier: MIT
#include "bvh/boxes.hpp"

#include <algorithm>

namespace triptych {

TreeBoxes::TreeBoxes(const PackedScene& scene) : m_scene(scene), m_paddings(scene.objects.size()) {
    if (scene.instances.empty()) return;
    std::vector<bool> with_spheres;
    for (std::size_t i = 0; i < scene.objects.size(); i++) with_spheres.push_back(has_spheres(i));
    m_extent = extent_of(content_of(scene, object_bounds(scene)), scene.camera);
    for (std::size_t i = 0; i < scene.instances.size(); i++) {
        const std::uint32_t object = scene.object_of[i];
        const shared::Instance& instance = scene.instances[i];
        const float more = with_spheres[object] ? origin_error(m_extent, instance) : 0.0f;
        m_paddings[object] = std::max(m_paddings[object], padding_of(instance.tolerance) + more);
    }
    for (std::size_t i = 0; i < scene.objects.size(); i++) {
        m_objects.push_back(range_bounds(scene, scene.objects[i], m_paddings[i]));
    }
}

Bounds TreeBoxes::box(std::uint32_t shape, float padding) const {
    if (m_scene.shapes.empty()) return shape_bounds(m_scene.spheres[shape], padding);
    const shared::Shape& s = m_scene.shapes[shape];
    return s.kind == shared::SHAPE_INSTANCE ? instance_box(s.instance, padding) : shape_bounds(s, padding);
}

Bounds TreeBoxes::instance_box(std::size_t instance, float padding) const {
    return instance_bounds(m_extent, m_scene.instances[instance], m_objects[m_scene.object_of[instance]], padding);
}

bool TreeBoxes::has_spheres(std::size_t object) const {
    const auto first = m_scene.shapes.begin() + m_scene.objects[object].first;
    return std::any_of(first, first + m_scene.objects[object].count,
                       [](const shared::Shape& s) { return s.kind == shared::SHAPE_SPHERE; });
}

} // namespace triptych
