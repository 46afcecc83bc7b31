// Scenes: what texts mean, the built-in scenes, and loading by name and path.
// SPDX-License-Identifier: MIT
#include "base/hash.hpp"
#include "base/names.hpp"
#include "descriptions.hpp"
#include "load/load.hpp"
#include "same_scene.hpp"
#include "scene/background.hpp"
#include "scene/image_data.hpp"
#include "scene/material_kinds.hpp"
#include "scene_text.hpp"

#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <random>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace triptych {
namespace {

Scene parse(const std::string& text) { return parse_scene(text, "scene.json", picture_folder()); }

/// Writes a text to a file in a folder and returns its path.
std::string put_text(const std::filesystem::path& path, const std::string& text) {
    put_file(path, std::as_bytes(std::span(text)));
    return path.string();
}

Outcome outcome_of_load(const std::string& file_or_name) {
    try {
        load_scene(file_or_name);
        return {};
    } catch (const Error& error) {
        return {error.code(), error.what()};
    }
}

TEST(Parse, ReadsEveryKeyOfSpheres) {
    const Scene scene = parse(VALID);
    Scene expected;
    expected.width = 120;
    expected.height = 80;
    expected.spp = 7;
    expected.max_depth = 9;
    expected.camera = {{13.0f, 2.0f, 3.0f}, {0.0f, 0.5f, 0.0f}, {0.0f, 1.0f, 0.25f}, 21.5, 0.7, 11.0};
    expected.background = {{0.25f, 0.5f, 4.0f}, shared::BACKGROUND_CONSTANT, vec3(0.0f), shared::NONE};
    expected.materials = {{"ground", make_lambertian({0.5f, 0.25f, 1.0f})},
                          {"steel", make_metal({0.75f, 0.5f, 0.125f}, 0.0625f)},
                          {"glass", make_dielectric(1.5f)}};
    expected.shapes = {make_sphere({0.0f, -1000.0f, 0.0f}, 1000.0f, 0), make_sphere({1.0f, 2.0f, -3.0f}, 0.5f, 1),
                       make_sphere({4.0f, 5.0f, 6.0f}, 2.0f, 2)};
    EXPECT_EQ(scene.name, "scene.json");
    expect_same(scene, expected);
    const Scene gradient = parse(R"({"triptych": 1, "background": )" + GRADIENT + "}");
    EXPECT_TRUE(same_bytes(
        gradient.background,
        shared::Background{{0.5f, 0.25f, 0.125f}, shared::BACKGROUND_GRADIENT, {1.0f, 2.0f, 3.0f}, shared::NONE}));
}

TEST(Parse, ReadsSettingsTexturesAndMaterials) {
    const Scene scene = parse(EVERYTHING);
    EXPECT_EQ(scene.method.integrator, Integrator::PATH);
    EXPECT_EQ(scene.method.sampler, Sampler::INDEPENDENT);
    EXPECT_TRUE(scene.method.roulette);
    EXPECT_EQ(scene.camera.shutter_open, 0.25f);
    EXPECT_EQ(scene.camera.shutter_close, 0.75f);
    const shared::Background background = make_panorama(0, {0.5f, 1.0f, 2.0f}, 0.75f);
    EXPECT_TRUE(same_bytes(scene.background, background));

    ASSERT_EQ(scene.images.size(), 2u); // ./four.png is four.png
    EXPECT_EQ(scene.images[0]->file, "maps/sky.pfm");
    EXPECT_EQ(scene.images[1]->file, "four.png");
    EXPECT_EQ(scene.images[1]->words, load_image_data(picture_folder(), "four.png")->words);

    const TextureDescription textures[] = {
        {"picture",
         {{0.5f, 0.75f, 1.0f},
          shared::NONE,
          vec3(0.0f),
          shared::NONE,
          shared::TEXTURE_IMAGE,
          1.0f,
          1,
          shared::SAMPLING_CLAMP_V,
          vec3(0.0f),
          0,
          vec3(0.0f),
          0}},
        {"inner checks",
         {{1.0f, 0.0f, 0.5f},
          shared::NONE,
          vec3(0.0f),
          0,
          shared::TEXTURE_CHECKER,
          0.25f,
          shared::NONE,
          shared::SAMPLING_CLAMP_V,
          vec3(0.0f),
          0,
          vec3(0.0f),
          0}},
        {"checks",
         {vec3(0.0f),
          1,
          {0.125f, 0.25f, 0.5f},
          shared::NONE,
          shared::TEXTURE_CHECKER,
          0.5f,
          shared::NONE,
          shared::SAMPLING_CLAMP_V,
          vec3(0.0f),
          0,
          vec3(0.0f),
          0}},
        {"veins",
         {{0.25f, 0.5f, 0.75f},
          shared::NONE,
          vec3(0.0f),
          shared::NONE,
          shared::TEXTURE_TURBULENCE,
          4.0f,
          shared::NONE,
          shared::SAMPLING_CLAMP_V,
          vec3(0.0f),
          0,
          vec3(0.0f),
          0}},
        {"marble",
         {vec3(1.0f), shared::NONE, vec3(0.0f), shared::NONE, shared::TEXTURE_MARBLE, 2.0f, shared::NONE,
          shared::SAMPLING_CLAMP_V, vec3(0.0f), 0, vec3(0.0f), 0}},
        {"again",
         {vec3(1.0f), shared::NONE, vec3(0.0f), shared::NONE, shared::TEXTURE_IMAGE, 1.0f, 1, shared::SAMPLING_CLAMP_V,
          vec3(0.0f), 0, vec3(0.0f), 0}}};
    ASSERT_EQ(scene.textures.size(), std::size(textures));
    for (std::size_t i = 0; i < std::size(textures); i++) {
        EXPECT_EQ(scene.textures[i].name, textures[i].name);
        EXPECT_TRUE(same_bytes(scene.textures[i].texture, textures[i].texture)) << textures[i].name;
    }

    const shared::Material materials[] = {
        make_lambertian({0.5f, 0.25f, 1.0f}), with_color_texture(make_lambertian(vec3(0.0f)), 2),
        with_fuzz_texture(with_color_texture(make_metal(vec3(0.0f), 0.0f), 5), 3),
        make_light({15.0f, 7.5f, 4.0f}, false), with_color_texture(make_light(vec3(0.0f)), 4)};
    ASSERT_EQ(scene.own_materials, std::size(materials)); // behind them those of mesh files
    for (std::size_t i = 0; i < std::size(materials); i++) {
        EXPECT_TRUE(same_bytes(scene.materials[i].material, materials[i])) << scene.materials[i].name;
    }
}

TEST(Parse, ReadsShapes) {
    using namespace test;
    using Kind = TransformStep::Kind;
    const Scene scene = parse(EVERYTHING);
    ASSERT_EQ(scene.shapes.size(), 11u);
    expect_same(scene.shapes[0], sphere({4.0f, 1.0f, 0.0f}, 1.0f, 1, {0.0f, 0.5f, 0.125f}));
    expect_same(scene.shapes[1], quad({213.0f, 554.0f, 227.0f}, {130.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 105.0f}, 3));
    expect_same(scene.shapes[2], triangle(vec3(0.0f), {1.0f, 0.0f, 0.0f}, {0.0f, 1.0f, 0.0f}, 4));
    expect_same(scene.shapes[3],
                under({rotate(1.0, 1.0, 0.0, 12.5)}, disk({1.0f, 2.0f, 3.0f}, {0.0f, -2.0f, 1.0f}, 4.0f, 0)));
    expect_same(scene.shapes[4], under({{Kind::ROTATE_Y, {15.0}}, translate(265.0, 0.0, 295.0)},
                                       box(vec3(0.0f), {165.0f, 330.0f, 165.0f}, 0)));
    ShapeDescription medium = group(
        {under({scale(2.0, 2.0, 2.0)},
               group({sphere({9.0f, 0.0f, 0.0f}, 5.0f, shared::NONE), box(vec3(1.0f), vec3(2.0f), shared::NONE)}))});
    medium.geometry = MediumShape{1}; // after the object's
    expect_same(scene.shapes[5], medium);
    ShapeDescription instance =
        under({{Kind::MATRIX, {1.0, 0.5, 0.0, 4.0, 0.0, 2.0, 0.0, 5.0, 0.0, 0.0, 1.5, 6.0}}}, group({}));
    instance.geometry = InstanceShape{0};
    expect_same(scene.shapes[6], instance);
    expect_same(scene.shapes[8], group({}));

    ASSERT_EQ(scene.objects.size(), 4u); // in the order of the file, whatever refers to what
    EXPECT_EQ(scene.objects[0].name, "pair");
    EXPECT_EQ(scene.objects[3].name, "cloud");
    ASSERT_EQ(scene.objects[0].shape.children.size(), 2u);
    EXPECT_EQ(std::get<InstanceShape>(scene.objects[0].shape.children[0].geometry).object, 1u);
    EXPECT_EQ(scene.objects[0].shape.children[0].transform, (Steps{translate(1.0, 2.0, 3.0), scale(1.0, 2.0, 0.5)}));
    EXPECT_EQ(scene.objects[0].shape.children[1].transform,
              (Steps{{Kind::ROTATE_X, {30.0}}, {Kind::ROTATE_Z, {-45.5}}}));

    ASSERT_EQ(scene.media.size(), 2u);
    EXPECT_TRUE(same_bytes(scene.media[0], MediumDescription{vec3(1.0f), 2, 0.5f, -0.25f}));
    EXPECT_TRUE(same_bytes(scene.media[1], MediumDescription{{1.0f, 0.5f, 0.25f}, shared::NONE, 0.01f, 0.0f}));
}

TEST(Parse, GivesDefaultsToWhatIsLeftOut) {
    expect_same(parse(R"({"triptych": 1})"), Scene());
    expect_same(parse(R"({"triptych": 1, "camera": {}, "integrator": {}, "background": {"type": "gradient"},
                          "textures": {}, "materials": {}, "objects": {}, "shapes": []})"),
                Scene());
    const Scene scene = parse(R"({"triptych": 1,
        "background": {"type": "image", "file": "maps/sky.pfm"},
        "textures": {"image": {"type": "image", "file": "four.png"}, "noise": {"type": "noise", "scale": 3}},
        "materials": {"metal": {"type": "metal", "albedo": [1, 1, 1]},
                      "light": {"type": "diffuse_light", "emission": [1, 1, 1]}},
        "shapes": [{"type": "constant_medium", "density": 2, "albedo": [1, 1, 1],
                    "boundary": {"type": "box", "min": [0, 0, 0], "max": [1, 1, 1]}}]})");
    const shared::Background background = make_panorama(0, vec3(1.0f), 0.0f);
    EXPECT_TRUE(same_bytes(scene.background, background));
    EXPECT_EQ(scene.textures.at(0).texture.a.y, 1.0f);
    EXPECT_EQ(scene.textures.at(1).texture.a.y, 1.0f);
    EXPECT_EQ(scene.textures.at(1).texture.kind, shared::TEXTURE_MARBLE);
    EXPECT_EQ(scene.materials.at(0).material.fuzz, 0.0f);
    EXPECT_EQ(scene.materials.at(1).material.kind, shared::MATERIAL_LIGHT);
    EXPECT_TRUE(same_bytes(scene.media.at(0), MediumDescription{vec3(1.0f), shared::NONE, 2.0f, 0.0f}));
}

