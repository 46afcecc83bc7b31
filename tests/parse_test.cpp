// What the scene parser refuses, with which exit code, and that the sentence names file, place and culprit.
// SPDX-License-Identifier: MIT
#include "scene_text.hpp"

#include <nlohmann/json.hpp>

#include <regex>
#include <set>
#include <utility>

namespace triptych {
namespace {

using nlohmann::json;
using namespace nlohmann::literals;
using Pointer = json::json_pointer;

/// Pointers of all values of a document but the root.
void list_pointers(const json& value, const Pointer& here, std::vector<Pointer>& pointers) {
    if (!here.empty()) pointers.push_back(here);
    if (!value.is_structured()) return;
    for (const auto& [key, child] : value.items()) {
        list_pointers(child, value.is_array() ? here / std::stoul(key) : here / key, pointers);
    }
}

std::vector<Pointer> pointers_of(const json& value) {
    std::vector<Pointer> pointers;
    list_pointers(value, Pointer(), pointers);
    return pointers;
}

std::vector<json> valid_documents() {
    json gradient = json::parse(VALID);
    gradient["background"] = json::parse(GRADIENT);
    return {json::parse(VALID), gradient, json::parse(EVERYTHING)};
}

struct BadScene {
    std::string old_part; // of VALID
    std::string new_part;
    ExitCode code;
    std::vector<std::string> fragments; // of the sentence
};

TEST(Parse, RefusesWithFilePointerAndCulprit) {
    constexpr ExitCode INVALID = ExitCode::INVALID_INPUT;
    const BadScene table[] = {
        {R"("triptych": 1)", R"("triptych": 2)", INVALID, {"scene.json at /triptych: ", "version", "found 2"}},
        {R"("triptych": 1,)", "", INVALID, {"scene.json: ", "\"triptych\" is missing"}},
        {R"("integrator")",
         R"("intergrator")",
         INVALID,
         {"at /intergrator: ", "unknown", "did you mean \"integrator\"?"}},
        {R"("radius": 0.5)", R"("raduis": 0.5)", INVALID, {"at /shapes/1/raduis: ", "did you mean \"radius\"?"}},
        {R"("radius": 0.5)", R"("quux": 0.5)", INVALID, {"at /shapes/1/quux: ", "known here are \"type\", \"center\""}},
        {R"("radius": 0.5)", R"("radius": -0.5)", INVALID, {"at /shapes/1/radius: ", "[1e-06, 1e+09]", "found -0.5"}},
        {R"("radius": 0.5)", R"("radius": "0.5")", INVALID, {"at /shapes/1/radius: ", "found \"0.5\""}},
        {R"("radius": 0.5, )", "", INVALID, {"at /shapes/1: ", "\"radius\" is missing"}},
        {R"("material": "steel")",
         R"("material": "steal")",
         INVALID,
         {"at /shapes/1/material: ", "no material \"steal\"", "did you mean \"steel\"?"}},
        {R"("material": "steel")",
         R"("material": "unobtainium")",
         INVALID,
         {"at /shapes/1/material: ", "no material \"unobtainium\"", "\"ground\", \"steel\", \"glass\""}},
        {R"("material": "steel")", R"("material": 1)", INVALID, {"at /shapes/1/material: ", "a string, found 1"}},
        {R"({"type": "sphere", "center": [1, 2, -3],)",
         R"({"type": "torus", "center": [1, 2, -3],)",
         INVALID,
         {"at /shapes/1/type: ", "\"sphere\"", "\"constant_medium\"", "found \"torus\""}},
        {R"("metal")", R"("Metall")", INVALID, {"at /materials/steel/type: ", "did you mean \"metal\"?"}},
        {R"("type": "constant")",
         R"("type": "sky")",
         INVALID,
         {"at /background/type: ", "\"gradient\", \"constant\", \"image\"", "found \"sky\""}},
        {R"([0.75, 0.5, 0.125])",
         R"([0.75, 0.5, 1.5])",
         INVALID,
         {"at /materials/steel/albedo/2: ", "[0, 1]", "found 1.5"}},
        {R"([0.75, 0.5, 0.125])",
         R"([0.75, 0.5, 0.125, 1])",
         INVALID,
         {"at /materials/steel/albedo: ", "array of 4 values"}},
        {R"([0.75, 0.5, 0.125])", R"([0.75, 0.5])", INVALID, {"at /materials/steel/albedo: ", "array of 2 values"}},
        {R"([0.75, 0.5, 0.125])",
         R"("checks")",
         INVALID,
         {"at /materials/steel/albedo: ", "no texture \"checks\"", "it has none"}},
        {R"([13, 2, 3])", R"([0, 0.5, 0])", INVALID, {"at /camera: ", "look_from", "look_at", "apart"}},
        {R"("up": [0, 1, 0.25])", R"("up": [-26, -3, -6])", INVALID, {"at /camera: ", "parallel"}},
        {R"("up": [0, 1, 0.25])", R"("up": [0, 0, 0])", INVALID, {"at /camera: ", "up "}},
        {R"("spp": 7)", R"("spp": 7, "spp": 8)", INVALID, {"at /integrator/spp: ", "\"spp\" appears more than once"}},
        {R"("type": "metal")",
         R"("type": "metal", "t\u0079pe": "metal")",
         INVALID,
         {"at /materials/steel/type: ", "more than once"}},
        {R"("steel": {)", R"("ground": {)", INVALID, {"at /materials/ground: ", "more than once"}},
        {R"("shapes": [)", R"("shapes": [1, [2, 3, {"a": [4], "b": 5, "a": 6}], )", INVALID, {"at /shapes/1/2/a: "}},
        {R"("steel": {"type": "metal")",
         R"("a/b~c\n": {"type": "melal")",
         INVALID,
         {"at /materials/a~1b~0c\\n/type: ", "\"melal\""}},
        {R"("radius": 0.5)", R"("radius": NaN)", INVALID, {"scene.json:13:65: ", "NaN", "finite"}},
        {R"("radius": 0.5)", R"("radius": -Infinity)", INVALID, {"scene.json:13:65: ", "-Infinity", "finite"}},
        {R"("radius": 0.5)", R"("radius": inf)", INVALID, {"scene.json:13:65: ", "inf", "finite"}},
        {R"("radius": 0.5)", R"("radius": 1e400)", INVALID, {"at /shapes/1/radius: ", "1e400", "double"}},
        {R"("radius": 0.5)", R"("radius": 1e39)", INVALID, {"at /shapes/1/radius: ", "1e+39"}},
        {R"([4, 5, 6])", R"([4, 1e-40, 6])", INVALID, {"at /shapes/2/center/1: ", "1e-40", "float32"}},
        {R"([4, 5, 6])", R"([4, 5, 1e-400])", ExitCode::OK, {}}, // which is zero in any precision
        {R"("width": 120)", R"("width": 0)", INVALID, {"at /image/width: ", "1 to 65535", "found 0"}},
        {R"("width": 120)", R"("width": 99999999999999999999)", ExitCode::LIMIT, {"at /image/width: ", "1e+20"}},
        {R"("radius": 0.5)", R"("radius": .5)", INVALID, {"scene.json:13:65: ", "digit"}},
        {R"("radius": 0.5)", R"("radius": 0.5,)", INVALID, {"scene.json:13:69: ", "syntax"}},
        {R"("steel"})", R"("steel")", INVALID, {"scene.json:14:14: ", "syntax"}},
        {R"("triptych": 1)", "\"triptych\": 1 // version", INVALID, {"scene.json:2:17: ", "no comments"}},
        {R"("triptych")", "\"trip\xfftych\"", INVALID, {"scene.json:2:8: ", "UTF-8"}},
        {R"("triptych": 1)", "\"tript\xc3\xbf\xc3\xbf\": +1", INVALID, {"scene.json:2:14: ", "plus sign"}},
    };
    for (const BadScene& bad : table) {
        SCOPED_TRACE(bad.new_part);
        expect_error(replaced(VALID, bad.old_part, bad.new_part), bad.code, bad.fragments);
    }
}

TEST(Parse, RefusesWhatIsNoSceneAtAll) {
    expect_error("", ExitCode::INVALID_INPUT, {"scene.json:1:1: ", "cut off"});
    expect_error("\n\n ", ExitCode::INVALID_INPUT, {"scene.json:3:2: ", "cut off"});
    expect_error("[1]", ExitCode::INVALID_INPUT, {"scene.json: ", "an object, found an array of 1 value"});
    expect_error("null", ExitCode::INVALID_INPUT, {"an object, found null"});
    expect_error("P6 800 600", ExitCode::INVALID_INPUT, {"scene.json:1:1: ", "syntax"});
    expect_error(VALID + VALID, ExitCode::INVALID_INPUT, {"scene.json:15:2: ", "end of input"});
    expect_error("{\"triptych\": 1, \"a\": \"\xe9\"}", ExitCode::INVALID_INPUT, {"UTF-8 byte; save the file as UTF-8"});
    expect_error("\xef\xbb", ExitCode::INVALID_INPUT, {"scene.json:1:"});
}

TEST(Parse, CutAnywhereIsInvalid) {
    for (const std::string& valid : {VALID, EVERYTHING}) {
        for (std::size_t length = 0; length < valid.size(); length++) {
            EXPECT_EQ(outcome_of(valid.substr(0, length)).code, ExitCode::INVALID_INPUT) << length;
        }
    }
}

TEST(Parse, AnyOtherByteAnywhereIsRefusedOrRead) {
    const std::string bytes("\0\n\"\\-09e{],:\x7f\xc3", 14);
    const auto try_byte = [](std::string text, std::size_t place, char byte) {
        text[place] = byte;
        const ExitCode code = outcome_of(text).code;
        EXPECT_TRUE(code == ExitCode::OK || code == ExitCode::INVALID_INPUT || code == ExitCode::LIMIT) << text;
    };
    for (std::size_t i = 0; i < VALID.size(); i++) {
        for (const char byte : bytes) try_byte(VALID, i, byte);
    }
    for (std::size_t i = 0; i < EVERYTHING.size(); i++) try_byte(EVERYTHING, i, bytes[i % bytes.size()]);
}

TEST(Parse, RefusesEveryOtherTypeAtEveryPlace) {
    const json wrong_values[] = {nullptr, true, 1, "text", json::array(), json::object()};
    for (const json& valid : valid_documents()) {
        for (const Pointer& pointer : pointers_of(valid)) {
            for (const json& wrong : wrong_values) {
                if (valid[pointer].is_number() ? wrong.is_number() : wrong.type() == valid[pointer].type()) continue;
                const bool number_is_allowed = pointer.back() == "fuzz" || pointer.back() == "scale";
                if (number_is_allowed && wrong.is_number()) continue;
                json mutated = valid;
                mutated[pointer] = wrong;
                expect_error(mutated.dump(), ExitCode::INVALID_INPUT, {"scene.json at " + pointer.to_string() + ": "});
            }
        }
    }
}

TEST(Parse, RefusesUnknownKeysInEveryObject) {
    for (const json& valid : valid_documents()) {
        std::vector<Pointer> pointers = pointers_of(valid);
        pointers.push_back(Pointer());
        for (const Pointer& pointer : pointers) {
            if (!valid[pointer].is_object()) continue;
            json mutated = valid;
            mutated[pointer]["zzz"] = 1;
            expect_error(mutated.dump(), ExitCode::INVALID_INPUT, {" at " + (pointer / "zzz").to_string() + ": "});
        }
    }
}

TEST(Parse, MissesExactlyTheRequiredKeys) {
    const std::set<std::string> optional = {"/$schema",
                                            "/image",
                                            "/integrator",
                                            "/camera",
                                            "/background",
                                            "/background/bottom",
                                            "/background/top",
                                            "/background/scale",
                                            "/background/rotate_y",
                                            "/textures/picture/color",
                                            "/textures/veins/color",
                                            "/textures/veins/style",
                                            "/materials/steel/fuzz",
                                            "/materials/brushed/fuzz",
                                            "/materials/lamp/two_sided",
                                            "/objects/cloud/anisotropy",
                                            "/shapes",
                                            "/shapes/0/center_end",
                                            "/shapes/9/material",
                                            "/shapes/9/animation_time",
                                            "/lights",
                                            "/lights/1/inner_angle"};
    for (const json& valid : valid_documents()) {
        for (const Pointer& pointer : pointers_of(valid)) {
            const Pointer parent = pointer.parent_pointer();
            if (valid[parent].is_array()) continue;
            json mutated = valid;
            mutated[parent].erase(pointer.back());
            const std::string path = pointer.to_string();
            const bool is_setting = parent == "/camera"_json_pointer || parent == "/integrator"_json_pointer;
            if (is_setting || pointer.back() == "transform" || optional.contains(path) ||
                (path == "/textures" && valid[pointer].empty())) {
                expect_error(mutated.dump(), ExitCode::OK, {});
            } else if (const std::string kind = parent.empty() ? pointer.back() : parent.to_string().substr(1);
                       kind == "textures" || kind == "materials" || kind == "objects") {
                expect_error(mutated.dump(), ExitCode::INVALID_INPUT,
                             {": the scene has no " + kind.substr(0, kind.size() - 1) + " "});
            } else if (std::regex_match(path, std::regex(".*/transform/[0-9]+/[a-z_]+"))) {
                expect_error(mutated.dump(), ExitCode::INVALID_INPUT, {"expected one step"});
            } else {
                expect_error(mutated.dump(), ExitCode::INVALID_INPUT, {"\"" + pointer.back() + "\" is missing"});
            }
        }
    }
}

TEST(Parse, BoundsOfEveryNumber) {
    constexpr ExitCode OK = ExitCode::OK;
    constexpr ExitCode INVALID = ExitCode::INVALID_INPUT;
    constexpr ExitCode LIMIT = ExitCode::LIMIT;
    struct Bound {
        std::string pointer;
        std::vector<std::pair<double, ExitCode>> values;
    };
    const std::vector<std::pair<double, ExitCode>> coordinate = {
        {-1e9, OK}, {1e9, OK}, {1.0001e9, INVALID}, {-1.0001e9, INVALID}, {1e300, INVALID}, {1e-39, INVALID}};
    const std::vector<std::pair<double, ExitCode>> fraction = {
        {0.0, OK}, {1.0, OK}, {-0.001, INVALID}, {1.001, INVALID}, {1e-40, INVALID}};
    const std::vector<std::pair<double, ExitCode>> length = {{1e-6, OK},          {1e9, OK},      {0.99e-6, INVALID},
                                                             {1.0001e9, INVALID}, {0.0, INVALID}, {-1.0, INVALID}};
    const std::vector<std::pair<double, ExitCode>> radiance = {
        {0.0, OK}, {262143.9, OK}, {262144, INVALID}, {-0.1, INVALID}};
    const std::vector<std::pair<double, ExitCode>> angle = {{1e9, OK}, {-1e9, OK}, {1.1e9, INVALID}};
    const std::vector<std::pair<double, ExitCode>> factor = {
        {1e-3, OK}, {-1e-3, OK}, {1e-7, INVALID}, {0.0, INVALID}, {1.1e6, INVALID}};
    const Bound bounds[] = {
        {"/image/width", {{1, OK}, {65535, OK}, {0, INVALID}, {-1, INVALID}, {1.5, INVALID}, {65536, LIMIT}}},
        {"/image/height", {{1, OK}, {65535, OK}, {0, INVALID}, {-1, INVALID}, {1e-9, INVALID}, {1e30, LIMIT}}},
        {"/integrator/spp", {{1, OK}, {1048576, OK}, {0, INVALID}, {-3, INVALID}, {1048577, LIMIT}}},
        {"/integrator/max_depth", {{1, OK}, {65535, OK}, {0, INVALID}, {2.5, INVALID}, {65536, LIMIT}}},
        {"/camera/look_from/0", coordinate},
        {"/camera/look_at/1", coordinate},
        {"/camera/up/0", coordinate},
        {"/camera/vertical_fov", {{1e-6, OK}, {179.9, OK}, {180, INVALID}, {0, INVALID}, {-20, INVALID}}},
        {"/camera/defocus_angle", {{0, OK}, {1e-6, OK}, {179.9, OK}, {180, INVALID}, {1e-7, INVALID}, {-1, INVALID}}},
        {"/camera/focus_distance", length},
        {"/camera/orthographic_height", length},
        {"/camera/shutter/0", {{0, OK}, {0.75, OK}, {-0.1, INVALID}, {1.1, INVALID}}},
        {"/camera/shutter/1", {{0.25, OK}, {1, OK}, {-0.1, INVALID}, {1.1, INVALID}}},
        {"/background/radiance/0", radiance},
        {"/background/scale/0", {{0, OK}, {1e4, OK}, {-1, INVALID}, {262144, INVALID}}},
        {"/background/rotate_y", angle},
        {"/textures/checks/scale", length},
        {"/textures/marble/scale", length},
        {"/textures/veins/color/2", {{0, OK}, {1, OK}, {-1, INVALID}, {262144, INVALID}}},
        {"/materials/ground/albedo/0", fraction},
        {"/materials/steel/albedo/1", fraction},
        {"/materials/steel/fuzz", fraction},
        {"/materials/glass/ior", {{0.01, OK}, {100, OK}, {0.0099, INVALID}, {101, INVALID}, {0, INVALID}}},
        {"/materials/lamp/emission/1", radiance},
        {"/objects/cloud/density", {{1e-9, OK}, {1e9, OK}, {0.9e-9, INVALID}, {0, INVALID}, {-1, INVALID}}},
        {"/objects/cloud/anisotropy", {{-0.99, OK}, {0.99, OK}, {-0.991, INVALID}, {1, INVALID}}},
        {"/shapes/5/albedo/0", fraction},
        {"/shapes/0/center/2", coordinate},
        {"/shapes/0/center_end/2", {{-1e9, OK}, {1e9, OK}, {1.1e9, INVALID}}},
        {"/shapes/0/radius", length},
        {"/shapes/1/corner/0", coordinate},
        {"/shapes/1/u/1", coordinate},
        {"/shapes/1/v/1", coordinate},
        {"/shapes/2/vertices/0/2", {{-1e5, OK}, {1.1e9, INVALID}, {1e-39, INVALID}}},
        {"/shapes/3/normal/1", coordinate},
        {"/shapes/3/radius", length},
        {"/shapes/3/transform/0/rotate/axis/2", {{-1e9, OK}, {1e9, OK}, {1.1e9, INVALID}}},
        {"/shapes/3/transform/0/rotate/angle", angle},
        {"/shapes/4/min/0", {{-1e9, OK}, {-1.1e9, INVALID}}},
        {"/shapes/4/max/0", {{1e9, OK}, {1.1e9, INVALID}}},
        {"/shapes/4/transform/0/rotate_y", angle},
        {"/shapes/4/transform/1/translate/0", {{-1e9, OK}, {1e9, OK}, {1.1e9, INVALID}}},
        {"/objects/pair/shapes/0/transform/1/scale/0", factor},
        {"/objects/pair/shapes/1/transform/0/rotate_x", angle},
        {"/objects/pair/shapes/1/transform/1/rotate_z", angle},
        {"/shapes/5/boundary/transform/0/scale", factor},
        {"/shapes/6/transform/0/matrix/3", {{-1e9, OK}, {1e9, OK}, {1.1e9, INVALID}}},
    };
    for (const Bound& bound : bounds) {
        SCOPED_TRACE(bound.pointer);
        json valid = json::parse(VALID);
        if (!valid.contains(Pointer(bound.pointer))) valid = json::parse(EVERYTHING);
        for (const auto& [value, code] : bound.values) {
            json mutated = valid;
            mutated[Pointer(bound.pointer)] = value;
            if (code == OK) {
                expect_error(mutated.dump(), OK, {});
            } else {
                expect_error(mutated.dump(), code, {" at " + bound.pointer + ": expected "});
            }
        }
    }
}

TEST(Parse, ACameraHasOneHeight) {
    expect_error(R"({"triptych": 1, "camera": {"orthographic_height": 2, "vertical_fov": 90}})",
                 ExitCode::INVALID_INPUT, {" at /camera: ", "not both"});
}

TEST(Parse, NestingEndsAt64) {
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    expect_error(R"({"triptych": 1, "deep": )" + nested(63) + "}", ExitCode::INVALID_INPUT, {"at /deep: ", "unknown"});
    expect_error(R"({"triptych": 1, "deep": )" + nested(64) + "}", ExitCode::INVALID_INPUT,
                 {"at /deep/0/0/", "nested deeper than 64"});
    expect_error(std::string(1000000, '['), ExitCode::INVALID_INPUT, {"nested deeper than 64"});
}

TEST(Parse, LongAndHostileNamesStayOneShortLine) {
    const std::string name = std::string(1000000, 'x') + "\\u001b[31m\\n";
    expect_error(R"({"triptych": 1, ")" + name + "\": 1}", ExitCode::INVALID_INPUT, {"unknown"});
    expect_error(R"({"triptych": 1, "\u001b[31m": 1})", ExitCode::INVALID_INPUT, {"\\u001b[31m"});
    std::string many = R"({"triptych": 1, "shapes": [{"type": "sphere", "center": [0, 0, 0], "radius": 1,
                           "material": "none"}], "materials": {"m": {"type": "dielectric", "ior": 2})";
    for (int i = 0; i < 1000; i++) many += ", \"m" + std::to_string(i) + R"(": {"type": "dielectric", "ior": 2})";
    expect_error(many + "}}", ExitCode::INVALID_INPUT, {"no material \"none\"", " and 993 more"});
}

} // namespace
} // namespace triptych
