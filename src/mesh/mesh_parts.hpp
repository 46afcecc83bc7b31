// What all readers of mesh files do to a mesh: its numbers checked, its normals made whole.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

#include <string>

namespace triptych {

/// A corner of which nothing is said beside its position.
inline shared::Vertex plain_vertex() {
    shared::Vertex vertex{};
    vertex.color = vec3(1.0f);
    vertex.alpha = 1.0f;
    vertex.handedness = 1.0f;
    return vertex;
}

/// float32 as kernels may have it: denormals become 0.
float without_denormals(float value);

/// Whether all coordinates are finite and within the range of scenes.
bool is_position(vec3 position);

/// Where a coordinate is neither finite nor within the range of scenes, a sentence that says so of `what`, as "vertex
/// 17" does; else nothing.
std::string why_no_position(vec3 position, const std::string& what);

/// Makes a reader's mesh fit for Scene::meshes: triangles without area are dropped (two corners alike, or all three on
/// a line), normals and tangents brought to unit length, normals of length 0 replaced by the mean of those of the
/// triangles around, tangents made orthogonal to them. Indices are valid, all numbers finite.
void finish_mesh(MeshData& mesh);

/// Gives every corner a tangent along which the first texture coordinate of `uv_set` (0 or 1) grows, as normal maps
/// need it: the mean of its triangles' tangents, weighted by their angles, orthogonal to its normal, as in Mikkelsen,
/// "Simulation of wrinkled surfaces revisited", 2008 (corners are split where texture coordinates are mirrored).
/// A mesh without normals first gets a corner of its own for every corner of a triangle, with the triangle's normal.
void make_tangents(MeshData& mesh, std::uint32_t uv_set);

} // namespace triptych
