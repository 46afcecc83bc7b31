// Moves the camera of a packed scene whose tree is built already.
// SPDX-License-Identifier: MIT
//
// The camera's place belongs to what tolerances, and with them boxes, follow from (bounds.hpp), and to the size of the
// scene that distant lights are compared by. All that is set as pack_scene would set it, so that the picture is that of
// a scene packed under the new camera, bit for bit. Boxes may be larger than they must be, so the tree is kept as long
// as its boxes are large enough; where they are not, all of them grow by the same length.
#pragma once

#include "pack/bounds.hpp"
#include "pack/scene_change.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace triptych {

class CameraMover {
public:
    /// `scene` has the tree of build_bvh, outlives this, and is changed by nobody else.
    explicit CameraMover(PackedScene& scene);

    /// What changed in the scene. Empty, and the scene is as before, where other spheres are large under that camera:
    /// then it must be packed anew.
    std::optional<SceneChange> move(const CameraDescription& camera);

private:
    bool grow_boxes(const Extent& extent);
    void grow_own_tree(const Extent& extent, const std::vector<Bounds>& padded_objects, bool& has_grown);
    void grow_nodes(std::uint32_t first, std::uint32_t end, double by);

    PackedScene& m_scene;
    std::vector<double> m_sizes; // see sizes_of
    std::vector<Bounds> m_objects;
    std::vector<bool> m_has_spheres; // by object
    ContentExtent m_content;
    // What the trees' boxes hold at least:
    double m_padding;                      // around the scene's own shapes
    std::vector<double> m_object_paddings; // around those of each object
    std::vector<Bounds> m_instances;       // and of each instance
};

} // namespace triptych
