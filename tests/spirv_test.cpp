// The embedded SPIR-V: valid, marked against contraction, and laid out in memory as C++ lays it out. The walker here is
// independent of the pass that it checks.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/embedded_shaders.hpp"
#include "backend/vulkan/float_modes.hpp"
#include "backend/vulkan/push_constants.hpp"
#include "backend/vulkan/specialize.hpp"
#include "backend/vulkan/spirv.hpp"
#include "expect_error.hpp"
#include "probe.glsl"
#include "temporary_folder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <spirv-tools/libspirv.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace triptych {
namespace {
using Words = std::span<const std::uint32_t>;

/// What the tests need to know of a module.
struct Module {
    explicit Module(Words words) {
        for (std::size_t at = 5; at < words.size(); at += words[at] >> 16) read(words.subspan(at, words[at] >> 16));
    }

    /// Offsets by name of every struct of that name that lies in memory (a struct of locals has none).
    std::vector<std::map<std::string, std::uint32_t>> layouts(const std::string& name) const {
        std::vector<std::map<std::string, std::uint32_t>> result;
        for (const auto& [id, members] : m_offsets) {
            const auto found = m_names.find(id);
            if (found == m_names.end() || found->second != name) continue;
            auto& layout = result.emplace_back();
            for (const auto& [member, offset] : members) layout[m_member_names.at({id, member})] = offset;
        }
        return result;
    }

    /// Strides of every array whose elements are structs of that name.
    std::vector<std::uint32_t> strides(const std::string& name) const {
        std::vector<std::uint32_t> result;
        for (const auto& [array, stride] : m_strides) {
            const auto found = m_names.find(m_elements.at(array));
            if (found != m_names.end() && found->second == name) result.push_back(stride);
        }
        return result;
    }

    std::set<std::uint32_t> float_arithmetic; // ids of results
    std::set<std::uint32_t> not_contracted;   // ids decorated so

private:
    void read(Words op) {
        switch (op[0] & 0xffffu) {
        case 5: m_names[op[1]] = text(op.subspan(2)); break;                 // OpName
        case 6: m_member_names[{op[1], op[2]}] = text(op.subspan(3)); break; // OpMemberName
        case 22: m_floats.insert(op[1]); break;                              // OpTypeFloat
        case 23:                                                             // OpTypeVector
        case 24:                                                             // OpTypeMatrix
            if (m_floats.contains(op[2])) m_floats.insert(op[1]);
            break;
        case 28:                                           // OpTypeArray
        case 29: m_elements[op[1]] = op[2]; break;         // OpTypeRuntimeArray
        case 71:                                           // OpDecorate
            if (op[2] == 42) not_contracted.insert(op[1]); // NoContraction
            if (op[2] == 6) m_strides[op[1]] = op[3];      // ArrayStride
            break;
        case 72:                                              // OpMemberDecorate
            if (op[3] == 35) m_offsets[op[1]][op[2]] = op[4]; // Offset
            break;
        default:
            // The specification's arithmetic instructions are 126 to 152; those on floats have a float type.
            if ((op[0] & 0xffffu) >= 126 && (op[0] & 0xffffu) <= 152 && m_floats.contains(op[1])) {
                float_arithmetic.insert(op[2]);
            }
        }
    }

    static std::string text(Words words) { return reinterpret_cast<const char*>(words.data()); }

