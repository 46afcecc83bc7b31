// Scenes: what texts mean, round trips, the built-in scenes, and loading by name and path.
// SPDX-License-Identifier: MIT
#include "base/hash.hpp"
#include "scene/names.hpp"
#include "scene_text.hpp"

#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdlib.h>

namespace triptych {
namespace {

void expect_round_trip(const Scene& scene) {
    const std::string text = format_scene(scene);
    expect_same(scene, parse_scene(text, "again.json"));
    EXPECT_EQ(format_scene(parse_scene(text, "again.json")), text);
}

/// A folder that is gone at the end of the test.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "triptych-scene-XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error("mkdtemp failed");
        m_path = name;
    }
    ~TemporaryFolder() { std::filesystem::remove_all(m_path); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(m_path / name, std::ios::binary) << text;
        return (m_path / name).string();
    }
    std::string path(const std::string& name) const { return (m_path / name).string(); }

private:
    std::filesystem::path m_path;
};

Outcome outcome_of_load(const std::string& file_or_name) {
    try {
        load_scene(file_or_name);
        return {};
    } catch (const Error& error) {
        return {error.code(), error.what()};
    }
}

TEST(Parse, ReadsEveryKey) {
    const Scene scene = parse_scene(VALID, "scene.json");
    Scene expected;
    expected.width = 120;
    expected.height = 80;
    expected.spp = 7;
    expected.max_depth = 9;
    expected.camera = {{13.0f, 2.0f, 3.0f}, {0.0f, 0.5f, 0.0f}, {0.0f, 1.0f, 0.25f}, 21.5, 0.7, 11.0};
    expected.background = {{0.25f, 0.5f, 4.0f}, shared::BACKGROUND_CONSTANT, vec3(0.0f), 0.0f};
    expected.materials = {{"ground", {{0.5f, 0.25f, 1.0f}, shared::MATERIAL_LAMBERTIAN, 0.0f, 0.0f, 0, 0}},
                          {"steel", {{0.75f, 0.5f, 0.125f}, shared::MATERIAL_METAL, 0.0625f, 0.0f, 0, 0}},
                          {"glass", {vec3(0.0f), shared::MATERIAL_DIELECTRIC, 0.0f, 1.5f, 0, 0}}};
    expected.spheres = {
        {{{0.0f, -1000.0f, 0.0f}, 1000.0f}, 0}, {{{1.0f, 2.0f, -3.0f}, 0.5f}, 1}, {{{4.0f, 5.0f, 6.0f}, 2.0f}, 2}};
    EXPECT_EQ(scene.name, "scene.json");
    expect_same(scene, expected);
    const Scene gradient = parse_scene(R"({"triptych": 1, "background": )" + GRADIENT + "}", "scene.json");
    EXPECT_TRUE(
        same_bytes(gradient.background,
                   shared::Background{{0.5f, 0.25f, 0.125f}, shared::BACKGROUND_GRADIENT, {1.0f, 2.0f, 3.0f}, 0.0f}));
}

TEST(Parse, GivesDefaultsToWhatIsLeftOut) {
    expect_same(parse_scene(R"({"triptych": 1})", "scene.json"), Scene());
    expect_same(parse_scene(R"({"triptych": 1, "camera": {}, "integrator": {}, "background": {"type": "gradient"},
                               "textures": {}, "materials": {}, "shapes": []})",
                            "scene.json"),
                Scene());
    const Scene metal =
        parse_scene(R"({"triptych": 1, "materials": {"m": {"type": "metal", "albedo": [1, 1, 1]}}})", "scene.json");
    EXPECT_EQ(metal.materials.at(0).material.fuzz, 0.0f);
}

TEST(Parse, TakesByteOrderMarkAndAnyWhiteSpace) {
    expect_same(parse_scene("\xef\xbb\xbf" + VALID, "scene.json"), parse_scene(VALID, "scene.json"));
    expect_same(parse_scene("\r\n\t {\"triptych\"\r\n:\t1.0e0}\r\n\n", "scene.json"), Scene());
}

TEST(Parse, ShapesMayComeBeforeMaterials) {
    const Scene scene =
        parse_scene(R"({"shapes": [{"material": "m", "radius": 1, "center": [0, 0, 0], "type": "sphere"}],
        "materials": {"m": {"ior": 2, "type": "dielectric"}}, "triptych": 1})",
                    "scene.json");
    EXPECT_EQ(scene.spheres.at(0).material, 0u);
}

TEST(Format, RoundTripsBuiltinScenes) {
    for (const BuiltinScene& builtin : builtin_scenes()) {
        SCOPED_TRACE(builtin.name);
        expect_round_trip(builtin.make());
    }
    expect_round_trip(Scene());
    expect_round_trip(parse_scene(VALID, "scene.json"));
}

