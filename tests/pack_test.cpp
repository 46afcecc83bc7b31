// The packed arrays as a whole: which there are, what features they need, what the hash covers, and the camera's frame.
// SPDX-License-Identifier: MIT
#include "bvh/build.hpp"
#include "descriptions.hpp"
#include "meshes.hpp"
#include "pack/bounds.hpp"
#include "pack/pack_lights.hpp"
#include "scene/background.hpp"
#include "scene/material_kinds.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <set>

namespace triptych::test {
namespace {

constexpr std::uint32_t NONE = shared::NONE;
constexpr std::uint32_t MATTE = 0, LAMP = 1, STEEL = 2;

std::shared_ptr<ImageData> image_of(std::uint32_t format, std::vector<std::uint32_t> words) {
    auto image = std::make_shared<ImageData>();
    image->width = 2;
    image->height = 1;
    image->format = format;
    image->words = std::move(words);
    return image;
}

/// Something of everything.
Scene full_scene() {
    Scene scene;
    scene.name = "test";
    scene.images.push_back(image_of(shared::IMAGE_SRGB8, {0x00ff8001u, 0x00102030u}));
    std::vector<std::uint32_t> floats;
    for (const float x : {0.5f, 1.0f, 2.0f, 0.25f, 0.125f, 8.0f}) floats.push_back(shared::floatBitsToUint(x));
    scene.images.push_back(image_of(shared::IMAGE_FLOAT, floats));
    scene.textures.push_back({"picture", make_texture(shared::TEXTURE_IMAGE)});
    scene.textures.back().texture.image = 0;
    scene.textures.push_back({"checks", make_texture(shared::TEXTURE_CHECKER)});
    scene.textures.back().texture.b = vec3(0.25f);
    scene.textures.back().texture.texture_b = 0;
    scene.textures.back().texture.scale = 0.25f;
    scene.textures.push_back({"clouds", make_texture(shared::TEXTURE_NOISE)});
    scene.textures.back().texture.scale = 4.0f;
    for (TextureDescription& described : scene.textures) described.texture.a = vec3(0.5f);
    scene.materials.push_back({"matte", {vec3(0.5f), shared::MATERIAL_LAMBERTIAN, 0.0f, 1.0f, 1, NONE}});
    scene.materials.push_back({"lamp", {vec3(3.0f), shared::MATERIAL_ONE_SIDED_LIGHT, 0.0f, 1.0f, NONE, NONE}});
    scene.materials.push_back({"steel", {vec3(0.5f), shared::MATERIAL_METAL, 0.25f, 1.5f, NONE, 2}});
    scene.background = make_panorama(1, vec3(2.0f), 0.25f);
    scene.shapes = {sphere(vec3(0.0f), 1.0f, MATTE, {0, 1, 0}), triangle(vec3(0.0f), {1, 0, 0}, {0, 1, 0}, STEEL),
                    under({translate(0, 3, 0)}, disk(vec3(0.0f), {0, -1, 0}, 1.0f, LAMP))};
    const ShapeDescription boxes = instance_of(scene, box(vec3(0.0f), vec3(1.0f), MATTE));
    scene.shapes.push_back(under({rotate(0, 1, 0, 15), translate(5, 0, 0)}, boxes));
    scene.shapes.push_back(under({translate(9, 0, 0)}, boxes));
    scene.shapes.push_back(medium_in(scene, sphere(vec3(0.0f), 4.0f, NONE), 0.5f));
    return scene;
}

TEST(Pack, StillSpheresAloneNeedNoFeature) {
    Scene scene = full_scene();
    scene.background = {vec3(1.0f), shared::BACKGROUND_GRADIENT, vec3(0.0f), NONE};
    for (auto& [name, material] : scene.materials) material = scene.materials[0].material;
    for (auto& [name, material] : scene.materials) material.color_texture = NONE;
    scene.shapes = {sphere(vec3(0.0f), 1.0f, MATTE), sphere(vec3(2.0f), 1.5f, STEEL)};
    const PackedScene packed = pack_scene(scene);
    EXPECT_EQ(packed.features, 0u);
    EXPECT_TRUE(packed.shapes.empty());
    ASSERT_EQ(packed.spheres.size(), 2u);
    EXPECT_EQ(packed.spheres[1].center.x, 2.0f);
    EXPECT_EQ(packed.spheres[1].radius, 1.5f);
    EXPECT_EQ(packed.tags[1].material, STEEL);
    EXPECT_EQ(packed.flat_count, 2u);
    EXPECT_EQ(packed.background_light, NONE);
}

TEST(Pack, FeaturesFollowFromWhatIsUsed) {
    using Change = std::function<void(Scene&)>;
    const auto features_with = [](const Change& change) {
        Scene scene = full_scene();
        const ShapeDescription instance = scene.shapes[3];
        scene.background = {vec3(1.0f), shared::BACKGROUND_CONSTANT, vec3(0.0f), NONE};
        scene.materials[MATTE].material.color_texture = NONE;
        scene.materials[STEEL].material.fuzz_texture = NONE;
        scene.shapes = {sphere(vec3(0.0f), 1.0f, MATTE)};
        change(scene);
        return pack_scene(scene).features;
    };
    const auto add = [](ShapeDescription shape) { return [shape](Scene& scene) { scene.shapes.push_back(shape); }; };
    const ShapeDescription instance = full_scene().shapes[3];
    const ShapeDescription medium = full_scene().shapes[5];
    EXPECT_EQ(features_with([](Scene&) {}), 0u);
    EXPECT_EQ(features_with(add(sphere(vec3(1.0f), 1.0f, MATTE, {0, 1, 0}))), shared::FEATURE_SHAPES);
    EXPECT_EQ(features_with(add(quad(vec3(0.0f), {1, 0, 0}, {0, 1, 0}, MATTE))), shared::FEATURE_SHAPES);
    EXPECT_EQ(features_with(add(instance)), shared::FEATURE_SHAPES | shared::FEATURE_INSTANCES);
    EXPECT_EQ(features_with(add(medium)), shared::FEATURE_SHAPES | shared::FEATURE_MEDIA);
    EXPECT_EQ(features_with(add(sphere(vec3(1.0f), 1.0f, LAMP))), shared::FEATURE_EMISSION | shared::FEATURE_LIGHTS);
    EXPECT_EQ(features_with([](Scene& scene) {
                  scene.shapes.push_back(sphere(vec3(1.0f), 1.0f, LAMP));
                  scene.materials[LAMP].material.color = vec3(0.0f);
              }),
              shared::FEATURE_EMISSION);
    EXPECT_EQ(features_with([](Scene& scene) { scene.materials[MATTE].material.color_texture = 1; }),
              shared::FEATURE_TEXTURES);
    EXPECT_EQ(features_with([](Scene& scene) { scene.materials[STEEL].material.color_texture = 1; }), 0u); // not in use
    EXPECT_EQ(features_with([&](Scene& scene) {
                  scene.shapes.push_back(medium);
                  scene.media[0].albedo_texture = 2;
              }),
              shared::FEATURE_SHAPES | shared::FEATURE_MEDIA | shared::FEATURE_TEXTURES);
    EXPECT_EQ(features_with([](Scene& scene) { scene.background = full_scene().background; }),
              shared::FEATURE_IMAGE_BACKGROUND | shared::FEATURE_LIGHTS);
    const auto add_mesh = [](Scene& scene, std::uint32_t attributes) {
        scene.shapes.push_back(mesh_of(scene, bumpy_ball(1, vec3(0.0f), 1.0f, attributes), MATTE));
    };
    const shared::PunctualLight lamp{vec3(0.0f), shared::PUNCTUAL_POINT, vec3(0.0f, 1.0f, 0.0f), 0.0f, vec3(1.0f),
                                     0.0f};
    EXPECT_EQ(features_with([&](Scene& scene) { add_mesh(scene, 0); }), shared::FEATURE_SHAPES);
    EXPECT_EQ(features_with([&](Scene& scene) { add_mesh(scene, shared::MESH_NORMALS); }),
              shared::FEATURE_SHAPES | shared::FEATURE_MESHES);
    EXPECT_EQ(features_with([&](Scene& scene) { scene.punctual_lights = {lamp}; }),
              shared::FEATURE_LIGHTS | shared::FEATURE_PUNCTUAL_LIGHTS);
    Scene scene = full_scene();
    add_mesh(scene, shared::MESH_NORMALS);
    scene.punctual_lights = {lamp};
    shared::Principled screen = default_principled();
    screen.alpha_mode = shared::ALPHA_BLEND;
    scene.principleds = {screen};
    scene.materials.push_back({"screen", make_principled(0)});
    scene.shapes.push_back(make_sphere(vec3(0.0f), 1.0f, static_cast<std::uint32_t>(scene.materials.size() - 1)));
    EXPECT_EQ(pack_scene(scene).features,
              shared::FEATURES_COMMON &
                  ~(shared::FEATURE_LIGHT_TREE | shared::FEATURE_LARGE_SPHERES | shared::FEATURE_MATERIALS));
    scene.punctual_lights.resize(LEAST_TREE_LIGHTS, lamp);
    EXPECT_EQ(pack_scene(scene).features,
              shared::FEATURES_COMMON & ~(shared::FEATURE_LARGE_SPHERES | shared::FEATURE_MATERIALS));
    const auto features_with_flags = [&](std::uint32_t flags) {
        return features_with([&](Scene& changed) {
            changed.principleds = {default_principled()};
            changed.principleds[0].flags = flags;
            changed.materials[MATTE] = {"screen", make_principled(0)};
        });
    };
    EXPECT_EQ(features_with_flags(0) & shared::FEATURE_ALPHA, 0u);
    EXPECT_EQ(features_with_flags(shared::PRINCIPLED_CULLED), features_with_flags(0) | shared::FEATURE_ALPHA);
}

TEST(Pack, ImagesStandBehindTheTableThatDecodesThem) {
    const PackedScene packed = pack_scene(full_scene());
    ASSERT_EQ(packed.image_words.size(), 256u + 2u + 6u);
    const auto linear = [&](std::size_t byte) { return shared::uintBitsToFloat(packed.image_words[byte]); };
    EXPECT_EQ(linear(0), 0.0f);
    EXPECT_EQ(linear(255), 1.0f);
    for (std::size_t byte = 0; byte < 256; byte++) {
        const double encoded = static_cast<double>(byte) / 255.0;
        const double expected = encoded <= 0.04045 ? encoded / 12.92 : std::pow((encoded + 0.055) / 1.055, 2.4);
        EXPECT_EQ(linear(byte), static_cast<float>(expected)) << byte;
    }
    EXPECT_EQ(packed.images[0].first_word, 256u);
    EXPECT_EQ(packed.images[1].first_word, 258u);
    EXPECT_EQ(packed.images[1].format, shared::IMAGE_FLOAT);
    EXPECT_EQ(packed.image_words[257], 0x00102030u);
    EXPECT_EQ(shared::uintBitsToFloat(packed.image_words[263]), 8.0f);
    EXPECT_EQ(packed.textures[1].scale, 4.0f); // a checker's is one over its side
    EXPECT_EQ(packed.textures[2].scale, 4.0f);
    EXPECT_TRUE(pack_scene(Scene{}).image_words.empty());
}

TEST(Pack, TheViewHoldsEveryArrayAndCount) {
    PackedScene packed = pack_scene(full_scene());
    build_bvh(packed);
    const shared::Scene view = packed.view();
    EXPECT_EQ(view.shapes.data, packed.shapes.data());
    EXPECT_EQ(view.tags.data, packed.tags.data());
    EXPECT_EQ(view.media.data, packed.media.data());
    EXPECT_EQ(view.background_cdf.data, packed.background_cdf.data());
    EXPECT_EQ(view.image_words.data, packed.image_words.data());
    EXPECT_EQ(view.node_count, packed.nodes.size());
    EXPECT_EQ(view.flat_count, packed.flat_count);
    EXPECT_EQ(view.light_count, 2u);
    EXPECT_EQ(view.medium_count, 1u);
    EXPECT_EQ(view.background_light, 1u);
    EXPECT_EQ(view.features, packed.features);
    EXPECT_EQ(view.tolerance, packed.tolerance);
    EXPECT_EQ(view.background.image, 1u);
}

TEST(Pack, TolerancesFollowFromSizes) {
    const PackedScene packed = pack_scene(full_scene());
    const std::vector<Bounds> boxes{range_bounds(packed, packed.objects[0], 0.0f)};
    const Extent extent = extent_of(content_of(packed, boxes), packed.camera);
    EXPECT_GT(extent.diagonal, 10.0); // from the medium's boundary to the last box
    EXPECT_LT(extent.diagonal, 40.0);
    constexpr double U = 0x1p-24;
    EXPECT_GT(packed.tolerance, 8.0 * U * extent.diagonal);
    EXPECT_LT(packed.tolerance, 20.0 * U * extent.diagonal);
    for (const shared::Instance& instance : packed.instances) {
        EXPECT_GT(instance.tolerance, 8.0 * U * extent.diagonal);
        EXPECT_LT(instance.tolerance, 20.0 * U * extent.diagonal);
    }
    Scene far = full_scene();
    far.camera.look_from = {1000.0f, 0.0f, 0.0f};
    EXPECT_GT(pack_scene(far).tolerance, 20.0f * packed.tolerance);
    Scene large = full_scene();
    large.shapes[3].transform.push_back(scale(1000, 1000, 1000));
    const PackedScene grown = pack_scene(large);
    EXPECT_GT(grown.tolerance, 100.0f * packed.tolerance);
    EXPECT_LT(grown.instances[0].tolerance, 0.1f * grown.instances[1].tolerance); // in the object's units
}

TEST(Pack, TheHashCoversWhatIsDescribedAndNotTheTree) {
    const auto change_image = [](Scene& scene, std::size_t i, std::size_t word) {
        auto image = std::make_shared<ImageData>(*scene.images[i]);
        image->words[word] ^= 1u;
        scene.images[i] = image;
    };
    const std::vector<std::function<void(Scene&)>> changes{
        [](Scene&) {},
        [](Scene& s) { s.camera.look_from.x += 1.0f; },
        [](Scene& s) { s.camera.look_at.y += 1.0f; },
        [](Scene& s) { s.camera.up.x += 0.5f; },
        [](Scene& s) { s.camera.vertical_fov += 1.0; },
        [](Scene& s) { s.camera.orthographic_height = 1.0; },
        [](Scene& s) { s.camera.orthographic_height = 2.0; },
        [](Scene& s) { s.camera.defocus_angle += 1.0; },
        [](Scene& s) { s.camera.focus_distance += 1.0; },
        [](Scene& s) { s.camera.shutter_open = 0.25f; },
        [](Scene& s) { s.camera.shutter_close = 0.75f; },
        [](Scene& s) { s.background.bottom.y = 3.0f; },
        [](Scene& s) { s.background.kind = shared::BACKGROUND_GRADIENT; },
        [](Scene& s) { s.background = make_panorama(1, vec3(2.0f), 0.5f); },
        [](Scene& s) { s.background.image = 0; },
        [&](Scene& s) { change_image(s, 0, 1); },
        [&](Scene& s) { change_image(s, 1, 5); },
        [](Scene& s) { s.textures[0].texture.a.x = 0.75f; },
        [](Scene& s) { s.textures[0].texture.image = 1; },
        [](Scene& s) { s.textures[1].texture.b.x = 0.75f; },
        [](Scene& s) { s.textures[1].texture.texture_a = 0; },
        [](Scene& s) { s.textures[1].texture.texture_b = NONE; },
        [](Scene& s) { s.textures[1].texture.scale = 2.0f; },
        [](Scene& s) { s.textures[2].texture.kind = shared::TEXTURE_MARBLE; },
        [](Scene& s) { s.textures[2].texture.scale = 2.0f; },
        [](Scene& s) { s.materials[MATTE].material.color_texture = 0; },
        [](Scene& s) { s.materials[STEEL].material.color.z = 0.75f; },
        [](Scene& s) { s.materials[STEEL].material.fuzz = 0.5f; },
        [](Scene& s) { s.materials[STEEL].material.fuzz_texture = NONE; },
        [](Scene& s) { s.materials[STEEL].material.ior = 2.0f; },
        [](Scene& s) { s.materials[STEEL].material.kind = shared::MATERIAL_DIELECTRIC; },
        [](Scene& s) { s.materials[LAMP].material.kind = shared::MATERIAL_LIGHT; },
        [](Scene& s) { s.media[0].albedo.x = 0.5f; },
        [](Scene& s) { s.media[0].albedo_texture = 2; },
        [](Scene& s) { s.media[0].density = 1.0f; },
        [](Scene& s) { s.media[0].anisotropy = 0.5f; },
        [](Scene& s) { s.shapes[0].material = STEEL; },
        [](Scene& s) { as_sphere(s.shapes[0]).center.x = 0.5f; },
        [](Scene& s) { as_sphere(s.shapes[0]).motion.y = 0.5f; },
        [](Scene& s) { as_sphere(s.shapes[0]).radius = 0.5f; },
        [](Scene& s) { std::get<TriangleShape>(s.shapes[1].geometry).c.z = 0.5f; },
        [](Scene& s) {
            s.shapes[1].geometry = QuadShape{vec3(0.0f), {1, 0, 0}, {0, 1, 0}};
        },
        [](Scene& s) { std::swap(s.shapes[0], s.shapes[1]); },
        [](Scene& s) { s.shapes[2].transform[0].values[1] = 4.0; },
        [](Scene& s) { s.shapes[3].transform[0].values[3] = 16.0; },
        [](Scene& s) { s.shapes[4].transform[0].values[0] = 10.0; },
        [](Scene& s) { as_sphere(s.shapes[5].children[0]).radius = 3.0f; },
        [](Scene& s) { std::get<BoxShape>(s.objects[0].shape.geometry).max.x = 2.0f; },
        [](Scene& s) { s.shapes.pop_back(); },
    };
    std::set<std::string> hashes;
    for (std::size_t i = 0; i < changes.size(); i++) {
        Scene scene = full_scene();
        changes[i](scene);
        EXPECT_TRUE(hashes.insert(pack_scene(scene).hash).second) << i;
    }
    PackedScene with_tree = pack_scene(full_scene());
    build_bvh(with_tree);
    EXPECT_EQ(with_tree.hash, pack_scene(full_scene()).hash);
    Scene settings = full_scene(); // these belong to the render
    settings.method.integrator = Integrator::PATH;
    settings.method.sampler = Sampler::INDEPENDENT;
    settings.method.roulette = true;
    settings.width = 7;
    settings.name = "other";
    EXPECT_EQ(pack_scene(settings).hash, with_tree.hash);
}

TEST(Frame, HoldsShutterAndFlags) {
    CameraDescription camera;
    camera.shutter_open = 0.25f;
    camera.shutter_close = 0.75f;
    RenderSettings settings;
    settings.width = 40;
    settings.height = 30;
    settings.method.roulette = true;
    settings.method.sampler = Sampler::INDEPENDENT;
    const shared::Frame frame = make_frame(camera, settings);
    EXPECT_EQ(frame.camera.shutter_open, 0.25f);
    EXPECT_EQ(frame.camera.shutter_duration, 0.5f);
    EXPECT_EQ(frame.flags, shared::FRAME_LIGHT_SAMPLING | shared::FRAME_ROULETTE);
    // A field of view of 90 degrees: the plane of focus is twice as high as far away.
    EXPECT_FLOAT_EQ(frame.camera.pixel_right.x, 20.0f / 30.0f);
    EXPECT_FLOAT_EQ(frame.camera.first_pixel.y, 10.0f - 10.0f / 30.0f);
    EXPECT_FLOAT_EQ(frame.camera.first_pixel.z, -10.0f);
}

} // namespace
} // namespace triptych::test
