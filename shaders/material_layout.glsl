// Materials, textures and images as they lie in buffers, by the rules of layout.glsl.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_MATERIAL_LAYOUT_GLSL
#define TRIPTYCH_MATERIAL_LAYOUT_GLSL
#include "language.glsl"

SHARED_BEGIN

const uint MATERIAL_LAMBERTIAN = 0u;
const uint MATERIAL_METAL = 1u;
const uint MATERIAL_DIELECTRIC = 2u;
const uint MATERIAL_LIGHT = 3u;           // emits on both sides
const uint MATERIAL_ONE_SIDED_LIGHT = 4u; // emits where its outward normal points
const uint MATERIAL_PRINCIPLED = 5u;      // glTF's metallic-roughness model and what its extensions add

/// Meaning by kind: Lambertian reads color (its albedo), metal color and fuzz, dielectric ior, lights color (their
/// emission). A texture, where there is one, stands in for what is named. Principled materials read color as their
/// emission, on both sides, which a texture multiplies.
struct ALIGNED_16 Material {
    vec3 color;
    uint kind;
    float fuzz;
    float ior;
    uint color_texture; // index into Scene::textures, or NONE
    uint fuzz_texture;  // its red is the fuzz; shared with principled_index
};

/// The index into Scene::principleds of a principled material's numbers.
FN uint principled_index(Material material) { return material.fuzz_texture; }

const uint ALPHA_OPAQUE = 0u; // alpha does not count
const uint ALPHA_MASK = 1u;   // opaque from alpha_cutoff on, else not there
const uint ALPHA_BLEND = 2u;  // alpha is the share of light that meets the surface

const uint PRINCIPLED_DOUBLE_SIDED = 1u;      // kept from glTF: see cull_back_faces
const uint PRINCIPLED_UNLIT = 2u;             // emits its base colour and scatters nothing
const uint PRINCIPLED_THIN = 4u;              // transmits straight on: the surface is a sheet, not a body's boundary
const uint PRINCIPLED_CULLED = 16u;           // camera rays that come from behind go straight on
const uint PRINCIPLED_SINGLE_SCATTERING = 8u; // without compensation for light that microfacets scatter repeatedly

/// The numbers of a principled material, as the glTF 2.0 specification (section 3.9, appendix B) and its extensions
/// KHR_materials_ior, _specular, _transmission, _volume, _clearcoat, _sheen, _anisotropy, _iridescence, _dispersion and
/// _diffuse_transmission define them. Colours and factors are multiplied by their textures (index into Scene::textures,
/// or NONE), of which the channel behind the name counts.
struct ALIGNED_16 Principled {
    vec3 base_color; // in [0, 1], as all colours and factors here
    float alpha;
    vec3 specular_color; // colour of the dielectric's reflection at normal incidence, 0 and more
    float specular;
    vec3 sheen_color;
    float sheen_roughness;
    // Of a description: the colour that white light takes on over attenuation_distance. Packed: absorption per unit
    // of length, in the world.
    vec3 attenuation;
    float attenuation_distance; // > 0; 0: no absorption
    float metallic;
    float roughness;
    float ior; // of the body; 1 and more
    float transmission;
    float clearcoat;
    float clearcoat_roughness;
    float normal_scale; // of the x and y that a normal map gives
    float clearcoat_normal_scale;
    float alpha_cutoff;
    uint alpha_mode;                  // ALPHA_
    uint flags;                       // PRINCIPLED_ bits
    uint base_color_texture;          // rgb, and a: alpha
    uint metallic_roughness_texture;  // b: metallic, g: roughness
    uint normal_texture;              // rgb, in the tangents' space
    uint specular_texture;            // a
    uint specular_color_texture;      // rgb
    uint transmission_texture;        // r
    uint clearcoat_texture;           // r
    uint clearcoat_roughness_texture; // g
    uint clearcoat_normal_texture;    // rgb
    uint sheen_color_texture;         // rgb
    uint sheen_roughness_texture;     // a
    uint anisotropy_texture;          // b; r and g: the direction as 2 c - 1
    uint iridescence_texture;         // r
    vec3 diffuse_transmission_color;
    float diffuse_transmission; // share of what is diffuse
    float anisotropy;
    // From the tangent towards the bitangent. Of a description: in degrees. Packed: in turns, [0, 1).
    float anisotropy_rotation;
    float dispersion; // 20 over the Abbe number, 0 and more
    float iridescence;
    float iridescence_ior;                   // of the film; 1 and more
    float iridescence_thickness_minimum;     // in nanometres, where the texture is 0
    float iridescence_thickness_maximum;     // where it is 1, or there is none
    uint iridescence_thickness_texture;      // g
    uint diffuse_transmission_texture;       // a
    uint diffuse_transmission_color_texture; // rgb
    uint reserved_0;
    uint reserved_1;
};

const uint TEXTURE_CHECKER = 0u;    // cubes of side `scale`, a where the sum of their indices is even, else b
const uint TEXTURE_IMAGE = 1u;      // Scene::images[image], times a
const uint TEXTURE_NOISE = 2u;      // a * (1 + noise) / 2
const uint TEXTURE_TURBULENCE = 3u; // a * turbulence
const uint TEXTURE_MARBLE = 4u;     // a * (1 + sin(scale * z + 10 * turbulence)) / 2

// How an image's texels are found: bits of Texture::sampling.
const uint SAMPLING_UV_1 = 1u;     // by the second set of texture coordinates
const uint SAMPLING_NEAREST = 2u;  // the texel itself, else bilinear
const uint SAMPLING_CLAMP_U = 4u;  // beyond [0, 1] the last texel
const uint SAMPLING_MIRROR_U = 8u; // every other copy mirrored; without either bit repeated
const uint SAMPLING_CLAMP_V = 16u;
const uint SAMPLING_MIRROR_V = 32u;
const uint SAMPLING_TRANSFORM = 64u; // coordinates are transformed first

/// With SAMPLING_TRANSFORM an image is read at (row_u.x u + row_u.y v + row_u.z, row_v.x u + row_v.y v + row_v.z), v
/// from below. (With glTF's
/// coordinates, in which v runs from above, a transform u' = a u + b v + c, v' = d u + e v + f becomes
/// row_u = (a, -b, b + c) and row_v = (-d, e, 1 - e - f).)
struct ALIGNED_16 Texture {
    vec3 a;
    uint texture_a; // of a checker, in place of a; an index into Scene::textures below this one's own, or NONE
    vec3 b;
    uint texture_b;
    uint kind;
    float scale; // of a checker 1 / the cubes' side, else what positions are multiplied by
    uint image;
    uint sampling; // of an image: SAMPLING_ bits
    vec3 row_u;
    uint reserved_0;
    vec3 row_v;
    uint reserved_1;
};

const uint IMAGE_SRGB8 = 0u;  // a word a texel: red, green, blue from the low byte on, in sRGB's encoding; opaque
const uint IMAGE_FLOAT = 1u;  // three words a texel: linear float32; opaque
const uint IMAGE_SRGBA8 = 2u; // as IMAGE_SRGB8, with alpha as byte / 255 in the highest byte
const uint IMAGE_RGBA8 = 3u;  // a word a texel: red, green, blue and alpha, each byte / 255

/// A picture, rows from top to bottom, from image_words[first_word] on.
struct ALIGNED_16 Image {
    uint first_word;
    uint width;
    uint height;
    uint format;
};

SHARED_END
#endif
