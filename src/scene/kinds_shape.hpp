// The kinds of shapes and their keys.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/key.hpp"

namespace triptych {

inline constexpr Range DENSITY{1e-9, 1e9};
inline constexpr Range ANISOTROPY{-0.99, 0.99};
inline constexpr Range ANIMATION_TIME{0.0, 1e9, " (seconds)"};

inline constexpr Key MATERIAL_KEY = required("material", ValueType::MATERIAL, "name of one of `materials`");
inline constexpr Key TRANSFORM_KEY =
    optional("transform", ValueType::TRANSFORM, "[steps](#transforms) that apply in the order listed");

inline constexpr Key SPHERE_KEYS[] = {
    required("center", ValueType::POINT, "its centre, at time 0 where it moves", COORDINATE),
    required("radius", ValueType::NUMBER, "its radius", LENGTH),
    optional("center_end", ValueType::REAL_POINT,
             "the sphere moves evenly from `center` at time 0 to here at time 1. How far is rounded once to float32",
             COORDINATE),
    MATERIAL_KEY,
    TRANSFORM_KEY,
};
inline constexpr Key QUAD_KEYS[] = {
    required("corner", ValueType::POINT, "one corner of a parallelogram", COORDINATE),
    required("u", ValueType::POINT, "the side from there to the next corner", COORDINATE),
    required("v", ValueType::POINT, "the other side from there; not parallel to `u`", COORDINATE),
    MATERIAL_KEY,
    TRANSFORM_KEY,
};
inline constexpr Key TRIANGLE_KEYS[] = {
    required("vertices", ValueType::POINTS, "its three corners", COORDINATE),
    MATERIAL_KEY,
    TRANSFORM_KEY,
};
inline constexpr Key DISK_KEYS[] = {
    required("center", ValueType::POINT, "its centre", COORDINATE),
    required("normal", ValueType::POINT, "its normal, of any length from 1e-6 on", COORDINATE),
    required("radius", ValueType::NUMBER, "its radius", LENGTH),
    MATERIAL_KEY,
    TRANSFORM_KEY,
};
inline constexpr Key BOX_KEYS[] = {
    required("min", ValueType::POINT, "its least coordinates", COORDINATE),
    required("max", ValueType::POINT, "its greatest coordinates, each at least 1e-6 above the least", COORDINATE),
    MATERIAL_KEY,
    TRANSFORM_KEY,
};
inline constexpr Key GROUP_KEYS[] = {
    required("shapes", ValueType::SHAPES, "shapes of any type; may be empty"),
    TRANSFORM_KEY,
};
inline constexpr Key INSTANCE_KEYS[] = {
    required("object", ValueType::OBJECT, "name of one of `objects`"),
    TRANSFORM_KEY,
};
inline constexpr Key MEDIUM_KEYS[] = {
    required("density", ValueType::NUMBER,
             "mean number of scatterings per unit of length in the scene, whatever the transforms", DENSITY),
    required("albedo", ValueType::COLOR_OR_TEXTURE, "share of light that is scattered rather than absorbed", FRACTION),
    optional("anisotropy", ValueType::NUMBER,
             "g of Henyey and Greenstein, the mean cosine of the angle by which light is turned; 0 scatters equally in "
             "all directions",
             ANISOTROPY, "0"),
    required("boundary", ValueType::BOUNDARY, "a closed shape without a material"),
    TRANSFORM_KEY,
};
inline constexpr Key MESH_KEYS[] = {
    required(
        "file", ValueType::MESH_FILE,
        "name of a [mesh file](user-guide.md#mesh-files): glTF, GLB, OBJ, PLY or STL, told apart by their content, "
        "which lies where [image files](#image-files) may lie"),
    optional("material", ValueType::MATERIAL, "name of one of `materials`, in place of those that the file brings"),
    optional("animation_time", ValueType::REAL,
             "seconds at which the first animation of a glTF file is held; without it the rest pose", ANIMATION_TIME),
    TRANSFORM_KEY,
};

inline constexpr Kind SPHERE{"sphere", "A sphere, still or moving.", SPHERE_KEYS};
inline constexpr Kind QUAD{"quad", "A parallelogram; its outward normal is u x v.", QUAD_KEYS};
inline constexpr Kind TRIANGLE{"triangle", "A triangle; seen from outside, its corners go around counter-clockwise.",
                               TRIANGLE_KEYS};
inline constexpr Kind DISK{"disk", "A disk; its outward normal is `normal`.", DISK_KEYS};
inline constexpr Kind BOX{"box", "A box along the axes; a transform turns it.", BOX_KEYS};
inline constexpr Kind GROUP{"group", "Shapes under one transform.", GROUP_KEYS};
inline constexpr Kind INSTANCE{"instance", "One of the objects, here.", INSTANCE_KEYS};
inline constexpr Kind MEDIUM{"constant_medium", "Smoke or fog of even density within a boundary.", MEDIUM_KEYS};
inline constexpr Kind MESH{"mesh", "All that a mesh file shows.", MESH_KEYS};

inline constexpr Kind SHAPE_KINDS[] = {SPHERE, QUAD, TRIANGLE, DISK, BOX, GROUP, INSTANCE, MEDIUM, MESH};

/// The kinds that a medium's boundary may be made of.
inline constexpr Kind BOUNDARY_KINDS[] = {SPHERE, QUAD, TRIANGLE, BOX, GROUP, INSTANCE};

} // namespace triptych