TEST(Parse, WrapsTheTurnOfTheBackground) {
    const std::pair<const char*, float> cases[] = {{"0", 0.0f},    {"90", 0.25f},    {"-90", 0.75f},  {"360", 0.0f},
                                                   {"450", 0.25f}, {"-1e-20", 0.0f}, {"1e-40", 0.0f}, {"-0.0", 0.0f}};
    for (const auto& [degrees, turns] : cases) {
        const Scene scene = parse(std::string(R"({"triptych": 1, "background": {"type": "image",
            "file": "maps/sky.pfm", "rotate_y": )") +
                                  degrees + "}}");
        EXPECT_TRUE(same_bytes(scene.background.top, vec3(turns, 0.0f, 0.0f))) << degrees;
    }
}

TEST(Parse, TakesByteOrderMarkAndAnyWhiteSpace) {
    expect_same(parse("\xef\xbb\xbf" + VALID), parse(VALID));
    expect_same(parse("\r\n\t {\"triptych\"\r\n:\t1.0e0}\r\n\n"), Scene());
}

TEST(Parse, ShapesMayComeBeforeMaterials) {
    const Scene scene = parse(R"({"shapes": [{"material": "m", "radius": 1, "center": [0, 0, 0], "type": "sphere"}],
        "materials": {"m": {"ior": 2, "type": "dielectric"}}, "triptych": 1})");
    EXPECT_EQ(scene.shapes.at(0).material, 0u);
}

