// What lies in buffers, the same bytes in std430 and C++: every vec3 is followed by a scalar.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_LAYOUT_GLSL
#define TRIPTYCH_LAYOUT_GLSL
#include "language.glsl"
#include "material_layout.glsl"

SHARED_BEGIN

const uint BACKGROUND_CONSTANT = 0u;
const uint BACKGROUND_GRADIENT = 1u;
const uint BACKGROUND_IMAGE = 2u;

/// The deepest tree that the walk's stack can hold: one over the scene and, above it, one over an instance's shapes.
const uint BVH_MAX_DEPTH = 31u;

/// A leaf's shapes and their count share a word on that stack: below 2^BVH_INDEX_BITS shapes, at most 6 in a leaf.
const uint BVH_INDEX_BITS = 29u;

/// Stands for no shape, instance, texture...
const uint NONE = 0xffffffffu;

/// A sphere's shape: 16 bytes, read at every test.
struct ALIGNED_16 Sphere {
    vec3 center;
    float radius;
};

/// What of a shape is only read where it is hit.
struct ALIGNED_16 ShapeTag {
    uint material;
    uint id;          // place in the scene description; the lower one wins a tie in distance
    uint light;       // index into Scene::lights, or NONE
    uint light_group; // of what it emits; 0: none
};

const uint SHAPE_SPHERE = 0u;   // u: how far the centre moves from time 0 to 1
const uint SHAPE_QUAD = 1u;     // origin + a u + b v with a, b in [0, 1]
const uint SHAPE_TRIANGLE = 2u; // corners origin, u and v
const uint SHAPE_DISK = 3u;     // the same with a, b in [-1, 1] and a^2 + b^2 <= 1, an ellipse under a transform
const uint SHAPE_INSTANCE = 4u; // Scene::instances[instance]; only in the tree, never hit itself

/// What a large sphere has for an instance.
const uint LARGE_SPHERE = 1u;

/// Any shape: a sphere about `origin`, or a flat one that u and v span, whose outward normal is u x v. A triangle has
/// its corners themselves in all three, so that triangles that share corners share their edges to the last bit; its
/// outward normal is (u - origin) x (v - origin). Of a large sphere (large_sphere.glsl) v.x + time (v.y + time v.z) is
/// the height of the world's origin above it.
struct ALIGNED_16 Shape {
    vec3 origin;
    uint kind;
    vec3 u;
    float radius; // of a sphere
    vec3 v;
    uint instance; // of an instance; of a triangle its index in Scene::mesh_triangles, or NONE; of a sphere
                   // LARGE_SPHERE or NONE
};

const uint MESH_NORMALS = 1u;  // the corners' normals are smooth ones; else the triangle's own counts
const uint MESH_TANGENTS = 2u; // the corners have tangents
const uint MESH_COLORS = 4u;   // the corners have colours

/// A mesh's triangle where it is hit: its corners in Scene::vertices, in the order origin, u, v.
struct ALIGNED_16 MeshTriangle {
    uint vertex_0;
    uint vertex_1;
    uint vertex_2;
    uint attributes; // MESH_ bits
};

/// What a mesh says of a corner beside its position. In the object's space; what is not said is 0, colours 1.
struct ALIGNED_16 Vertex {
    vec3 normal;  // unit
    float u_0;    // first set of texture coordinates: from the left
    vec3 tangent; // unit, along which u grows
    float v_0;    // and from below
    vec3 color;   // linear
    float alpha;
    float u_1; // second set
    float v_1;
    float handedness; // of tangent, bitangent and normal: bitangent = handedness * normal x tangent
    uint reserved_0;
};

/// A tree of shapes that stands in the scene under an affine transform.
struct ALIGNED_16 Instance {
    vec3 object_from_world_x; // row x of the matrix, its translation behind it
    float object_from_world_tx;
    vec3 object_from_world_y;
    float object_from_world_ty;
    vec3 object_from_world_z;
    float object_from_world_tz;
    vec3 world_from_object_x;
    float world_from_object_tx;
    vec3 world_from_object_y;
    float world_from_object_ty;
    vec3 world_from_object_z;
    float world_from_object_tz;
    uint root;       // node
    float tolerance; // as Scene::tolerance, in the object's units
    uint reserved_0;
    uint reserved_1;
};

/// The first words of Scene::image_words decode sRGB: the linear float32 of each byte.
const uint SRGB_TABLE_WORDS = 256u;

