// What a scene uses beyond still spheres of the first three materials under a plain background, as bits of
// Scene::features, and the named sets of them for which kernels are compiled. language.glsl includes it, and in C++
// language.hpp, to know a kernel's set, so it includes nothing itself.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_FEATURES_GLSL
#define TRIPTYCH_FEATURES_GLSL

SHARED_BEGIN

const uint FEATURE_SHAPES = 1u;    // shapes other than still spheres, read from Scene::shapes
const uint FEATURE_INSTANCES = 2u; // only with FEATURE_SHAPES
const uint FEATURE_TEXTURES = 4u;
const uint FEATURE_EMISSION = 8u; // materials that emit
const uint FEATURE_LIGHTS = 16u;  // lights to sample: emitting shapes, or an image around the scene
const uint FEATURE_MEDIA = 32u;
const uint FEATURE_IMAGE_BACKGROUND = 64u;
const uint FEATURE_MESHES = 128u;          // triangles with attributes at their corners; only with FEATURE_SHAPES
const uint FEATURE_PUNCTUAL_LIGHTS = 256u; // only with FEATURE_LIGHTS
const uint FEATURE_PRINCIPLED = 512u;      // materials of that kind
const uint FEATURE_ALPHA = 1024u;          // some of them let rays straight through; only with FEATURE_PRINCIPLED
const uint FEATURE_LIGHT_TREE = 2048u;     // enough lights that a tree chooses among them; only with FEATURE_LIGHTS
const uint FEATURE_LARGE_SPHERES = 4096u;  // spheres that large_sphere.glsl tests; only with FEATURE_SHAPES
const uint FEATURE_MATERIALS = 8192u;      // materials beyond the first three that have no other feature
/// Of no scene: the kernel gathers Frame::quantity in place of radiance (aov.glsl).
const uint FEATURE_AOVS = 16384u;
// Extensions of principled materials; only with FEATURE_PRINCIPLED.
const uint FEATURE_ANISOTROPY = 32768u;
const uint FEATURE_IRIDESCENCE = 65536u;
const uint FEATURE_DISPERSION = 131072u;
const uint FEATURE_DIFFUSE_TRANSMISSION = 262144u;
/// Of no scene: the kernel knows FRAME_CLAMP and FRAME_TRANSPARENT (composite.glsl), and with FEATURE_AOVS light
/// groups.
const uint FEATURE_COMPOSITING = 524288u;

// A kernel that leaves features out runs faster, so each backend compiles its kernel for some of these sets.
const uint FEATURES_PLAIN = 0u;
const uint FEATURES_LIT = FEATURE_SHAPES | FEATURE_EMISSION | FEATURE_LIGHTS;
/// The first seven: no meshes, principled materials, point lights or large spheres.
const uint FEATURES_BASIC =
    FEATURES_LIT | FEATURE_INSTANCES | FEATURE_TEXTURES | FEATURE_MEDIA | FEATURE_IMAGE_BACKGROUND;
/// All but the rarer extensions of principled materials.
const uint FEATURES_COMMON = FEATURES_BASIC | FEATURE_MESHES | FEATURE_PUNCTUAL_LIGHTS | FEATURE_PRINCIPLED |
                             FEATURE_ALPHA | FEATURE_LIGHT_TREE | FEATURE_LARGE_SPHERES | FEATURE_MATERIALS;
/// All that a scene can use.
const uint FEATURES_FULL =
    FEATURES_COMMON | FEATURE_ANISOTROPY | FEATURE_IRIDESCENCE | FEATURE_DISPERSION | FEATURE_DIFFUSE_TRANSMISSION;
const uint FEATURES_AOV = FEATURES_FULL | FEATURE_AOVS;
/// All that there is.
const uint FEATURES_COMPOSITE = FEATURES_AOV | FEATURE_COMPOSITING;

SHARED_END
#endif
