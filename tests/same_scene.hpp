// Whether two scenes are the same, bit for bit and field by field.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace triptych {

template <typename T>
bool same_bytes(const T& a, const T& b) {
    return std::memcmp(&a, &b, sizeof(T)) == 0;
}

inline void expect_same(const CameraDescription& a, const CameraDescription& b) {
    EXPECT_TRUE(same_bytes(a.look_from, b.look_from));
    EXPECT_TRUE(same_bytes(a.look_at, b.look_at));
    EXPECT_TRUE(same_bytes(a.up, b.up));
    EXPECT_EQ(a.vertical_fov, b.vertical_fov);
    EXPECT_EQ(a.orthographic_height, b.orthographic_height);
    EXPECT_EQ(a.defocus_angle, b.defocus_angle);
    EXPECT_EQ(a.focus_distance, b.focus_distance);
    EXPECT_EQ(a.shutter_open, b.shutter_open);
    EXPECT_EQ(a.shutter_close, b.shutter_close);
}

inline void expect_same(const ShapeDescription& a, const ShapeDescription& b) {
    ASSERT_EQ(a.kind(), b.kind());
    EXPECT_EQ(a.material, b.material);
    std::visit(
        [&](const auto& geometry) {
            EXPECT_TRUE(same_bytes(geometry, std::get<std::decay_t<decltype(geometry)>>(b.geometry)));
        },
        a.geometry);
    ASSERT_EQ(a.transform.size(), b.transform.size());
    for (std::size_t i = 0; i < a.transform.size(); i++) {
        EXPECT_EQ(a.transform[i].kind, b.transform[i].kind);
        EXPECT_TRUE(same_bytes(a.transform[i].values, b.transform[i].values));
    }
    ASSERT_EQ(a.children.size(), b.children.size());
    for (std::size_t i = 0; i < a.children.size(); i++) expect_same(a.children[i], b.children[i]);
}

inline void expect_same(const Scene& a, const Scene& b) {
    EXPECT_EQ(a.width, b.width);
    EXPECT_EQ(a.height, b.height);
    EXPECT_EQ(a.spp, b.spp);
    EXPECT_EQ(a.max_depth, b.max_depth);
    EXPECT_EQ(a.method.integrator, b.method.integrator);
    EXPECT_EQ(a.method.sampler, b.method.sampler);
    EXPECT_EQ(a.method.roulette, b.method.roulette);
    expect_same(a.camera, b.camera);
    EXPECT_TRUE(same_bytes(a.background, b.background));
    ASSERT_EQ(a.images.size(), b.images.size());
    for (std::size_t i = 0; i < a.images.size(); i++) {
        EXPECT_EQ(a.images[i]->file, b.images[i]->file);
        EXPECT_EQ(a.images[i]->width, b.images[i]->width);
        EXPECT_EQ(a.images[i]->height, b.images[i]->height);
        EXPECT_EQ(a.images[i]->format, b.images[i]->format);
        EXPECT_EQ(a.images[i]->words, b.images[i]->words);
    }
    ASSERT_EQ(a.textures.size(), b.textures.size());
    for (std::size_t i = 0; i < a.textures.size(); i++) {
        EXPECT_EQ(a.textures[i].name, b.textures[i].name);
        EXPECT_TRUE(same_bytes(a.textures[i].texture, b.textures[i].texture)) << a.textures[i].name;
    }
    ASSERT_EQ(a.materials.size(), b.materials.size());
    for (std::size_t i = 0; i < a.materials.size(); i++) {
        EXPECT_EQ(a.materials[i].name, b.materials[i].name);
        EXPECT_TRUE(same_bytes(a.materials[i].material, b.materials[i].material)) << a.materials[i].name;
    }
    ASSERT_EQ(a.principleds.size(), b.principleds.size());
    for (std::size_t i = 0; i < a.principleds.size(); i++) {
        EXPECT_TRUE(same_bytes(a.principleds[i], b.principleds[i])) << i;
    }
    ASSERT_EQ(a.media.size(), b.media.size());
    for (std::size_t i = 0; i < a.media.size(); i++) EXPECT_TRUE(same_bytes(a.media[i], b.media[i])) << i;
    ASSERT_EQ(a.objects.size(), b.objects.size());
    for (std::size_t i = 0; i < a.objects.size(); i++) {
        SCOPED_TRACE(a.objects[i].name);
        EXPECT_EQ(a.objects[i].name, b.objects[i].name);
        expect_same(a.objects[i].shape, b.objects[i].shape);
    }
    ASSERT_EQ(a.meshes.size(), b.meshes.size());
    for (std::size_t i = 0; i < a.meshes.size(); i++) {
        EXPECT_EQ(a.meshes[i]->triangles, b.meshes[i]->triangles);
        ASSERT_EQ(a.meshes[i]->positions.size(), b.meshes[i]->positions.size());
        for (std::size_t k = 0; k < a.meshes[i]->positions.size(); k++) {
            EXPECT_TRUE(same_bytes(a.meshes[i]->positions[k], b.meshes[i]->positions[k]));
        }
    }
    ASSERT_EQ(a.mesh_files.size(), b.mesh_files.size());
    for (std::size_t i = 0; i < a.mesh_files.size(); i++) {
        EXPECT_EQ(a.mesh_files[i].file, b.mesh_files[i].file);
        EXPECT_EQ(a.mesh_files[i].is_animated, b.mesh_files[i].is_animated);
        EXPECT_EQ(a.mesh_files[i].animation_time_seconds, b.mesh_files[i].animation_time_seconds);
    }
    ASSERT_EQ(a.punctual_lights.size(), b.punctual_lights.size());
    for (std::size_t i = 0; i < a.punctual_lights.size(); i++) {
        shared::PunctualLight light = a.punctual_lights[i], other = b.punctual_lights[i];
        // A spot's angles come back as degrees, rounded.
        EXPECT_NEAR(light.spot_scale, other.spot_scale, 1e-5f * light.spot_scale);
        EXPECT_NEAR(light.spot_offset, other.spot_offset, 1e-5f * light.spot_scale);
        light.spot_scale = other.spot_scale;
        light.spot_offset = other.spot_offset;
        EXPECT_TRUE(same_bytes(light, other));
    }
    ASSERT_EQ(a.shapes.size(), b.shapes.size());
    for (std::size_t i = 0; i < a.shapes.size(); i++) {
        SCOPED_TRACE(i);
        expect_same(a.shapes[i], b.shapes[i]);
    }
}

} // namespace triptych
