// Random scenes of all shapes, plain materials and a few lights, with all options of a picture: every kernel of the CPU
// adds the plain reference's samples to the film, bit for bit.
// SPDX-License-Identifier: MIT
#include "brute_force.hpp"

#include <cstring>

namespace triptych::test {
namespace {

/// What a random scene is made of.
struct Recipe {
    int shapes;
    std::uint32_t lights; // at most
    bool moves;           // some of its spheres do
    bool twice;           // every shape stands twice in the same place, so that hits tie
    bool round = false;   // nothing but spheres
};

Scene random_scene(unsigned seed, const Recipe& recipe) {
    Random random(seed);
    Scene scene = scene_under(vec3(0.2f), {0.0f, 0.0f, 6.0f}, vec3(0.0f));
    if (seed % 3 == 0) scene.background = {vec3(0.5f), shared::BACKGROUND_GRADIENT, {0.1f, 0.2f, 0.4f}, shared::NONE};
    if (seed % 2 == 0) scene.camera.defocus_angle = 2.0;
    if (seed % 5 == 0) scene.camera.orthographic_height = 5.0;
    if (!recipe.moves) scene.camera.shutter_close = scene.camera.shutter_open;
    const std::uint32_t scattering[] = {
        add_material(scene, lambertian({0.7f, 0.5f, 0.3f})), add_material(scene, lambertian(vec3(0.9f))),
        add_material(scene, metal(vec3(0.8f), 0.0f)), add_material(scene, metal({0.9f, 0.6f, 0.4f}, 0.3f)),
        add_material(scene, glass(1.5f))};
    const std::uint32_t shining[] = {
        add_material(scene, light({6.0f, 4.0f, 2.0f})),
        add_material(scene, material(shared::MATERIAL_ONE_SIDED_LIGHT, {2.0f, 5.0f, 8.0f}, 0.0f, 1.0f))};
    std::uint32_t lights = 0;
    for (int i = 0; i < recipe.shapes; i++) {
        const bool shines = lights < recipe.lights && i % 3 == 0;
        lights += shines ? 1 : 0;
        const std::uint32_t material = shines ? shining[random.below(2)] : scattering[random.below(5)];
        const vec3 at = random.in_cube(2.5f);
        const vec3 u = random.in_cube(1.2f);
        const vec3 v = random.in_cube(1.2f);
        switch ((static_cast<std::uint32_t>(i) + seed) % (recipe.round ? 2 : 5)) {
        case 0: scene.shapes.push_back(sphere(at, random(0.2f, 0.8f), material)); break;
        case 1: scene.shapes.push_back(sphere(at, 0.5f, material, recipe.moves ? v : vec3(0.0f))); break;
        case 2: scene.shapes.push_back(quad(at, u, v, material)); break;
        case 3: scene.shapes.push_back(triangle(at, at + u, at + v, material)); break;
        default: scene.shapes.push_back(disk(at, u, random(0.3f, 0.9f), material));
        }
    }
    if (recipe.twice) {
        const std::vector<ShapeDescription> shapes = scene.shapes;
        scene.shapes.insert(scene.shapes.end(), shapes.rbegin(), shapes.rend());
    }
    return scene;
}

/// A picture's options, by number: each integrator with each sampler, with and without roulette, to different depths.
RenderSettings options_of(unsigned number) {
    RenderSettings settings = settings_of(19, 17, number, number % 4 == 0 ? 1 : 3 + 3 * (number % 4));
    settings.method.integrator = (number & 1u) != 0 ? Integrator::PATH_MIS : Integrator::PATH;
    settings.method.sampler = (number & 2u) != 0 ? Sampler::SOBOL : Sampler::INDEPENDENT;
    settings.method.roulette = (number & 4u) != 0;
    return settings;
}

/// Tiles of whole rows of pixels and of few, with many samples and with one.
constexpr Tile TILES[] = {{0, 0, 16, 16, 0, 2}, {16, 0, 19, 16, 0, 5}, {0, 16, 16, 17, 1, 2}, {16, 16, 17, 17, 0, 300}};

/// Draws a scene with every kernel; returns how many pixels of the plain reference got light.
int expect_equal_films(const Scene& scene, const RenderSettings& settings) {
    const PackedScene packed = packed_with_bvh(scene);
    EXPECT_EQ(packed.view().features & ~shared::FEATURES_LIT, 0u);
    const shared::Frame frame = make_frame(packed.camera, settings);
    const std::vector<TileKernelKind> kinds = tile_kernels();
    std::vector<std::unique_ptr<TileKernel>> kernels;
    for (const TileKernelKind& kind : kinds) {
        kernels.push_back(kind.make());
        kernels.back()->load(packed);
    }
    int lit = 0;
    for (const Tile& tile : TILES) {
        const std::size_t pixels = std::size_t{tile.x1 - tile.x0} * (tile.y1 - tile.y0);
        std::vector<shared::FilmPixel> expected(pixels, shared::empty_pixel());
        const std::uint64_t rays = kernels.back()->render(frame, tile, expected.data());
        for (std::size_t i = 0; i + 1 < kernels.size(); i++) {
            std::vector<shared::FilmPixel> film(pixels, shared::empty_pixel());
            EXPECT_EQ(kernels[i]->render(frame, tile, film.data()), rays) << kinds[i].name;
            EXPECT_EQ(std::memcmp(film.data(), expected.data(), pixels * sizeof(shared::FilmPixel)), 0)
                << kinds[i].name << ", tile from " << tile.x0 << ", " << tile.y0;
        }
        for (const shared::FilmPixel& pixel : expected) lit += pixel.red.low != 0 || pixel.red.high != 0 ? 1 : 0;
    }
    return lit;
}

void expect_equal_films(const Recipe& recipe, unsigned scenes) {
    const FlushDenormals flush;
    for (unsigned seed = 0; seed < scenes; seed++) {
        const Scene scene = random_scene(seed, recipe);
        for (unsigned i = 0; i < 3; i++) {
            SCOPED_TRACE(fmt::format("scene {}, options {}", seed, (3 * seed + i) % 8));
            EXPECT_GT(expect_equal_films(scene, options_of((3 * seed + i) % 8)), 30);
        }
    }
}

TEST(LitScenes, OfFewShapes) { expect_equal_films({12, 5, false, false}, 16); }

TEST(LitScenes, OfFewShapesThatMove) { expect_equal_films({20, 7, true, false}, 16); }

TEST(LitScenes, OfManyShapes) { expect_equal_films({150, 7, true, false}, 16); }

TEST(LitScenes, OfStillSpheres) {
    expect_equal_films({20, 3, false, false, true}, 8);
    expect_equal_films({60, 0, false, false, true}, 8);
}

TEST(LitScenes, WithoutLights) { expect_equal_films({60, 0, true, false}, 8); }

TEST(LitScenes, OfShapesInTheSamePlaces) {
    expect_equal_films({15, 3, false, true}, 8);
    expect_equal_films({60, 3, false, true}, 8);
}

} // namespace
} // namespace triptych::test
