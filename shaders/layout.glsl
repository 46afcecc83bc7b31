// What lies in buffers, the same bytes in std430 and C++: every vec3 is followed by a scalar.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_LAYOUT_GLSL
#define TRIPTYCH_LAYOUT_GLSL
#include "language.glsl"

SHARED_BEGIN

const uint MATERIAL_LAMBERTIAN = 0u;
const uint MATERIAL_METAL = 1u;
const uint MATERIAL_DIELECTRIC = 2u;

const uint BACKGROUND_CONSTANT = 0u;
const uint BACKGROUND_GRADIENT = 1u;

/// The deepest tree that the walk's stack can hold.
const uint BVH_MAX_DEPTH = 40u;

/// A leaf's spheres and their count share a word on that stack: below 2^BVH_INDEX_BITS spheres, at most 6 in a leaf.
const uint BVH_INDEX_BITS = 29u;

/// A sphere's shape: 16 bytes, read at every test.
struct ALIGNED_16 Sphere {
    vec3 center;
    float radius;
};

/// What of a sphere is only read where it is hit.
struct SphereTag {
    uint material;
    uint id; // place in the scene description; the lower one wins a tie in distance
};

/// Meaning by kind: Lambertian reads albedo, metal albedo and fuzz, dielectric ior.
struct ALIGNED_16 Material {
    vec3 albedo;
    uint kind;
    float fuzz;
    float ior;
    uint reserved_0;
    uint reserved_1;
};

/// An inner node with the boxes of both children: 64 bytes, four 16-byte loads.
/// A child with a count is a leaf over spheres [child, child + count); without one it is a node's index.
struct ALIGNED_16 BvhNode {
    vec3 left_min;
    uint left;
    vec3 left_max;
    uint left_count;
    vec3 right_min;
    uint right;
    vec3 right_max;
    uint right_count;
};

/// A thin lens. Directions are relative to the centre, so a camera far from the origin loses no precision.
struct Camera {
    vec3 center;
    uint width;       // of the whole image, in pixels
    vec3 first_pixel; // from the centre to the middle of pixel (0, 0) on the plane of focus
    uint height;
    vec3 pixel_right; // from a pixel to its right neighbour
    uint has_lens;
    vec3 pixel_down;
    float reserved_0;
    vec3 lens_right; // the lens's radius vectors
    float reserved_1;
    vec3 lens_up;
    float reserved_2;
};

/// Radiance of rays that leave the scene: `bottom` alone, or the book's gradient over the direction's height.
struct Background {
    vec3 bottom;
    uint kind;
    vec3 top;
    float reserved_0;
};

BUFFER(Spheres, Sphere)
BUFFER(SphereTags, SphereTag)
BUFFER(Materials, Material)
BUFFER(BvhNodes, BvhNode)

/// All that a ray can meet. Spheres [0, flat_count) stand outside the tree, the others below node 0.
struct Scene {
    Spheres spheres;
    SphereTags sphere_tags;
    Materials materials;
    BvhNodes nodes;
    Background background;
    uint flat_count;
    uint node_count;
    uint reserved_0;
    uint reserved_1;
};

// The same spheres and nodes where texels are read instead.
TEXELS(sphere_texels, 0)
TEXELS(node_texels, 1)

FN Sphere read_sphere(Scene scene, uint i) {
    return READ(scene.spheres, i, Sphere(TEXEL_VEC3(sphere_texels, i), uintBitsToFloat(TEXEL_UINT(sphere_texels, i))));
}

FN BvhNode read_node(Scene scene, uint i) {
    return READ(scene.nodes, i,
                BvhNode(TEXEL_VEC3(node_texels, 4u * i), TEXEL_UINT(node_texels, 4u * i),
                        TEXEL_VEC3(node_texels, 4u * i + 1u), TEXEL_UINT(node_texels, 4u * i + 1u),
                        TEXEL_VEC3(node_texels, 4u * i + 2u), TEXEL_UINT(node_texels, 4u * i + 2u),
                        TEXEL_VEC3(node_texels, 4u * i + 3u), TEXEL_UINT(node_texels, 4u * i + 3u)));
}

/// All else that the picture hangs on, and the window of it that is rendered: columns [x0, x1), rows [y0, y1).
struct Frame {
    Camera camera;
    uint seed;
    uint max_depth;
    uint reserved_0;
    uint reserved_1;
    uint x0;
    uint y0;
    uint x1;
    uint y1;
};

/// A sum in units of 2^-FILM_FRACTION_BITS: 64 bits in two words (see film.glsl).
struct Sum {
    uint low;
    uint high;
};

/// One pixel of the film.
struct FilmPixel {
    Sum red;
    Sum green;
    Sum blue;
    uint samples; // added so far, invalid ones included
    uint invalid; // not finite, negative or saturated: counted here, left out of the sums
};

const uint FILM_FRACTION_BITS = 26u;

/// Samples must lie below 2^FILM_MAX_EXPONENT; with at most 2^20 samples a pixel the sums cannot overflow.
const uint FILM_MAX_EXPONENT = 18u;
const uint FILM_MAX_SAMPLES = 1048576u;

SHARED_END
#endif