TEST(Parse, NineDigitsNameAFloat) {
    std::mt19937 random(2);
    for (int i = 0; i < 5000; i++) {
        const float x = shared::uintBitsToFloat(0x30000000u + static_cast<std::uint32_t>(random()) % 0x1e000000u);
        std::array<char, 32> digits;
        std::snprintf(digits.data(), digits.size(), "%.9g", static_cast<double>(x));
        const std::string text =
            std::string(R"({"triptych": 1, "camera": {"look_at": [1, 1, )") + digits.data() + "]}}";
        EXPECT_EQ(parse(text).camera.look_at.z, x) << digits.data();
    }
}

std::string text_hash(const Scene& scene) {
    const std::string text = format_scene(scene);
    return Hasher().add(std::as_bytes(std::span(text))).hex();
}

TEST(Builtin, ScenesArePinned) {
    EXPECT_EQ(text_hash(load_scene("one-weekend")), "8dd9477381bac13fa713185a2d92db59");
    EXPECT_EQ(text_hash(load_scene("three-spheres")), "886e33ddbcfd9214445d1d8fc98d530f");
}

TEST(Builtin, OneWeekendIsTheBooksCover) {
    const Scene scene = load_scene("one-weekend");
    EXPECT_EQ(scene.name, "one-weekend");
    ASSERT_EQ(scene.shapes.size(), 484u);
    std::array<int, 3> kinds{};
    for (const ShapeDescription& shape : scene.shapes) {
        const shared::Material& material = scene.materials.at(shape.material).material;
        kinds.at(material.kind)++;
        const auto& [center, motion, radius] = std::get<SphereShape>(shape.geometry);
        if (radius != 0.2f) continue;
        EXPECT_EQ(center.y, 0.2f);
        EXPECT_GT(std::hypot(center.x - 4.0f, center.z), 0.9f);
        EXPECT_TRUE(center.x >= -11.0f && center.x < 10.9f) << center.x;
        EXPECT_TRUE(center.z >= -11.0f && center.z < 10.9f) << center.z;
        if (material.kind == shared::MATERIAL_METAL) {
            EXPECT_TRUE(material.color.x >= 0.5f && material.color.y >= 0.5f && material.color.z >= 0.5f);
            EXPECT_LT(material.fuzz, 0.5f);
        }
    }
    EXPECT_EQ(kinds, (std::array<int, 3>{398, 60, 26}));
}

