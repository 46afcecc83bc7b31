// From a Scene to the arrays that every backend reads.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/render_settings.hpp"
#include "scene/scene.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace triptych {

/// Neighbouring shapes with a tree of their own.
struct ShapeRange {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
};

/// The arrays behind shared::Scene. Without nodes every shape stands outside the tree: slow, but a whole scene (where
/// there are no instances).
struct PackedScene {
    std::vector<shared::Sphere> spheres; // all shapes, where they are still spheres; else empty
    std::vector<shared::Shape> shapes;   // else: the scene's own, then the objects', then the media's boundaries
    std::vector<shared::ShapeTag> tags;  // as many as spheres or shapes
    std::vector<shared::Material> materials;
    std::vector<shared::BvhNode> nodes; // node 0 is the root of the scene's own tree, if there is one
    std::vector<shared::Instance> instances;
    std::vector<shared::Texture> textures;
    std::vector<shared::Image> images;
    std::vector<std::uint32_t> image_words;
    std::vector<shared::Light> lights;
    std::vector<shared::Medium> media;
    std::vector<float> background_cdf;
    std::vector<shared::MeshTriangle> mesh_triangles;
    std::vector<shared::Vertex> vertices;
    std::vector<shared::PunctualLight> punctual_lights;
    std::vector<shared::Principled> principleds;
    std::vector<shared::LightNode> light_nodes; // empty where the alias table chooses among all lights
    shared::Background background{};
    std::uint32_t flat_count = 0;  // shapes [0, flat_count) stand outside the tree
    std::uint32_t large_count = 0; // the first of these are large spheres
    vec3 near_low{0.0f};           // where there are any: corners of the box around all else and the lens
    vec3 near_high{0.0f};
    std::vector<double> emitted_luminances; // by material: for both sides together
    double background_luminance = 0.0;      // mean over all directions, of an image
    std::uint32_t features = 0;             // FEATURE_ bits
    std::uint32_t background_light = shared::NONE;
    std::uint32_t infinite_count = 0; // with light_nodes: lights [0, infinite_count) are not in the tree
    float tree_share = 0.0f;          // and the probability of those that are
    float tolerance = 0.0f;
    vec3 low{0.0f}; // corners of the box around all shapes and the lens
    vec3 high{0.0f};
    std::uint32_t top_count = 0;                     // shapes [0, top_count) are the scene's own
    std::vector<ShapeRange> objects;                 // those that instances place
    std::vector<std::uint32_t> object_of;            // by instance: index into objects
    std::vector<std::uint32_t> first_of_description; // by described shape: its first shape
    std::vector<std::uint32_t> description_of;       // by instance: the described shape that placed it
    std::string object_names;                        // of what is described, a line each; an empty one has no name
    std::string material_names;                      // likewise
    std::uint32_t background_group = 0;              // the background's light group
    std::string light_group_names; // of groups 0, 1, ..., a line each; the first is empty where no light is in 0
    CameraDescription camera;
    std::string content_hash; // names what is described apart from the camera, whatever the tree
    std::string hash;         // names the scene

    std::uint32_t shape_count() const { return static_cast<std::uint32_t>(tags.size()); }

    /// The arrays at their own addresses, for kernels that run in this process. Lives as long as this does.
    shared::Scene view() const;

    /// Calls visit(array, address) for every array and the member of `scene` that holds its address; with it a backend
    /// brings all arrays to its device without naming one.
    template <typename Visit>
    void for_each_array(shared::Scene& scene, Visit visit) const {
        visit(spheres, scene.spheres.data);
        visit(tags, scene.tags.data);
        visit(materials, scene.materials.data);
        visit(nodes, scene.nodes.data);
        visit(shapes, scene.shapes.data);
        visit(instances, scene.instances.data);
        visit(textures, scene.textures.data);
        visit(images, scene.images.data);
        visit(image_words, scene.image_words.data);
        visit(lights, scene.lights.data);
        visit(media, scene.media.data);
        visit(background_cdf, scene.background_cdf.data);
        visit(mesh_triangles, scene.mesh_triangles.data);
        visit(vertices, scene.vertices.data);
        visit(punctual_lights, scene.punctual_lights.data);
        visit(principleds, scene.principleds.data);
        visit(light_nodes, scene.light_nodes.data);
    }
};

/// Packs a scene in the order of its description, without a tree (bvh/build.hpp adds one). Throws Error (LIMIT) for
/// more shapes, instances or media than the kernels can number.
PackedScene pack_scene(const Scene& scene);

/// Whether two cameras see the same.
bool is_same_camera(const CameraDescription& a, const CameraDescription& b);

/// Names a scene's content under a camera.
std::string scene_hash(const std::string& content_hash, const CameraDescription& camera);

/// The device's view of the settings, with the camera's vectors worked out in portable arithmetic.
shared::Frame make_frame(const CameraDescription& camera, const RenderSettings& settings);

/// The features (FEATURE_ bits) that a frame asks of kernels beyond those of its scene.
std::uint32_t frame_features(const shared::Frame& frame);

/// A frame that sums up a quantity (QUANTITY_ of layout.glsl) of what the same camera rays meet first.
shared::Frame make_quantity_frame(const PackedScene& scene, const RenderSettings& settings, std::uint32_t quantity);

} // namespace triptych