const uint LIGHT_PUNCTUAL = 0x80000000u;

const uint PUNCTUAL_POINT = 0u;
const uint PUNCTUAL_SPOT = 1u;
const uint PUNCTUAL_DIRECTIONAL = 2u;
const uint PUNCTUAL_KIND_BITS = 2u;

/// A light without extent (glTF's KHR_lights_punctual). Within a spot's cone its intensity is multiplied by the square
/// of cos(angle to its direction) * spot_scale + spot_offset, held in [0, 1].
struct ALIGNED_16 PunctualLight {
    vec3 position;
    uint kind;      // in a packed scene with its light group PUNCTUAL_KIND_BITS higher: see punctual_kind
    vec3 direction; // unit, in which a spot or directional light shines
    float spot_scale;
    vec3 intensity; // radiant intensity; of a directional light the irradiance of a surface that faces it
    float spot_offset;
};

FN uint punctual_kind(PunctualLight light) { return light.kind & ((1u << PUNCTUAL_KIND_BITS) - 1u); }

/// A light and its slot in the alias table by which one is chosen (Walker, "An efficient method for generating discrete
/// random variables with general distributions", 1977). With FEATURE_LIGHT_TREE the table is over the first
/// Scene::infinite_count lights alone, and the others are leaves of the tree.
struct ALIGNED_16 Light {
    uint shape;        // in the scene's order, outside instances; with LIGHT_PUNCTUAL an index in
                       // Scene::punctual_lights instead; NONE: the background's image
    float probability; // of being chosen; of a leaf unused
    float threshold;   // of the slot: below it the slot's own light, from it on `alias`
    uint alias;        // of a leaf: the way to it from the root, the lowest bit first; 1 is to the right
};

/// Lights lie below the root at most so deep: a bit of Light::alias for each step.
const uint LIGHT_TREE_MAX_DEPTH = 32u;

// What LightNode::child may hold beside an index.
const uint LIGHT_LEAF = 0x80000000u;      // the index is a light's
const uint LIGHT_TWO_SIDED = 0x40000000u; // the node shines to both sides of its axis

/// Lights below a node of the tree (see light_tree.glsl): all within a sphere, and all shining into directions within
/// `reach` of a cone about `axis`. The root's children are nodes 0 and 1, siblings stand side by side.
struct ALIGNED_16 LightNode {
    vec3 center;
    float radius;
    vec3 axis;        // unit; towards the lit side
    float power;      // greatest intensity, the sum over the lights; of the whole tree 1
    float cos_spread; // of the cone's half-angle: where the lights' own axes lie
    float sin_spread;
    float cos_reach; // how far from its axis a light shines
    uint child;      // the left one, or a light
};

/// A homogeneous medium within a closed boundary: shapes [first, end), which stand in no tree.
struct ALIGNED_16 Medium {
    vec3 box_min; // around the boundary
    uint first;
    vec3 box_max;
    uint end;
    vec3 albedo; // share of light that an interaction scatters
    uint albedo_texture;
    float density;    // mean interactions per unit of length
    float anisotropy; // g of Henyey and Greenstein
    uint reserved_0;
    uint reserved_1;
};

/// An inner node with the boxes of both children: 64 bytes, four 16-byte loads.
/// A child with a count is a leaf over shapes [child, child + count); without one it is a node's index.
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

const uint CAMERA_LENS = 1u;         // it has a radius; otherwise a pinhole
const uint CAMERA_ORTHOGRAPHIC = 2u; // every pixel has a lens of its own, and all look the same way

/// A thin lens. Directions are relative to the centre, so a camera far from the origin loses no precision.
struct Camera {
    vec3 center;      // of the lens, or of pixel (0, 0)'s
    uint width;       // of the whole image, in pixels
    vec3 first_pixel; // from the centre to the middle of pixel (0, 0) on the plane of focus
    uint height;
    vec3 pixel_right; // from a pixel to its right neighbour on the plane of focus
    uint flags;       // CAMERA_ bits
    vec3 pixel_down;
    float shutter_open; // times within [0, 1]
    vec3 lens_right;    // the lens's radius vectors
    float shutter_duration;
    vec3 lens_up;
    float reserved_2;
};

