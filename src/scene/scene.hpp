// A scene as its author describes it: what the JSON format says, with names resolved to indices.
// SPDX-License-Identifier: MIT
#pragma once

#include "layout.glsl"
#include "scene/method.hpp"
#include "scene/shape.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace triptych {

/// Positions in scene units, angles in degrees.
struct CameraDescription {
    vec3 look_from{0.0f, 0.0f, 0.0f};
    vec3 look_at{0.0f, 0.0f, -1.0f};
    vec3 up{0.0f, 1.0f, 0.0f};
    double vertical_fov = 90.0;   // (0, 180)
    double defocus_angle = 0.0;   // [0, 180): of the cone from the focus to the lens
    double focus_distance = 10.0; // > 0
    float shutter_open = 0.0f;    // 0 <= open <= close <= 1
    float shutter_close = 1.0f;
    double orthographic_height = 0.0; // > 0: of the picture, whose rays are parallel; vertical_fov counts for nothing
};

/// A picture that textures and the background read, decoded as far as the kernels want it.
struct ImageData {
    std::string file; // as the scene names it, relative to the scene file's folder; empty where it came from no file
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t format = shared::IMAGE_SRGB8;
    std::vector<std::uint32_t> words; // rows from top to bottom, as `format` says (see shared::IMAGE_SRGB8)
    bool is_studio = false;           // it is the built-in sky of studio_sky.hpp
};

/// Texture and image indices of shared::Texture refer to Scene::textures and Scene::images; its scale is the author's.
struct TextureDescription {
    std::string name;
    shared::Texture texture;
};

/// Texture indices of shared::Material refer to Scene::textures; a principled one's numbers are
/// Scene::principleds[principled_index(material)].
struct MaterialDescription {
    std::string name;
    shared::Material material;
};

/// How the light within a boundary is scattered.
struct MediumDescription {
    vec3 albedo{1.0f};
    std::uint32_t albedo_texture = shared::NONE;
    float density = 1.0f;    // mean interactions per unit of length, > 0
    float anisotropy = 0.0f; // g of Henyey and Greenstein, (-1, 1)
};

/// Triangles that share corners, in a space of their own. Attributes that a mesh has are given for every corner.
struct MeshData {
    std::string file; // that it was read from, relative to the scene file's folder; empty where a program made it
    std::vector<vec3> positions;
    std::vector<shared::Vertex> vertices;                // as many as positions; none where they say nothing
    std::uint32_t attributes = 0;                        // MESH_ bits of layout.glsl; texture coordinates have none
    std::vector<std::array<std::uint32_t, 3>> triangles; // indices into positions
};

/// A file whose shapes a group places.
struct MeshFile {
    std::string file; // as the scene names it
    double animation_time_seconds = 0.0;
    bool is_animated = false; // else in its rest pose
};

/// A shape that instances place, itself no part of the scene.
struct ObjectDescription {
    std::string name;
    ShapeDescription shape;
};

/// Stands for all lights that are in no group.
inline constexpr std::string_view UNGROUPED_LIGHT = "default";

/// Lights whose share of a picture's light can be drawn apart. Nothing is in two groups.
struct LightGroup {
    std::string name;                     // letters, digits, "_" and "-"
    std::vector<std::uint32_t> materials; // that emit
    std::vector<std::uint32_t> lights;    // indices into punctual_lights
    bool has_background = false;
};

/// What of a scene depends on the time at which it was loaded.
struct TimeDependence {
    std::string camera;   // the JSON of a scene file's camera with its keyframes, where it has any; else empty
    bool content = false; // anything else
};

/// A whole scene; every index is valid, every number finite, no object contains itself and every transform can be
/// inverted once a loader has returned it.
struct Scene {
    std::string name; // the built-in's name or the file's path
    std::uint32_t width = 400;
    std::uint32_t height = 225;
    std::uint32_t spp = 100;
    std::uint32_t max_depth = 50;
    Method method;
    CameraDescription camera;
    TimeDependence over_time;
    // Of an image background, bottom is what its radiance is multiplied by.
    shared::Background background{vec3(1.0f), shared::BACKGROUND_GRADIENT, vec3(0.5f, 0.7f, 1.0f), shared::NONE};
    std::vector<std::shared_ptr<const ImageData>> images;
    std::vector<TextureDescription> textures; // in an order in which each one refers to earlier ones only
    std::vector<MaterialDescription> materials;
    std::vector<shared::Principled> principleds; // texture indices refer to `textures`; attenuation is the author's
    std::vector<MediumDescription> media;
    std::vector<std::shared_ptr<const MeshData>> meshes;
    std::vector<MeshFile> mesh_files;
    // How many textures, materials and objects a scene file has itself; those behind them come from mesh files.
    std::uint32_t own_textures = shared::NONE;
    std::uint32_t own_materials = shared::NONE;
    std::uint32_t own_objects = shared::NONE;
    std::vector<shared::PunctualLight> punctual_lights; // in the world
    std::vector<std::string> punctual_names;            // of the first of them, where a mesh file names them
    std::vector<LightGroup> light_groups; // where there are none, each light that has a name is a group of its own
    std::vector<ObjectDescription> objects;
    std::vector<ShapeDescription> shapes;
    std::vector<std::string> shape_names; // of the first of them, where a mesh file names them; empty: it has none
};

} // namespace triptych