TEST(Format, RoundTripsSceneFiles) {
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(TRIPTYCH_SOURCE_DIR "/scenes")) {
        if (entry.path().extension() != ".json") continue;
        SCOPED_TRACE(entry.path());
        const Scene scene = load_scene(entry.path().string());
        EXPECT_EQ(scene.name, entry.path().string());
        expect_round_trip(scene);
        files++;
    }
    EXPECT_GE(files, 3);
}

TEST(Format, RoundTripsEveryKindOfNumberAndName) {
    Scene scene;
    const char* names[] = {"", "\"quotes\" \\ / \t\n", "\u00e9\u4e16", "a/b~c"};
    for (const char* name : names)
        scene.materials.push_back({name, {vec3(0.1f), shared::MATERIAL_METAL, 0.3f, 0.0f, 0, 0}});
    // The shortest decimals of 7.038531e-26f lie so near the middle of two floats that rounding to double first errs.
    for (const float x : {0.0f, -0.0f, 0.1f, 7.038531e-26f, 1.17549435e-38f, 16777216.0f, 1e9f, -1e9f, 1.0f / 3.0f}) {
        scene.spheres.push_back({{vec3(x), 1e-6f}, 1});
    }
    std::mt19937 random(1);
    while (scene.spheres.size() < 30000) {
        vec3 center;
        for (float* component : {&center.x, &center.y, &center.z}) {
            do {
                *component = shared::uintBitsToFloat(static_cast<std::uint32_t>(random()));
            } while (!(std::abs(*component) <= 1e9f) || !std::isnormal(*component));
        }
        scene.spheres.push_back({{center, 1e9f}, 3});
    }
    scene.camera.vertical_fov = 0.1 + 0.2;
    expect_round_trip(scene);
}

TEST(Parse, NineDigitsNameAFloat) {
    std::mt19937 random(2);
    for (int i = 0; i < 5000; i++) {
        const float x = shared::uintBitsToFloat(0x30000000u + static_cast<std::uint32_t>(random()) % 0x1e000000u);
        std::array<char, 32> digits;
        std::snprintf(digits.data(), digits.size(), "%.9g", static_cast<double>(x));
        const std::string text =
            std::string(R"({"triptych": 1, "camera": {"look_at": [1, 1, )") + digits.data() + "]}}";
        EXPECT_EQ(parse_scene(text, "scene.json").camera.look_at.z, x) << digits.data();
    }
}

std::string text_hash(const Scene& scene) {
    const std::string text = format_scene(scene);
    return Hasher().add(std::as_bytes(std::span(text))).hex();
}

TEST(Builtin, ScenesArePinned) {
    EXPECT_EQ(text_hash(load_scene("one-weekend")), "6ac46f0b213a35cc5f2f72306d4b19ae");
    EXPECT_EQ(text_hash(load_scene("three-spheres")), "be5d4425d2866ce8c4dca0f481e2aa2c");
}

TEST(Builtin, OneWeekendIsTheBooksCover) {
    const Scene scene = load_scene("one-weekend");
    EXPECT_EQ(scene.name, "one-weekend");
    ASSERT_EQ(scene.spheres.size(), 484u);
    std::array<int, 3> kinds{};
    for (const SphereDescription& description : scene.spheres) {
        const shared::Material& material = scene.materials.at(description.material).material;
        kinds.at(material.kind)++;
        const shared::Sphere& sphere = description.sphere;
        if (sphere.radius != 0.2f) continue;
        EXPECT_EQ(sphere.center.y, 0.2f);
        EXPECT_GT(std::hypot(sphere.center.x - 4.0f, sphere.center.z), 0.9f);
        EXPECT_TRUE(sphere.center.x >= -11.0f && sphere.center.x < 10.9f) << sphere.center.x;
        EXPECT_TRUE(sphere.center.z >= -11.0f && sphere.center.z < 10.9f) << sphere.center.z;
        if (material.kind == shared::MATERIAL_METAL) {
            EXPECT_TRUE(material.albedo.x >= 0.5f && material.albedo.y >= 0.5f && material.albedo.z >= 0.5f);
            EXPECT_LT(material.fuzz, 0.5f);
        }
    }
    EXPECT_EQ(kinds, (std::array<int, 3>{398, 60, 26}));
}

TEST(Load, KnowsNamesAndFiles) {
    const TemporaryFolder folder;
    expect_same(load_scene(folder.write("good.json", VALID)), parse_scene(VALID, "good.json"));
    const Outcome bad = outcome_of_load(folder.write("bad.json", "{\n]"));
    EXPECT_EQ(bad.code, ExitCode::INVALID_INPUT);
    EXPECT_NE(bad.sentence.find("bad.json:2:1: "), std::string::npos) << bad.sentence;
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
    EXPECT_EQ(outcome_of_load(folder.path("")).code, ExitCode::INVALID_INPUT);
    const std::string giant = folder.write("giant.json", VALID);
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

} // namespace
} // namespace triptych
