// Textures: colours that change over a surface or over space ("Ray Tracing: The Next Week", chapters 4 and 5).
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_TEXTURE_GLSL
#define TRIPTYCH_TEXTURE_GLSL
#include "layout.glsl"
#include "noise.glsl"
#include "surface.glsl"

SHARED_BEGIN

/// Linear colour of the texel in that column and row.
FN vec3 image_texel(Scene scene, Image image, uint column, uint row) {
    uint index = row * image.width + column;
    if (image.format == IMAGE_FLOAT) {
        uint word = image.first_word + 3u * index;
        return vec3(uintBitsToFloat(scene.image_words.data[word]), uintBitsToFloat(scene.image_words.data[word + 1u]),
                    uintBitsToFloat(scene.image_words.data[word + 2u]));
    }
    uint word = scene.image_words.data[image.first_word + index];
    return vec3(uintBitsToFloat(scene.image_words.data[word & 255u]),
                uintBitsToFloat(scene.image_words.data[(word >> 8u) & 255u]),
                uintBitsToFloat(scene.image_words.data[(word >> 16u) & 255u]));
}

/// Bilinear colour at u from the left, v from below, both about [0, 1]: repeated sideways, held at top and bottom.
FN vec3 image_color(Scene scene, Image image, float u, float v) {
    float width = float(image.width);
    float height = float(image.height);
    float x = (u - floor(u)) * width - 0.5f;
    float y = min(max((1.0f - v) * height - 0.5f, 0.0f), height - 1.0f);
    float left = floor(x);
    float top = floor(y);
    float right_share = x - left;
    float lower_share = y - top;
    uint column_0 = left < 0.0f ? image.width - 1u : min(uint(left), image.width - 1u);
    uint column_1 = column_0 + 1u < image.width ? column_0 + 1u : 0u;
    uint row_0 = uint(top);
    uint row_1 = min(row_0 + 1u, image.height - 1u);
    vec3 upper = (1.0f - right_share) * image_texel(scene, image, column_0, row_0) +
                 right_share * image_texel(scene, image, column_1, row_0);
    vec3 lower = (1.0f - right_share) * image_texel(scene, image, column_0, row_1) +
                 right_share * image_texel(scene, image, column_1, row_1);
    return (1.0f - lower_share) * upper + lower_share * lower;
}

/// Whether the cube of a checker that holds p, in units of its side, is an even one.
FN bool is_even_cube(vec3 p) {
    int sum = int(floor(p.x)) + int(floor(p.y)) + int(floor(p.z));
    return (sum & 1) == 0;
}

/// Colour of texture `index` at a surface. A checker's colours may be textures in turn; their indices only fall, so
/// the loop ends.
FN vec3 texture_color(Scene scene, uint index, vec3 position, float u, float v) {
    vec3 color = vec3(1.0f);
    while (index != NONE) {
        Texture described = scene.textures.data[index];
        vec3 p = described.scale * position;
        index = NONE;
        vec3 own = described.a;
        switch (described.kind) {
        case TEXTURE_CHECKER: {
            bool even = is_even_cube(p);
            index = even ? described.texture_a : described.texture_b;
            own = even ? described.a : described.b;
            break;
        }
        case TEXTURE_IMAGE: own = own * image_color(scene, scene.images.data[described.image], u, v); break;
        case TEXTURE_NOISE: own = (0.5f * (1.0f + noise(p))) * own; break;
        case TEXTURE_TURBULENCE: own = turbulence(p) * own; break;
        default: own = (0.5f * (1.0f + sine(p.z + 10.0f * turbulence(position)))) * own; break;
        }
        if (index == NONE) color = own;
    }
    return color;
}

/// The material as it is at a surface: textures replaced by what they are there.
FN Material material_at(Scene scene, Surface surface) {
    Material material = scene.materials.data[scene.tags.data[surface.shape].material];
    if (USES(scene, FEATURE_TEXTURES)) {
        if (material.color_texture != NONE) {
            material.color = texture_color(scene, material.color_texture, surface.position, surface.u, surface.v);
        }
        if (material.fuzz_texture != NONE) {
            vec3 fuzz = texture_color(scene, material.fuzz_texture, surface.position, surface.u, surface.v);
            material.fuzz = min(max(fuzz.x, 0.0f), 1.0f);
        }
    }
    return material;
}

SHARED_END
#endif
