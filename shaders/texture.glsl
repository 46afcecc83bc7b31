// Textures: colours that change over a surface or over space ("Ray Tracing: The Next Week", chapters 4 and 5).
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_TEXTURE_GLSL
#define TRIPTYCH_TEXTURE_GLSL
#include "noise.glsl"
#include "read.glsl"
#include "surface.glsl"

SHARED_BEGIN

/// A texture's linear colour and alpha at a place.
struct Texel {
    vec3 color;
    float alpha;
};

/// A byte of a word as a fraction: byte / 255, correctly rounded. No division, since a driver may take one by a
/// constant for a product with its reciprocal. 1 / 255 is 257 / 2^16, whose product with a byte is exact, and 2^-16 /
/// 255 more; what that is off by, 2^-40, is too little to change the sum's rounding.
FN float byte_fraction(uint word, uint shift) {
    float byte = float((word >> shift) & 255u);
    return byte * 0.0039215087890625f + byte * 5.98385857e-8f;
}

/// The texel in that column and row.
FN Texel image_texel(Scene scene, Image image, uint column, uint row) {
    uint index = row * image.width + column;
    if (image.format == IMAGE_FLOAT) {
        uint at = image.first_word + 3u * index;
        Texel deep = {vec3(uintBitsToFloat(scene.image_words.data[at]),
                           uintBitsToFloat(scene.image_words.data[at + 1u]),
                           uintBitsToFloat(scene.image_words.data[at + 2u])),
                      1.0f};
        return deep;
    }
    uint word = scene.image_words.data[image.first_word + index];
    if (image.format == IMAGE_RGBA8) {
        Texel linear = {vec3(byte_fraction(word, 0u), byte_fraction(word, 8u), byte_fraction(word, 16u)),
                        byte_fraction(word, 24u)};
        return linear;
    }
    Texel decoded = {vec3(uintBitsToFloat(scene.image_words.data[word & 255u]),
                          uintBitsToFloat(scene.image_words.data[(word >> 8u) & 255u]),
                          uintBitsToFloat(scene.image_words.data[(word >> 16u) & 255u])),
                     1.0f};
    if (image.format == IMAGE_SRGBA8) decoded.alpha = byte_fraction(word, 24u);
    return decoded;
}

/// The two texels of a row or column between which a coordinate lies, and the second one's share.
struct Taps {
    uint first;
    uint second;
    float share;
};

/// Between `size` texels over [0, 1]; beyond it as SAMPLING_CLAMP_U and SAMPLING_MIRROR_U say. The coordinate is held.
FN Taps taps_at(float coordinate, uint size, uint sampling) {
    coordinate = held(coordinate);
    if ((sampling & SAMPLING_MIRROR_U) != 0u) {
        float turned = coordinate - 2.0f * floor(0.5f * coordinate);
        coordinate = turned > 1.0f ? 2.0f - turned : turned;
    }
    float count = float(size);
    if ((sampling & (SAMPLING_CLAMP_U | SAMPLING_MIRROR_U)) != 0u) {
        float x = min(max(coordinate * count - 0.5f, 0.0f), count - 1.0f);
        uint first = index_of(x, size);
        Taps held = {first, min(first + 1u, size - 1u), x - floor(x)};
        return held;
    }
    float x = (coordinate - floor(coordinate)) * count - 0.5f;
    float left = floor(x);
    uint first = left < 0.0f ? size - 1u : index_of(left, size);
    Taps repeated = {first, first + 1u < size ? first + 1u : 0u, x - left};
    return repeated;
}

FN Texel blend_texels(Texel a, Texel b, float share) {
    Texel blended = {(1.0f - share) * a.color + share * b.color, (1.0f - share) * a.alpha + share * b.alpha};
    return blended;
}

/// An image at u from the left, v from below, its texels found as SAMPLING_ bits say.
FN Texel image_value(Scene scene, Image image, uint sampling, float u, float v) {
    Taps columns = taps_at(u, image.width, sampling);
    Taps rows = taps_at(1.0f - v, image.height, sampling >> 2u); // the same bits for v
    if ((sampling & SAMPLING_NEAREST) != 0u) {
        return image_texel(scene, image, columns.share < 0.5f ? columns.first : columns.second,
                           rows.share < 0.5f ? rows.first : rows.second);
    }
    Texel upper = blend_texels(image_texel(scene, image, columns.first, rows.first),
                               image_texel(scene, image, columns.second, rows.first), columns.share);
    Texel lower = blend_texels(image_texel(scene, image, columns.first, rows.second),
                               image_texel(scene, image, columns.second, rows.second), columns.share);
    return blend_texels(upper, lower, rows.share);
}