    std::map<std::uint32_t, std::string> m_names;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::string> m_member_names;
    std::map<std::uint32_t, std::map<std::uint32_t, std::uint32_t>> m_offsets;
    std::map<std::uint32_t, std::uint32_t> m_strides;  // by array
    std::map<std::uint32_t, std::uint32_t> m_elements; // by array
    std::set<std::uint32_t> m_floats;                  // float types, vectors and matrices
};

struct Layout {
    std::string name;
    std::map<std::string, std::uint32_t> offsets;
};

#define AT(Type, member)                                                                                               \
    { #member, static_cast < std::uint32_t>(offsetof(Type, member)) }

std::vector<Layout> scene_layouts() {
    using namespace shared;
    return {
        {"Sphere", {AT(Sphere, center), AT(Sphere, radius)}},
        {"ShapeTag", {AT(ShapeTag, material), AT(ShapeTag, id), AT(ShapeTag, light), AT(ShapeTag, light_group)}},
        {"Material",
         {AT(Material, color), AT(Material, kind), AT(Material, fuzz), AT(Material, ior), AT(Material, color_texture),
          AT(Material, fuzz_texture)}},
        {"Shape",
         {AT(Shape, origin), AT(Shape, kind), AT(Shape, u), AT(Shape, radius), AT(Shape, v), AT(Shape, instance)}},
        {"Instance",
         {AT(Instance, object_from_world_x), AT(Instance, object_from_world_tx), AT(Instance, object_from_world_y),
          AT(Instance, object_from_world_ty), AT(Instance, object_from_world_z), AT(Instance, object_from_world_tz),
          AT(Instance, world_from_object_x), AT(Instance, world_from_object_tx), AT(Instance, world_from_object_y),
          AT(Instance, world_from_object_ty), AT(Instance, world_from_object_z), AT(Instance, world_from_object_tz),
          AT(Instance, root), AT(Instance, tolerance), AT(Instance, reserved_0), AT(Instance, reserved_1)}},
        {"Principled",
         {AT(Principled, base_color),
          AT(Principled, alpha),
          AT(Principled, specular_color),
          AT(Principled, specular),
          AT(Principled, sheen_color),
          AT(Principled, sheen_roughness),
          AT(Principled, attenuation),
          AT(Principled, attenuation_distance),
          AT(Principled, metallic),
          AT(Principled, roughness),
          AT(Principled, ior),
          AT(Principled, transmission),
          AT(Principled, clearcoat),
          AT(Principled, clearcoat_roughness),
          AT(Principled, normal_scale),
          AT(Principled, clearcoat_normal_scale),
          AT(Principled, alpha_cutoff),
          AT(Principled, alpha_mode),
          AT(Principled, flags),
          AT(Principled, base_color_texture),
          AT(Principled, metallic_roughness_texture),
          AT(Principled, normal_texture),
          AT(Principled, specular_texture),
          AT(Principled, specular_color_texture),
          AT(Principled, transmission_texture),
          AT(Principled, clearcoat_texture),
          AT(Principled, clearcoat_roughness_texture),
          AT(Principled, clearcoat_normal_texture),
          AT(Principled, sheen_color_texture),
          AT(Principled, sheen_roughness_texture),
          AT(Principled, anisotropy_texture),
          AT(Principled, iridescence_texture),
          AT(Principled, diffuse_transmission_color),
          AT(Principled, diffuse_transmission),
          AT(Principled, anisotropy),
          AT(Principled, anisotropy_rotation),
          AT(Principled, dispersion),
          AT(Principled, iridescence),
          AT(Principled, iridescence_ior),
          AT(Principled, iridescence_thickness_minimum),
          AT(Principled, iridescence_thickness_maximum),
          AT(Principled, iridescence_thickness_texture),
          AT(Principled, diffuse_transmission_texture),
          AT(Principled, diffuse_transmission_color_texture),
          AT(Principled, reserved_0),
          AT(Principled, reserved_1)}},
        {"Texture",
         {AT(Texture, a), AT(Texture, texture_a), AT(Texture, b), AT(Texture, texture_b), AT(Texture, kind),
          AT(Texture, scale), AT(Texture, image), AT(Texture, sampling), AT(Texture, row_u), AT(Texture, reserved_0),
          AT(Texture, row_v), AT(Texture, reserved_1)}},
        {"Image", {AT(Image, first_word), AT(Image, width), AT(Image, height), AT(Image, format)}},
        {"MeshTriangle",
         {AT(MeshTriangle, vertex_0), AT(MeshTriangle, vertex_1), AT(MeshTriangle, vertex_2),
          AT(MeshTriangle, attributes)}},
        {"Vertex",
         {AT(Vertex, normal), AT(Vertex, u_0), AT(Vertex, tangent), AT(Vertex, v_0), AT(Vertex, color),
          AT(Vertex, alpha), AT(Vertex, u_1), AT(Vertex, v_1), AT(Vertex, handedness), AT(Vertex, reserved_0)}},
        {"PunctualLight",
         {AT(PunctualLight, position), AT(PunctualLight, kind), AT(PunctualLight, direction),
          AT(PunctualLight, spot_scale), AT(PunctualLight, intensity), AT(PunctualLight, spot_offset)}},
        {"Light", {AT(Light, shape), AT(Light, probability), AT(Light, threshold), AT(Light, alias)}},
        {"Medium",
         {AT(Medium, box_min), AT(Medium, first), AT(Medium, box_max), AT(Medium, end), AT(Medium, albedo),
          AT(Medium, albedo_texture), AT(Medium, density), AT(Medium, anisotropy), AT(Medium, reserved_0),
          AT(Medium, reserved_1)}},
        {"BvhNode",
         {AT(BvhNode, left_min), AT(BvhNode, left), AT(BvhNode, left_max), AT(BvhNode, left_count),
          AT(BvhNode, right_min), AT(BvhNode, right), AT(BvhNode, right_max), AT(BvhNode, right_count)}},
        {"LightNode",
         {AT(LightNode, center), AT(LightNode, radius), AT(LightNode, axis), AT(LightNode, power),
          AT(LightNode, cos_spread), AT(LightNode, sin_spread), AT(LightNode, cos_reach), AT(LightNode, child)}},
        {"Camera",
         {AT(Camera, center), AT(Camera, width), AT(Camera, first_pixel), AT(Camera, height), AT(Camera, pixel_right),
          AT(Camera, flags), AT(Camera, pixel_down), AT(Camera, shutter_open), AT(Camera, lens_right),
          AT(Camera, shutter_duration), AT(Camera, lens_up), AT(Camera, reserved_2)}},
        {"Background", {AT(Background, bottom), AT(Background, kind), AT(Background, top), AT(Background, image)}},
        {"Scene", {AT(Scene, spheres),         AT(Scene, tags),
                   AT(Scene, materials),       AT(Scene, nodes),
                   AT(Scene, shapes),          AT(Scene, instances),
                   AT(Scene, textures),        AT(Scene, images),
                   AT(Scene, image_words),     AT(Scene, lights),
                   AT(Scene, media),           AT(Scene, background_cdf),
                   AT(Scene, mesh_triangles),  AT(Scene, vertices),
                   AT(Scene, punctual_lights), AT(Scene, principleds),
                   AT(Scene, light_nodes),     AT(Scene, infinite_count),
                   AT(Scene, tree_share),      AT(Scene, background),
                   AT(Scene, flat_count),      AT(Scene, node_count),
                   AT(Scene, features),        AT(Scene, light_count),
                   AT(Scene, medium_count),    AT(Scene, background_light),
                   AT(Scene, tolerance),       AT(Scene, background_group),
                   AT(Scene, near_low),        AT(Scene, large_count),
                   AT(Scene, near_high),       AT(Scene, reserved_1)}},
        {"Frame",
         {AT(Frame, camera), AT(Frame, seed), AT(Frame, max_depth), AT(Frame, flags), AT(Frame, quantity),
          AT(Frame, x0), AT(Frame, y0), AT(Frame, x1), AT(Frame, y1), AT(Frame, low), AT(Frame, position_scale),
          AT(Frame, clamp_indirect), AT(Frame, light_group), AT(Frame, reserved_0), AT(Frame, reserved_1)}},
        {"Sum", {AT(Sum, low), AT(Sum, high)}},
        {"FilmPixel",
         {AT(FilmPixel, red), AT(FilmPixel, green), AT(FilmPixel, blue), AT(FilmPixel, samples),
          AT(FilmPixel, invalid)}},
        {"CountersAddress", {AT(RenderCounters, samples), AT(RenderCounters, rays_low), AT(RenderCounters, rays_high)}},
        {"Dispatch",
         {AT(RenderDispatch, scene), AT(RenderDispatch, frame), AT(RenderDispatch, film), AT(RenderDispatch, counters),
          AT(RenderDispatch, first_sample), AT(RenderDispatch, last_sample), AT(RenderDispatch, first_place),
          AT(RenderDispatch, end_place), AT(RenderDispatch, runs), AT(RenderDispatch, run_length),
          AT(RenderDispatch, tiles), AT(RenderDispatch, tiles_per_row), AT(RenderDispatch, driver_threads),
          AT(RenderDispatch, groups_per_thread), AT(RenderDispatch, tile_width_log2), AT(RenderDispatch, eight)}},
    };
}

std::vector<Layout> probe_layouts() {
    using namespace shared;
    return {
        {"ProbeInput",
         {AT(ProbeInput, a), AT(ProbeInput, s), AT(ProbeInput, b), AT(ProbeInput, t), AT(ProbeInput, i),
          AT(ProbeInput, j), AT(ProbeInput, k), AT(ProbeInput, l)}},
        {"ProbeOutput", {AT(ProbeOutput, x), AT(ProbeOutput, y), AT(ProbeOutput, z), AT(ProbeOutput, w)}},
        {"Dispatch", {AT(ProbeDispatch, inputs), AT(ProbeDispatch, outputs), AT(ProbeDispatch, count)}},
    };
}

void expect_layouts(const Module& module, const std::vector<Layout>& expected) {
    for (const Layout& layout : expected) {
        const auto found = module.layouts(layout.name);
        EXPECT_FALSE(found.empty()) << layout.name << " lies in no buffer";
        for (const auto& offsets : found) EXPECT_EQ(offsets, layout.offsets) << layout.name;
    }
}

void expect_stride(const Module& module, const std::string& name, std::size_t size) {
    const std::vector<std::uint32_t> strides = module.strides(name);
    EXPECT_FALSE(strides.empty()) << "no array of " << name;
    for (const std::uint32_t stride : strides) EXPECT_EQ(stride, size) << name;
}

TEST(Spirv, IsValidForVulkan12) {
    spvtools::SpirvTools tools(SPV_ENV_VULKAN_1_2);
    tools.SetMessageConsumer(
        [](spv_message_level_t, const char*, const spv_position_t&, const char* message) { ADD_FAILURE() << message; });
    for (const Words words : {Words(RENDER_SPIRV), Words(RENDER_POOLED_SPIRV), Words(PROBE_SPIRV)})
        EXPECT_TRUE(tools.Validate(words.data(), words.size()));
}

TEST(Spirv, EveryFloatArithmeticResultForbidsContraction) {
    for (const Words words : {Words(RENDER_SPIRV), Words(RENDER_POOLED_SPIRV), Words(PROBE_SPIRV)}) {
        const Module module(words);
        EXPECT_GT(module.float_arithmetic.size(), 100u);
        EXPECT_EQ(module.not_contracted, module.float_arithmetic);
    }
}

/// The kernel of a scene with these features, on a device that divides and takes roots exactly.
Spirv specialized(Words kernel, std::uint32_t features) {
    return specialize({kernel.begin(), kernel.end()}, std::array{shared::REAL_NATIVE, features});
}

TEST(Spirv, SpecializingLeavesOutWhatASceneDoesNotUse) {
    for (const Words kernel : {Words(RENDER_SPIRV), Words(RENDER_POOLED_SPIRV)}) {
        const std::size_t whole = specialized(kernel, shared::FEATURES_FULL).size();
        const std::size_t lit = specialized(kernel, shared::FEATURE_SHAPES | shared::FEATURE_LIGHTS).size();
        const std::size_t plain = specialized(kernel, 0).size();
        EXPECT_LT(lit, whole);
        EXPECT_LT(plain, lit);
    }
}

TEST(Spirv, SpecializedModulesAreValidAndAsWritten) {
    spvtools::SpirvTools tools(SPV_ENV_VULKAN_1_2);
    std::vector<std::uint32_t> sets{0, shared::FEATURES_FULL};
    for (std::uint32_t bit = 1; bit <= shared::FEATURES_FULL; bit <<= 1) sets.push_back(bit);
    for (const Words whole : {Words(RENDER_SPIRV), Words(RENDER_POOLED_SPIRV)}) {
        for (const std::uint32_t features : sets) {
            const Spirv kernel = specialized(whole, features);
            EXPECT_TRUE(tools.Validate(kernel)) << features;
            EXPECT_EQ(Module(kernel).not_contracted, Module(kernel).float_arithmetic) << features;
        }
    }
}

TEST(Spirv, FloatModesAreDeclaredAndNothingElseChanges) {
    spvtools::SpirvTools tools(SPV_ENV_VULKAN_1_2);
    const Spirv module(std::begin(RENDER_SPIRV), std::end(RENDER_SPIRV));
    const std::string before = disassemble(module);
    for (unsigned bits = 0; bits < 4; bits++) {
        const FloatModes modes{(bits & 1) != 0, (bits & 2) != 0};
        const Spirv changed = with_float_modes(module, modes);
        EXPECT_TRUE(tools.Validate(changed)) << modes.text();
        std::string text = disassemble(changed);
        for (const auto& [wanted, name] : {std::pair{modes.rounds_to_even, "RoundingModeRTE"},
                                           std::pair{modes.flushes_denormals, "DenormFlushToZero"}}) {
            for (const std::string& line :
                 {fmt::format("OpCapability {}\n", name), fmt::format("OpExecutionMode %main {} 32\n", name)}) {
                const std::size_t at = text.find(line);
                ASSERT_EQ(at != std::string::npos, wanted) << line;
                if (!wanted) continue;
                const std::size_t start = text.rfind('\n', at) + 1;
                text.erase(start, at + line.size() - start);
            }
        }
        EXPECT_EQ(text, before);
    }
    expect_error(ExitCode::INTERNAL, {"no SPIR-V"}, [&] { with_float_modes({1, 2, 3, 4, 5, 6}, {true, true}); });
}

TEST(Spirv, SpecializingRefusesWhatIsNoModule) {
    expect_error(ExitCode::INTERNAL, {"specialized"}, [] { specialize({1, 2, 3}, {}); });
}

TEST(Spirv, StructsLieInMemoryAsInCpp) {
    expect_layouts(Module(RENDER_SPIRV), scene_layouts());
    expect_layouts(Module(RENDER_POOLED_SPIRV), scene_layouts());
    expect_layouts(Module(PROBE_SPIRV), probe_layouts());
}

TEST(Spirv, ArraysHaveTheStrideOfCpp) {
    const Module render(RENDER_SPIRV);
    expect_stride(render, "Sphere", sizeof(shared::Sphere));
    expect_stride(render, "ShapeTag", sizeof(shared::ShapeTag));
    expect_stride(render, "Material", sizeof(shared::Material));
    expect_stride(render, "Shape", sizeof(shared::Shape));
    expect_stride(render, "Instance", sizeof(shared::Instance));
    expect_stride(render, "Texture", sizeof(shared::Texture));
    expect_stride(render, "Image", sizeof(shared::Image));
    expect_stride(render, "Light", sizeof(shared::Light));
    expect_stride(render, "LightNode", sizeof(shared::LightNode));
    expect_stride(render, "Medium", sizeof(shared::Medium));
    expect_stride(render, "BvhNode", sizeof(shared::BvhNode));
    expect_stride(render, "FilmPixel", sizeof(shared::FilmPixel));
    const Module probe(PROBE_SPIRV);
    expect_stride(probe, "ProbeInput", sizeof(shared::ProbeInput));
    expect_stride(probe, "ProbeOutput", sizeof(shared::ProbeOutput));
}

TEST(Spirv, EmbeddedIsWhatTheSourcesGive) {
    const auto expect_embedded = [](const char* name, Words words) {
        const Spirv compiled = compile_shader(TRIPTYCH_SOURCE_DIR "/shaders", name);
        EXPECT_TRUE(std::equal(compiled.begin(), compiled.end(), words.begin(), words.end())) << name;
    };
    expect_embedded("render.comp", RENDER_SPIRV);
    expect_embedded("render_pooled.comp", RENDER_POOLED_SPIRV);
    expect_embedded("probe.comp", PROBE_SPIRV);
}

TEST(Spirv, MarkingTwiceChangesNothing) {
    const Spirv once(std::begin(PROBE_SPIRV), std::end(PROBE_SPIRV));
    EXPECT_EQ(forbid_contraction(once), once);
}

TEST(Spirv, RefusesWhatIsNoModule) {
    Spirv cut(std::begin(PROBE_SPIRV), std::begin(PROBE_SPIRV) + 6); // within the first instruction
    expect_error(ExitCode::INTERNAL, {"SPIR-V"}, [&] { forbid_contraction(cut); });
    cut.resize(5);
    expect_error(ExitCode::INTERNAL, {"SPIR-V"}, [&] { forbid_contraction(cut); });
    expect_error(ExitCode::INTERNAL, {"SPIR-V"}, [] { forbid_contraction({}); });
}

/// Compiles `source` as a shader of its own folder.
void compile(const std::string& source) {
    const TemporaryFolder folder;
    put_file(folder / "own.comp", std::as_bytes(std::span(source)));
    compile_shader(folder.path(), "own.comp");
}

TEST(Spirv, CompilerErrorsNameFileAndLine) {
    const std::string head = "#version 460\nlayout(local_size_x = 64) in;\n";
    EXPECT_NO_THROW(compile(head + "void main() {}\n"));
    expect_error(ExitCode::INVALID_INPUT, {"own.comp:3", "undeclared"},
                 [&] { compile(head + "void main() { x = 1; }\n"); });
    expect_error(ExitCode::INVALID_INPUT, {"own.comp:3", "gone.glsl"},
                 [&] { compile(head + "#include \"gone.glsl\"\nvoid main() {}\n"); });
    expect_error(ExitCode::INVALID_INPUT, {"outside the shader folder"},
                 [&] { compile(head + "#include \"../gone.glsl\"\nvoid main() {}\n"); });
    expect_error(ExitCode::INVALID_INPUT, {"nowhere"}, [] { compile_shader("nowhere", "render.comp"); });
}

} // namespace
} // namespace triptych
