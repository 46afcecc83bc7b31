// The elements of a scene's arrays, by their addresses or, on llvmpipe, by texels (see language.glsl).
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_READ_GLSL
#define TRIPTYCH_READ_GLSL
#include "layout.glsl"

SHARED_BEGIN

// Numbered as PackedScene::for_each_array (src/pack/pack.hpp) goes through arrays of whole texels.
TEXELS(sphere_texels, 0)
TEXELS(tag_texels, 1)
TEXELS(material_texels, 2)
TEXELS(node_texels, 3)
TEXELS(shape_texels, 4)
TEXELS(instance_texels, 5)
TEXELS(texture_texels, 6)
TEXELS(image_texels, 7)
TEXELS(light_texels, 8)
TEXELS(medium_texels, 9)
TEXELS(mesh_triangle_texels, 10)
TEXELS(vertex_texels, 11)
TEXELS(punctual_light_texels, 12)
TEXELS(principled_texels, 13)
TEXELS(light_node_texels, 14)

FN Sphere read_sphere(Scene scene, uint i) {
    return READ(scene.spheres, i, Sphere(TEXEL_VEC3_FLOAT(sphere_texels, i)));
}

FN ShapeTag read_tag(Scene scene, uint i) { return READ(scene.tags, i, ShapeTag(TEXEL_UINTS(tag_texels, i))); }

FN Material read_material(Scene scene, uint i) {
    return READ(scene.materials, i,
                Material(TEXEL_VEC3_UINT(material_texels, 2u * i), TEXEL_FLOAT(material_texels, 2u * i + 1u, x),
                         TEXEL_FLOAT(material_texels, 2u * i + 1u, y), TEXEL(material_texels, 2u * i + 1u).z,
                         TEXEL(material_texels, 2u * i + 1u).w));
}

FN BvhNode read_node(Scene scene, uint i) {
    return READ(scene.nodes, i,
                BvhNode(TEXEL_VEC3_UINT(node_texels, 4u * i), TEXEL_VEC3_UINT(node_texels, 4u * i + 1u),
                        TEXEL_VEC3_UINT(node_texels, 4u * i + 2u), TEXEL_VEC3_UINT(node_texels, 4u * i + 3u)));
}

/// Shape `i`, whichever array holds it.
FN Shape read_shape(Scene scene, uint i) {
    if (!USES(scene, FEATURE_SHAPES)) {
        Sphere sphere = read_sphere(scene, i);
        Shape shape = {sphere.center, SHAPE_SPHERE, vec3(0.0f), sphere.radius, vec3(0.0f), NONE};
        return shape;
    }
    return READ(scene.shapes, i,
                Shape(TEXEL_VEC3_UINT(shape_texels, 3u * i), TEXEL_VEC3_FLOAT(shape_texels, 3u * i + 1u),
                      TEXEL_VEC3_UINT(shape_texels, 3u * i + 2u)));
}

FN Instance read_instance(Scene scene, uint i) {
    return READ(scene.instances, i,
                Instance(TEXEL_VEC3_FLOAT(instance_texels, 7u * i), TEXEL_VEC3_FLOAT(instance_texels, 7u * i + 1u),
                         TEXEL_VEC3_FLOAT(instance_texels, 7u * i + 2u), TEXEL_VEC3_FLOAT(instance_texels, 7u * i + 3u),
                         TEXEL_VEC3_FLOAT(instance_texels, 7u * i + 4u), TEXEL_VEC3_FLOAT(instance_texels, 7u * i + 5u),
                         TEXEL(instance_texels, 7u * i + 6u).x, TEXEL_FLOAT(instance_texels, 7u * i + 6u, y),
                         TEXEL(instance_texels, 7u * i + 6u).z, TEXEL(instance_texels, 7u * i + 6u).w));
}

FN Texture read_texture(Scene scene, uint i) {
    return READ(scene.textures, i,
                Texture(TEXEL_VEC3_UINT(texture_texels, 5u * i), TEXEL_VEC3_UINT(texture_texels, 5u * i + 1u),
                        TEXEL(texture_texels, 5u * i + 2u).x, TEXEL_FLOAT(texture_texels, 5u * i + 2u, y),
                        TEXEL(texture_texels, 5u * i + 2u).z, TEXEL(texture_texels, 5u * i + 2u).w,
                        TEXEL_VEC3_UINT(texture_texels, 5u * i + 3u), TEXEL_VEC3_UINT(texture_texels, 5u * i + 4u)));
}

FN Image read_image(Scene scene, uint i) { return READ(scene.images, i, Image(TEXEL_UINTS(image_texels, i))); }