TEST(Load, KnowsNamesAndFiles) {
    const TemporaryFolder folder;
    expect_same(load_scene(put_text(folder / "good.json", VALID)), parse(VALID));
    const Outcome bad = outcome_of_load(put_text(folder / "bad.json", "{\n]"));
    EXPECT_EQ(bad.code, ExitCode::INVALID_INPUT);
    EXPECT_NE(bad.sentence.find("bad.json:2:1: "), std::string::npos) << bad.sentence;
}

TEST(Load, LooksForImagesBesideTheScene) {
    const std::string path = put_text(picture_folder() / "beside.json", EVERYTHING);
    expect_same(load_scene(path), parse(EVERYTHING));
}

TEST(Load, SaysWhatIsMissing) {
    const Outcome slip = outcome_of_load("One_Weekend");
    EXPECT_EQ(slip.code, ExitCode::INVALID_INPUT);
    EXPECT_NE(slip.sentence.find("\"One_Weekend\""), std::string::npos) << slip.sentence;
    EXPECT_NE(slip.sentence.find("`triptych scenes`"), std::string::npos) << slip.sentence;
    EXPECT_NE(slip.sentence.find("did you mean \"one-weekend\"?"), std::string::npos) << slip.sentence;
    const Outcome missing = outcome_of_load("no/such/file.json");
    EXPECT_EQ(missing.code, ExitCode::INVALID_INPUT);
    EXPECT_NE(missing.sentence.find("\"no/such/file.json\""), std::string::npos) << missing.sentence;
    EXPECT_EQ(missing.sentence.find("did you mean"), std::string::npos) << missing.sentence;
    EXPECT_EQ(outcome_of_load("").code, ExitCode::INVALID_INPUT);
}

