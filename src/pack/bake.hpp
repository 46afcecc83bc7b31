// Described spheres, quads, triangles, disks and boxes as the kernels' shapes, under any transform that those can hold.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

#include <vector>

namespace triptych {

/// Whether the shape keeps its form and, where its material `reads_uv`, its texture coordinates when it is written down
/// in the space that `affine` leads to: an ellipsoid is no sphere, a turned sphere's texture would stand still, and a
/// mirrored flat shape's texture would turn with the normal. What cannot be baked becomes an instance.
bool can_bake(ShapeKind kind, const Affine& affine, bool reads_uv);

/// Appends a sphere, quad, triangle or disk, or a box's six quads, under `affine`; can_bake holds.
///
/// A box's quads are its faces towards +z, +x, -z, -x, +y and -y, as seen from outside u to the right and v upwards
/// (away from the viewer at the top, towards him at the bottom; "Ray Tracing: The Next Week", section 7.2). A disk's u
/// is horizontal, to the right as seen from where its normal points, along x where that is vertical.
/// Where `affine` mirrors, u and v change places, so that u x v still points outwards.
void bake(const ShapeGeometry& geometry, const Affine& affine, std::vector<shared::Shape>& out);

/// Triangles of meshes with what belongs to their corners; the indices of Shape::instance and of MeshTriangle count
/// from the beginning of these vectors.
struct BakedMesh {
    std::vector<shared::Shape> shapes;
    std::vector<shared::MeshTriangle> triangles;
    std::vector<shared::Vertex> vertices;
};

/// Appends the triangles of a mesh under `affine`, except those without area. Where `affine` mirrors, two corners
/// change places, so that normals still point outwards.
void bake_mesh(const MeshData& mesh, const Affine& affine, BakedMesh& out);

/// How many shapes bake() appends.
std::uint32_t baked_count(ShapeKind kind);

/// Whether the kernels' arithmetic holds the shape: no coordinate or radius above 1e10, no radius below 1e-10, and the
/// area that a flat shape's sides span between 1e-18 and 1e19.
bool is_tractable(const shared::Shape& shape);

} // namespace triptych