FN Light read_light(Scene scene, uint i) {
    return READ(scene.lights, i,
                Light(TEXEL(light_texels, i).x, TEXEL_FLOAT(light_texels, i, y), TEXEL_FLOAT(light_texels, i, z),
                      TEXEL(light_texels, i).w));
}

FN Medium read_medium(Scene scene, uint i) {
    return READ(scene.media, i,
                Medium(TEXEL_VEC3_UINT(medium_texels, 4u * i), TEXEL_VEC3_UINT(medium_texels, 4u * i + 1u),
                       TEXEL_VEC3_UINT(medium_texels, 4u * i + 2u), TEXEL_FLOAT(medium_texels, 4u * i + 3u, x),
                       TEXEL_FLOAT(medium_texels, 4u * i + 3u, y), TEXEL(medium_texels, 4u * i + 3u).z,
                       TEXEL(medium_texels, 4u * i + 3u).w));
}

FN MeshTriangle read_mesh_triangle(Scene scene, uint i) {
    return READ(scene.mesh_triangles, i, MeshTriangle(TEXEL_UINTS(mesh_triangle_texels, i)));
}

FN Vertex read_vertex(Scene scene, uint i) {
    return READ(scene.vertices, i,
                Vertex(TEXEL_VEC3_FLOAT(vertex_texels, 4u * i), TEXEL_VEC3_FLOAT(vertex_texels, 4u * i + 1u),
                       TEXEL_VEC3_FLOAT(vertex_texels, 4u * i + 2u), TEXEL_FLOAT(vertex_texels, 4u * i + 3u, x),
                       TEXEL_FLOAT(vertex_texels, 4u * i + 3u, y), TEXEL_FLOAT(vertex_texels, 4u * i + 3u, z),
                       TEXEL(vertex_texels, 4u * i + 3u).w));
}

FN PunctualLight read_punctual_light(Scene scene, uint i) {
    return READ(scene.punctual_lights, i,
                PunctualLight(TEXEL_VEC3_UINT(punctual_light_texels, 3u * i),
                              TEXEL_VEC3_FLOAT(punctual_light_texels, 3u * i + 1u),
                              TEXEL_VEC3_FLOAT(punctual_light_texels, 3u * i + 2u)));
}

FN Principled read_principled(Scene scene, uint i) {
    return READ(
        scene.principleds, i,
        Principled(TEXEL_VEC3_FLOAT(principled_texels, 14u * i), TEXEL_VEC3_FLOAT(principled_texels, 14u * i + 1u),
                   TEXEL_VEC3_FLOAT(principled_texels, 14u * i + 2u), TEXEL_VEC3_FLOAT(principled_texels, 14u * i + 3u),
                   TEXEL_FLOATS(principled_texels, 14u * i + 4u), TEXEL_FLOATS(principled_texels, 14u * i + 5u),
                   TEXEL_FLOAT(principled_texels, 14u * i + 6u, x), TEXEL(principled_texels, 14u * i + 6u).y,
                   TEXEL(principled_texels, 14u * i + 6u).z, TEXEL(principled_texels, 14u * i + 6u).w,
                   TEXEL_UINTS(principled_texels, 14u * i + 7u), TEXEL_UINTS(principled_texels, 14u * i + 8u),
                   TEXEL_UINTS(principled_texels, 14u * i + 9u), TEXEL_VEC3_FLOAT(principled_texels, 14u * i + 10u),
                   TEXEL_FLOATS(principled_texels, 14u * i + 11u), TEXEL_FLOAT(principled_texels, 14u * i + 12u, x),
                   TEXEL_FLOAT(principled_texels, 14u * i + 12u, y), TEXEL_FLOAT(principled_texels, 14u * i + 12u, z),
                   TEXEL(principled_texels, 14u * i + 12u).w, TEXEL_UINTS(principled_texels, 14u * i + 13u)));
}

FN LightNode read_light_node(Scene scene, uint i) {
    return READ(scene.light_nodes, i,
                LightNode(TEXEL_VEC3_FLOAT(light_node_texels, 3u * i), TEXEL_VEC3_FLOAT(light_node_texels, 3u * i + 1u),
                          TEXEL_FLOAT(light_node_texels, 3u * i + 2u, x),
                          TEXEL_FLOAT(light_node_texels, 3u * i + 2u, y),
                          TEXEL_FLOAT(light_node_texels, 3u * i + 2u, z), TEXEL(light_node_texels, 3u * i + 2u).w));
}

SHARED_END
#endif