TEST(Load, RefusesFoldersAndGiants) {
    const TemporaryFolder folder;
    EXPECT_EQ(outcome_of_load(folder.path().string()).code, ExitCode::INVALID_INPUT);
    const std::string giant = put_text(folder / "giant.json", VALID);
    std::filesystem::resize_file(giant, (std::uintmax_t{1} << 30u) + 1); // sparse
    EXPECT_EQ(outcome_of_load(giant).code, ExitCode::LIMIT);
}

TEST(Names, NearestIsASlipAndNothingElse) {
    const std::string_view names[] = {"lambertian", "metal", "dielectric"};
    EXPECT_EQ(nearest_name("lambertain", names), "lambertian"); // swapped
    EXPECT_EQ(nearest_name("METAL", names), "metal");
    EXPECT_EQ(nearest_name("metl", names), "metal");
    EXPECT_EQ(nearest_name("dialectric", names), "dielectric");
    EXPECT_EQ(nearest_name("on", std::array<std::string_view, 1>{"no"}), "no"); // one swap, but two changes
    EXPECT_EQ(nearest_name("glass", names), "");
    EXPECT_EQ(nearest_name("", names), "");
    EXPECT_EQ(nearest_name("x", std::array<std::string_view, 1>{"y"}), "");
}

TEST(Names, PrintableNeverCutsACharacter) {
    EXPECT_EQ(printable("abc", 3), "abc");
    EXPECT_EQ(printable("abcd", 3), "abc...");
    EXPECT_EQ(printable("a\u00e9\u00e9", 4), "a\u00e9...");
    EXPECT_EQ(printable("\x1b[0m\n"), "\\u001b[0m\\n");
    EXPECT_EQ(printable("\xff"), "\ufffd");
}

/// Told of warnings in the thread that gives them: what happens when that opens a file from elsewhere.
class PryingSink : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
public:
    std::vector<int> errors; // of each attempt; 0: it was opened

protected:
    void sink_it_(const spdlog::details::log_msg&) override {
        const int file = ::open("/etc/passwd", O_RDONLY | O_CLOEXEC);
        errors.push_back(file < 0 ? errno : 0);
        if (file >= 0) ::close(file);
    }
    void flush_() override {}
};

TEST(Loading, OpensNothingOutsideTheFolder) {
    if (::syscall(SYS_landlock_create_ruleset, nullptr, 0, 1) < 1) GTEST_SKIP() << "this kernel has no Landlock";
    const TemporaryFolder folder;
    const std::string mesh = put_text(folder / "a.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n");
    const auto sink = std::make_shared<PryingSink>();
    const auto usual = spdlog::default_logger();
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", sink));
    load_scene(mesh); // says that the file has no camera
    spdlog::warn("outside");
    spdlog::set_default_logger(usual);
    ASSERT_GE(sink->errors.size(), 2u);
    EXPECT_EQ(sink->errors.front(), EACCES);
    EXPECT_EQ(sink->errors.back(), 0);
}

} // namespace
} // namespace triptych
