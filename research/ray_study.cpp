// Nearest hits a second in meshes, ours beside Embree's and tinybvh's: ray_study [TRIANGLES]. One thread, the same
// rays, by turns.
// SPDX-License-Identifier: MIT
#include "backend/cpu/tile_kernel.hpp"
#include "base/float_mode.hpp"
#include "bvh/build.hpp"
#include "path.glsl"
#include "study_engines.hpp"
#include "study_meshes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace triptych {

namespace {

constexpr std::uint32_t VIEW_SIDE = 768; // primary rays a side
constexpr int ROUNDS = 7;

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

Scene scene_of(const MeshData& mesh) {
    Scene scene;
    scene.name = "study";
    scene.camera.look_from = {0.0f, 0.8f, 3.2f};
    scene.camera.look_at = vec3(0.0f);
    scene.camera.vertical_fov = 45.0;
    scene.materials.push_back(
        {"matte", {vec3(0.5f), shared::MATERIAL_LAMBERTIAN, 0.0f, 1.0f, shared::NONE, shared::NONE}});
    scene.meshes.push_back(std::make_shared<const MeshData>(mesh));
    scene.shapes.push_back({MeshShape{0}, 0});
    return scene;
}

std::vector<shared::Ray> primary_rays(const PackedScene& packed) {
    RenderSettings settings;
    settings.width = settings.height = VIEW_SIDE;
    const shared::Frame frame = make_frame(packed.camera, settings);
    std::vector<shared::Ray> rays;
    for (std::uint32_t y = 0; y < VIEW_SIDE; y++) {
        for (std::uint32_t x = 0; x < VIEW_SIDE; x++) rays.push_back(shared::begin_path(frame, x, y, 0).ray);
    }
    return rays;
}

/// From each hit, in the order of the pixels, one diffuse bounce, or the ray towards a small lamp.
std::vector<shared::Ray> rays_from_hits(const PackedScene& packed, const std::vector<shared::Ray>& rays,
                                        const std::vector<shared::Hit>& hits, bool to_lamp) {
    const vec3 lamp(1.5f, 2.5f, 1.0f);
    std::vector<shared::Ray> bounced;
    for (std::uint32_t i = 0; i < rays.size(); i++) {
        if (hits[i].shape == shared::NONE) continue;
        const shared::Surface surface = shared::surface_at(packed.view(), rays[i], hits[i]);
        const shared::Scatter scatter =
            shared::scatter_lambertian(packed.materials[0], surface.normal, shared::random4(7, i, 0, 0));
        const vec3 origin = surface.position + surface.origin_offset * surface.normal;
        const vec3 direction = to_lamp ? shared::unit(lamp - origin) : scatter.direction;
        if (to_lamp && shared::dot3(direction, surface.normal) <= 0.0f) continue;
        bounced.push_back({origin, 2 * surface.shape, direction, shared::NONE, 0.0f});
    }
    return bounced;
}

void study_rays(const char* what, const std::vector<shared::Ray>& rays, std::vector<Engine>& engines) {
    std::vector<std::vector<shared::Hit>> hits(engines.size(), std::vector<shared::Hit>(rays.size()));
    for (int round = 0; round < ROUNDS; round++) {
        for (std::size_t i = 0; i < engines.size(); i++) {
            const double seconds = seconds_of([&] { engines[i].trace(rays, hits[i]); });
            if (round == 0) engines[i].seconds.clear();
            engines[i].seconds.push_back(seconds);
        }
    }
    for (std::size_t i = 0; i < engines.size(); i++) {
        std::size_t differing = 0; // in distance by more than rounding explains
        for (std::size_t j = 0; j < rays.size(); j++) {
            const float a = hits[i][j].distance, b = hits[0][j].distance;
            differing += std::abs(a - b) > 1e-3f * std::max(1.0f, std::min(a, b));
        }
        std::vector<double> ratios;
        for (int round = 0; round < ROUNDS; round++) {
            ratios.push_back(engines[i].seconds[static_cast<std::size_t>(round)] /
                             engines[0].seconds[static_cast<std::size_t>(round)]);
        }
        const double million = static_cast<double>(rays.size()) * 1e-6;
        fmt::print("  {:<8} {:<32} {:6.2f} Mrays/s   ours / this = {:5.2f}   {} of {} hits elsewhere\n", what,
                   engines[i].name, million / median(engines[i].seconds), median(ratios), differing, rays.size());
    }
}

void study(const char* name, const MeshData& mesh) {
    fmt::print("{}: {} triangles\n", name, mesh.triangles.size());
    PackedScene packed;
    const double build_seconds = seconds_of([&] {
        packed = pack_scene(scene_of(mesh));
        build_bvh(packed);
    });
    std::vector<Engine> engines;
    for (const TileKernelKind& kind : tile_kernels()) {
        const std::shared_ptr<TileKernel> kernel = kind.make();
        Engine engine{"ours, " + kind.name};
        engine.build_seconds = build_seconds + seconds_of([&] { kernel->load(packed); });
        engine.trace = [kernel](const std::vector<shared::Ray>& rays, std::vector<shared::Hit>& hits) {
            kernel->trace(rays.data(), hits.data(), static_cast<std::uint32_t>(rays.size()));
        };
        engines.push_back(std::move(engine));
    }
    for (const auto& others : {embree_3, embree_4, tiny_bvh}) {
        for (Engine& engine : others(mesh)) engines.push_back(std::move(engine));
    }
    for (const Engine& engine : engines) {
        fmt::print("  build    {:<32} {:6.2f} s{}\n", engine.name, engine.build_seconds,
                   engine.megabytes > 0.0 ? fmt::format("   {:.0f} MB", engine.megabytes) : "");
    }
    const std::vector<shared::Ray> primary = primary_rays(packed);
    study_rays("primary", primary, engines);
    std::vector<shared::Hit> hits(primary.size());
    engines[0].trace(primary, hits);
    study_rays("shadow", rays_from_hits(packed, primary, hits, true), engines);
    study_rays("diffuse", rays_from_hits(packed, primary, hits, false), engines);
}

} // namespace
} // namespace triptych

int main(int argc, char** argv) {
    const triptych::FlushDenormals flush;
    const auto triangles = static_cast<std::uint32_t>(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1000000);
    triptych::study("rough ball", triptych::rough_ball(triangles));
    triptych::study("tangle of rings", triptych::tangle(triangles));
    return 0;
}
