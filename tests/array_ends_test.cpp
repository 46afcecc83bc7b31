// The shared kernel reads no element beyond the end of a scene's arrays, empty ones among them: what lies there differs
// from device to device.
// SPDX-License-Identifier: MIT
#include "aov.glsl"
#include "base/float_mode.hpp"
#include "builtin/builtin_scenes.hpp"
#include "load/load.hpp"
#include "many_lights.hpp"
#include "meshes.hpp"
#include "rendering.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <csetjmp>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

namespace triptych::test {
namespace {

/// A scene's arrays, each in front of memory that cannot be read, so much that no 32-bit index leads beyond it.
class GuardedArrays {
public:
    explicit GuardedArrays(const PackedScene& packed) : m_scene(packed.view()) {
        packed.for_each_array(m_scene, [&](const auto& array, auto& address) {
            using Address = std::remove_reference_t<decltype(address)>;
            constexpr std::size_t INDICES = std::size_t{1} << 32u;
            address = reinterpret_cast<Address>(place(std::as_bytes(std::span(array)), INDICES * sizeof(array[0])));
        });
    }
    ~GuardedArrays() {
        for (const std::span<std::byte> mapping : m_mappings) ::munmap(mapping.data(), mapping.size());
    }
    GuardedArrays(const GuardedArrays&) = delete;
    GuardedArrays& operator=(const GuardedArrays&) = delete;

    const shared::Scene& view() const { return m_scene; }

private:
    const std::byte* place(std::span<const std::byte> bytes, std::size_t guard_bytes) {
        const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
        const std::size_t readable = (bytes.size() + page - 1) / page * page;
        void* const start =
            ::mmap(nullptr, readable + guard_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (start == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
        const auto all = std::span(static_cast<std::byte*>(start), readable + guard_bytes);
        m_mappings.push_back(all);
        if (readable > 0 && ::mprotect(start, readable, PROT_READ | PROT_WRITE) != 0) {
            throw std::system_error(errno, std::generic_category(), "mprotect");
        }
        std::copy(bytes.begin(), bytes.end(), all.begin() + static_cast<std::ptrdiff_t>(readable - bytes.size()));
        return all.data() + (readable - bytes.size());
    }

    shared::Scene m_scene;
    std::vector<std::span<std::byte>> m_mappings;
};

sigjmp_buf before_drawing;

/// Catches reads of what cannot be read while it lives.
class FaultHandler {
public:
    FaultHandler() {
        struct sigaction action {};
        action.sa_handler = [](int) { siglongjmp(before_drawing, 1); };
        ::sigaction(SIGSEGV, &action, &m_before);
    }
    ~FaultHandler() { ::sigaction(SIGSEGV, &m_before, nullptr); }
    FaultHandler(const FaultHandler&) = delete;
    FaultHandler& operator=(const FaultHandler&) = delete;

private:
    struct sigaction m_before {};
};

/// Draws a small picture and what its camera rays meet. Not inlined, since longjmp would leave its variables undefined
/// in the function that calls sigsetjmp.
[[gnu::noinline]] void draw(const shared::Scene& view, const PackedScene& packed) {
    RenderSettings settings = settings_of(24, 16, 1);
    for (const Integrator integrator : {Integrator::PATH, Integrator::PATH_MIS}) {
        settings.method.integrator = integrator;
        const shared::Frame frame = make_frame(packed.camera, settings);
        const shared::Frame albedo = make_quantity_frame(packed, settings, shared::QUANTITY_ALBEDO);
        for (std::uint32_t y = 0; y < settings.height; y++) {
            for (std::uint32_t x = 0; x < settings.width; x++) {
                shared::render_pixel(view, frame, x, y, 0, 2);
                shared::render_quantity(view, albedo, x, y, 0, 1);
            }
        }
    }
}

/// Whether a picture of a scene is drawn without a read beyond an array.
bool reads_within_arrays(const PackedScene& packed) {
    const FlushDenormals flush;
    const GuardedArrays arrays(packed);
    const FaultHandler handler;
    if (sigsetjmp(before_drawing, 1) != 0) return false;
    draw(arrays.view(), packed);
    return true;
}

/// Lights of every kind that shine on a mesh, and on one in three places.
Scene lit_meshes() {
    Scene scene = lit_floor();
    const MeshData mesh = bumpy_ball(2, {0.0f, 1.0f, 0.0f}, 1.0f, shared::MESH_NORMALS);
    const std::uint32_t white = add_material(scene, lambertian(vec3(0.8f)));
    scene.shapes.push_back(mesh_of(scene, mesh, white));
    const ShapeDescription instance = instance_of(scene, mesh_of(scene, mesh, white));
    for (const double x : {-3.0, 3.0, 6.0}) scene.shapes.push_back(under({translate(x, 0.0, 0.0)}, instance));
    return scene;
}

/// Scenes by name: with a tree, and without one where the kernel can do without.
std::vector<std::pair<std::string, PackedScene>> packed_scenes() {
    std::vector<std::pair<std::string, Scene>> scenes{{"nothing", white_scene({}, {0.0f, 0.0f, -1.0f})},
                                                      {"meshes", lit_meshes()}};
    for (const BuiltinScene& scene : builtin_scenes()) scenes.emplace_back(scene.name, scene.make());
    for (const auto& entry : std::filesystem::directory_iterator(TRIPTYCH_SOURCE_DIR "/scenes")) {
        if (entry.path().extension() == ".json") scenes.emplace_back(entry.path(), load_scene(entry.path().string()));
    }
    std::vector<std::pair<std::string, PackedScene>> result;
    for (const auto& [name, scene] : scenes) {
        PackedScene packed = pack_scene(scene);
        if (packed.instances.empty() && packed.shape_count() < 1000) result.emplace_back(name + ", no tree", packed);
        build_bvh(packed);
        result.emplace_back(name, std::move(packed));
    }
    return result;
}

TEST(ArrayEnds, NoReadGoesBeyondThem) {
    std::vector<std::size_t> empty; // in how many scenes each array is
    std::vector<std::size_t> full;
    for (const auto& [name, packed] : packed_scenes()) {
        EXPECT_TRUE(reads_within_arrays(packed)) << name;
        shared::Scene scene = packed.view();
        std::size_t at = 0;
        packed.for_each_array(scene, [&](const auto& array, auto&) {
            empty.resize(std::max(empty.size(), at + 1));
            full.resize(empty.size());
            (array.empty() ? empty : full)[at++]++;
        });
    }
    for (std::size_t array = 0; array < full.size(); array++) {
        EXPECT_GT(empty[array], 0u) << "array " << array << " of PackedScene::for_each_array";
        EXPECT_GT(full[array], 0u) << "array " << array << " of PackedScene::for_each_array";
    }
}

TEST(ArrayEnds, AReadBeyondIsNoticed) {
    PackedScene packed = packed_with_bvh(load_scene("three-spheres"));
    packed.materials.pop_back();
    EXPECT_FALSE(reads_within_arrays(packed));
}

} // namespace
} // namespace triptych::test
