// The known picture's scene, described here so that no other change to a scene can change it.
// SPDX-License-Identifier: MIT
#include "backend/known_picture.hpp"

#include "bvh/build.hpp"
#include "scene/material_kinds.hpp"

#include <memory>
#include <utility>

namespace triptych {

namespace {

constexpr SampleRange SAMPLES{0, 4};

std::uint32_t add_material(Scene& scene, const shared::Material& material) {
    scene.materials.push_back({"", material});
    return static_cast<std::uint32_t>(scene.materials.size() - 1);
}

std::uint32_t add_textured(Scene& scene, std::uint32_t kind, float scale, vec3 a, vec3 b,
                           std::uint32_t image = shared::NONE) {
    shared::Texture texture = make_texture(kind);
    texture.a = a;
    texture.b = b;
    texture.scale = scale;
    texture.image = image;
    scene.textures.push_back({"", texture});
    const auto index = static_cast<std::uint32_t>(scene.textures.size() - 1);
    return add_material(scene, with_color_texture(make_lambertian(vec3(0.0f)), index));
}

std::uint32_t add_image(Scene& scene) {
    auto image = std::make_shared<ImageData>();
    image->width = 8;
    image->height = 4;
    image->format = shared::IMAGE_SRGB8;
    for (std::uint32_t i = 0; i < image->width * image->height; i++)
        image->words.push_back((i * 0x9e3779u + 0x305070u) & 0xffffffu);
    scene.images.push_back(std::move(image));
    return static_cast<std::uint32_t>(scene.images.size() - 1);
}

/// A turned box with a triangle for a flag, which instances place.
void add_object(Scene& scene, std::uint32_t box, std::uint32_t flag) {
    ShapeDescription both{GroupShape{}};
    both.children.push_back({BoxShape{{-0.4f, 0.0f, -0.4f}, {0.4f, 1.0f, 0.4f}}, box});
    both.children.push_back({TriangleShape{{0.0f, 1.0f, 0.0f}, {0.0f, 1.6f, 0.0f}, {0.5f, 1.3f, 0.1f}}, flag});
    scene.objects.push_back({"", std::move(both)});
}

void add_instance(Scene& scene, vec3 at, double degrees, double size) {
    ShapeDescription instance{InstanceShape{0}};
    instance.transform = {{TransformStep::Kind::SCALE, {size, size, size}},
                          {TransformStep::Kind::ROTATE_Y, {degrees}},
                          {TransformStep::Kind::TRANSLATE, {double(at.x), double(at.y), double(at.z)}}};
    scene.shapes.push_back(std::move(instance));
}

/// Twelve lamps of three kinds under the ceiling, no two alike.
void add_lamps(Scene& scene) {
    for (std::uint32_t i = 0; i < 12; i++) {
        const float t = static_cast<float>(i) * 0.0625f;
        const std::uint32_t lamp = add_material(scene, make_light({2.0f + t, 3.0f - t, 1.0f + 2.0f * t}, i % 2 == 0));
        const vec3 at{-2.75f + 0.5f * static_cast<float>(i), 3.5f - 0.5f * t, -1.0f - static_cast<float>(i * 5 % 4)};
        if (i % 3 == 0) {
            scene.shapes.push_back(make_sphere(at, 0.125f, lamp));
        } else if (i % 3 == 1) {
            scene.shapes.push_back({QuadShape{at, {0.375f, 0.0f, 0.0f}, {0.0f, 0.0f, 0.5f}}, lamp});
        } else {
            scene.shapes.push_back({DiskShape{at, {0.25f, -1.0f, 0.125f}, 0.25f}, lamp});
        }
    }
}

Scene make_scene() {
    Scene scene;
    scene.camera.look_from = {0.25f, 2.0f, 4.5f};
    scene.camera.look_at = {0.0f, 1.0f, -1.0f};
    scene.camera.vertical_fov = 50.0;
    scene.camera.defocus_angle = 0.5;
    scene.camera.focus_distance = 5.0;
    scene.background = {vec3(0.25f), shared::BACKGROUND_GRADIENT, {0.125f, 0.25f, 0.5f}, shared::NONE};

    const std::uint32_t checks = add_textured(scene, shared::TEXTURE_CHECKER, 0.5f, vec3(0.75f), {0.25f, 0.375f, 0.5f});
    const std::uint32_t marble = add_textured(scene, shared::TEXTURE_MARBLE, 3.0f, vec3(0.875f), vec3(0.0f));
    const std::uint32_t noise = add_textured(scene, shared::TEXTURE_NOISE, 4.0f, vec3(0.75f), vec3(0.0f));
    const std::uint32_t print =
        add_textured(scene, shared::TEXTURE_IMAGE, 1.0f, vec3(1.0f), vec3(0.0f), add_image(scene));
    const std::uint32_t glass = add_material(scene, make_dielectric(1.5f));
    const std::uint32_t bubble = add_material(scene, make_dielectric(0.6875f));
    const std::uint32_t metal = add_material(scene, make_metal({0.75f, 0.625f, 0.5f}, 0.125f));
    const std::uint32_t matte = add_material(scene, make_lambertian({0.625f, 0.25f, 0.25f}));
    const std::uint32_t white = add_material(scene, make_lambertian(vec3(0.75f)));

    std::vector<ShapeDescription>& shapes = scene.shapes;
    shapes.push_back({QuadShape{{-4.0f, 0.0f, 2.0f}, {8.0f, 0.0f, 0.0f}, {0.0f, 0.0f, -7.0f}}, checks});
    shapes.push_back({QuadShape{{-4.0f, 0.0f, -5.0f}, {8.0f, 0.0f, 0.0f}, {0.0f, 4.0f, 0.0f}}, print});
    shapes.push_back({QuadShape{{-4.0f, 0.0f, 2.0f}, {0.0f, 0.0f, -7.0f}, {0.0f, 4.0f, 0.0f}}, matte});
    shapes.push_back({QuadShape{{4.0f, 0.0f, 2.0f}, {0.0f, 4.0f, 0.0f}, {0.0f, 0.0f, -7.0f}}, noise});
    shapes.push_back({QuadShape{{-4.0f, 4.0f, 2.0f}, {8.0f, 0.0f, 0.0f}, {0.0f, 0.0f, -7.0f}}, white});
    shapes.push_back(make_sphere({-1.75f, 0.75f, -1.0f}, 0.75f, glass));
    shapes.push_back(make_sphere({-1.75f, 0.75f, -1.0f}, 0.625f, bubble));
    shapes.push_back(make_sphere({0.0f, 0.625f, -2.25f}, 0.625f, metal));
    shapes.push_back(make_sphere({1.5f, 0.5f, 0.25f}, 0.5f, marble));
    shapes.push_back(make_sphere({0.25f, 0.375f, 0.5f}, 0.375f, matte, {0.0f, 0.25f, 0.125f}));
    for (std::uint32_t i = 0; i < 24; i++) { // so that the tree has a few levels
        const float x = -3.0f + 0.25f * static_cast<float>(i);
        const float z = -3.5f + 0.125f * static_cast<float>(i * 7 % 24);
        shapes.push_back(make_sphere({x, 0.125f, z}, 0.125f, i % 3 == 0 ? metal : i % 3 == 1 ? noise : matte));
    }
    add_object(scene, noise, matte);
    add_instance(scene, {2.25f, 0.0f, -2.0f}, 25.0, 1.25);
    add_instance(scene, {-0.75f, 0.0f, -3.5f}, -40.0, 0.75);
    add_lamps(scene);

    scene.media.push_back({{0.75f, 0.875f, 0.75f}, shared::NONE, 1.5f, 0.375f});
    ShapeDescription fog{MediumShape{0}};
    fog.children.push_back(make_sphere({1.25f, 1.625f, -1.5f}, 0.75f, shared::NONE));
    shapes.push_back(std::move(fog));
    return scene;
}

} // namespace

std::string draw_known_picture(Backend& backend) {
    PackedScene packed = pack_scene(make_scene());
    build_bvh(packed);
    RenderSettings settings;
    settings.width = 32;
    settings.height = 24;
    settings.max_depth = 16;
    settings.method.roulette = true;
    Film film(settings);
    backend.load(packed);
    backend.begin(make_frame(packed.camera, settings));
    backend.render(SAMPLES, {});
    backend.read(film);
    return film.hash();
}

} // namespace triptych