/// Bilinear colour, repeated sideways, held at top and bottom.
FN vec3 image_color(Scene scene, Image image, float u, float v) {
    return image_value(scene, image, SAMPLING_CLAMP_V, u, v).color;
}

/// Whether the cube of a checker that holds p, in units of its side, is an even one.
FN bool is_even_cube(vec3 p) { return ((whole(floor(p.x)) ^ whole(floor(p.y)) ^ whole(floor(p.z))) & 1) == 0; }

/// Where a texture is read: in space, and by two sets of texture coordinates.
struct TexturePlace {
    vec3 position;
    Uv uv_0;
    Uv uv_1;
};

FN TexturePlace texture_place(Surface surface) {
    TexturePlace place = {surface.position, {surface.u, surface.v}, {surface.u_1, surface.v_1}};
    return place;
}

/// The image that a texture reads, at a place.
FN Texel texture_image(Scene scene, Texture described, TexturePlace place) {
    Uv uv = place.uv_0;
    if ((described.sampling & SAMPLING_UV_1) != 0u) uv = place.uv_1;
    if ((described.sampling & SAMPLING_TRANSFORM) != 0u) {
        Uv turned = {described.row_u.x * uv.u + described.row_u.y * uv.v + described.row_u.z,
                     described.row_v.x * uv.u + described.row_v.y * uv.v + described.row_v.z};
        uv = turned;
    }
    return image_value(scene, read_image(scene, described.image), described.sampling, uv.u, uv.v);
}

/// What TEXTURE_NOISE, TEXTURE_TURBULENCE or TEXTURE_MARBLE multiplies its colour by. They share one call of noise,
/// since compilers inline it wherever a texture is read: three calls were most of a kernel.
FN float noise_shade(uint kind, vec3 scaled, vec3 position) {
    bool is_marble = kind == TEXTURE_MARBLE;
    vec3 p = is_marble ? position : scaled;
    float sum = noise_octaves(p, kind == TEXTURE_NOISE ? 1u : TURBULENCE_OCTAVES);
    if (kind == TEXTURE_TURBULENCE) return abs(sum);
    float wave = is_marble ? sine(scaled.z + 10.0f * abs(sum)) : sum;
    return 0.5f * (1.0f + wave);
}

/// Texture `index` at a place. A checker's colours may be textures in turn; their indices only fall, so the loop ends.
FN Texel texture_value(Scene scene, uint index, TexturePlace place) {
    Texel value = {vec3(1.0f), 1.0f};
    while (index != NONE) {
        Texture described = read_texture(scene, index);
        vec3 p = described.scale * place.position;
        index = NONE;
        Texel own = {described.a, 1.0f};
        switch (described.kind) {
        case TEXTURE_CHECKER: {
            bool even = is_even_cube(p);
            index = even ? described.texture_a : described.texture_b;
            own.color = even ? described.a : described.b;
            break;
        }
        case TEXTURE_IMAGE: {
            Texel there = texture_image(scene, described, place);
            own.color = own.color * there.color;
            own.alpha = there.alpha;
            break;
        }
        default: own.color = noise_shade(described.kind, p, place.position) * own.color; break;
        }
        if (index == NONE) value = own;
    }
    return value;
}

/// Its colour alone, at one set of coordinates.
FN vec3 texture_color(Scene scene, uint index, vec3 position, float u, float v) {
    TexturePlace place = {position, {u, v}, {u, v}};
    return texture_value(scene, index, place).color;
}

/// The material as it is at a surface: textures replaced by what they are there.
FN Material material_at(Scene scene, Surface surface) {
    Material material = read_material(scene, read_tag(scene, surface.shape).material);
    bool is_principled = USES(scene, FEATURE_PRINCIPLED) && material.kind == MATERIAL_PRINCIPLED;
    if (USES(scene, FEATURE_TEXTURES)) {
        if (material.color_texture != NONE) {
            vec3 color = texture_value(scene, material.color_texture, texture_place(surface)).color;
            material.color = is_principled ? material.color * color : color;
        }
        if (!is_principled && material.fuzz_texture != NONE) {
            vec3 fuzz = texture_value(scene, material.fuzz_texture, texture_place(surface)).color;
            material.fuzz = min(max(fuzz.x, 0.0f), 1.0f);
        }
    }
    return material;
}

SHARED_END
#endif