/// Radiance of rays that leave the scene: `bottom` alone, the book's gradient over the direction's height, or
/// Scene::images[image] as latitude and longitude times `bottom`, turned about y by panorama_turn.
struct Background {
    vec3 bottom;
    uint kind;
    vec3 top; // of a gradient; of an image, x is its turn
    uint image;
};

/// How far the image of a background is turned about y, in full turns from +x towards +z.
FN float panorama_turn(Background background) { return background.top.x; }

BUFFER(Spheres, Sphere)
BUFFER(ShapeTags, ShapeTag)
BUFFER(Materials, Material)
BUFFER(BvhNodes, BvhNode)
BUFFER(Shapes, Shape)
BUFFER(Instances, Instance)
BUFFER(Textures, Texture)
BUFFER(Images, Image)
BUFFER(Words, uint)
BUFFER(Lights, Light)
BUFFER(Media, Medium)
BUFFER(Floats, float)
BUFFER(MeshTriangles, MeshTriangle)
BUFFER(Vertices, Vertex)
BUFFER(PunctualLights, PunctualLight)
BUFFER(Principleds, Principled)
BUFFER(LightNodes, LightNode)

/// All that a ray can meet. Without FEATURE_SHAPES the shapes are `spheres`, with it `shapes`; `tags` goes with either.
/// Shapes [0, flat_count) stand outside the tree, others below node 0, those of instances below the instance's root.
/// Of the former the first large_count are large spheres; all else but media's boundaries lies between near_low and
/// near_high.
IN_BUFFER(Scene) {
    Spheres spheres;
    ShapeTags tags;
    Materials materials;
    BvhNodes nodes;
    Shapes shapes;
    Instances instances;
    Textures textures;
    Images images;
    Words image_words;
    Lights lights;
    Media media;
    Floats background_cdf; // the background's image as a distribution (see background.glsl)
    MeshTriangles mesh_triangles;
    Vertices vertices;
    PunctualLights punctual_lights;
    Principleds principleds;
    LightNodes light_nodes; // with FEATURE_LIGHT_TREE
    uint infinite_count;    // with it: lights without a place, which stand before all others
    float tree_share;       // and the probability that one of the tree's is chosen, not one of these
    Background background;
    uint flat_count;
    uint node_count;
    uint features; // FEATURE_ bits
    uint light_count;
    uint medium_count;
    uint background_light; // the background's index in lights, or NONE
    float tolerance;       // how far a hit may lie outside the box around its flat shape (see intersect_flat)
    uint background_group; // its light group; 0: none
    vec3 near_low;         // with FEATURE_LARGE_SPHERES
    uint large_count;
    vec3 near_high;
    uint reserved_1;
};

const uint FRAME_SOBOL = 1u;          // Sobol's sequence, else independent numbers
const uint FRAME_LIGHT_SAMPLING = 2u; // next-event estimation, else plain path tracing
const uint FRAME_ROULETTE = 4u;       // Russian roulette
const uint FRAME_CLAMP = 16u;         // indirect light is clamped to Frame::clamp_indirect
const uint FRAME_TRANSPARENT = 32u;   // the camera does not see the background, which shines all the same

// What a frame's film sums up: the picture itself, or of what each camera ray meets first (see aov.glsl)
const uint QUANTITY_RADIANCE = 0u;
const uint QUANTITY_ALBEDO = 1u;
const uint QUANTITY_NORMAL = 2u;
const uint QUANTITY_POSITION = 3u;
const uint QUANTITY_SHAPE = 4u; // ShapeTag::id
const uint QUANTITY_INSTANCE = 5u;
const uint QUANTITY_MATERIAL = 6u;
const uint QUANTITY_COVERAGE = 7u; // 1 where FRAME_TRANSPARENT leaves the sample's light as it is, 0 where it hides it
const uint QUANTITY_LIGHT_GROUP = 8u; // of the picture's light that which Frame::light_group emits (light_group.glsl)

/// Everything else that the picture depends on, and the window of it that is rendered: columns [x0, x1), rows [y0, y1).
struct Frame {
    Camera camera;
    uint seed;
    uint max_depth;
    uint flags;    // FRAME_ bits
    uint quantity; // QUANTITY_
    uint x0;
    uint y0;
    uint x1;
    uint y1;
    vec3 low; // the scene's least coordinates, from which positions count
    float position_scale;
    float clamp_indirect; // with FRAME_CLAMP: the most that one contribution of indirect light may have in a channel
    uint light_group;
    uint reserved_0;
    uint reserved_1;
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
