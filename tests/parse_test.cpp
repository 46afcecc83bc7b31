// What the scene parser refuses, with which exit code, and that the sentence names file, place and culprit.
// SPDX-License-Identifier: MIT
#include "scene_text.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace triptych {
namespace {

using nlohmann::json;
using Pointer = json::json_pointer;

/// `text` with its only `old_part` replaced.
std::string replaced(std::string text, const std::string& old_part, const std::string& new_part) {
    const std::size_t place = text.find(old_part);
    EXPECT_NE(place, std::string::npos) << old_part;
    EXPECT_EQ(text.find(old_part, place + 1), std::string::npos) << old_part;
    return text.replace(place, old_part.size(), new_part);
}

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
    return {json::parse(VALID), gradient};
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
        {R"("center": [4, 5, 6])",
         R"("center": [4, 5, 6], "center_end": [4, 6, 6])",
         INVALID,
         {"at /shapes/2/center_end: ", "unknown"}},
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
         R"({"type": "quad", "center": [1, 2, -3],)",
         INVALID,
         {"at /shapes/1/type: ", "\"sphere\"", "found \"quad\""}},
        {R"("metal")", R"("Metall")", INVALID, {"at /materials/steel/type: ", "did you mean \"metal\"?"}},
        {R"("type": "constant")",
         R"("type": "image")",
         INVALID,
         {"at /background/type: ", "\"gradient\", \"constant\"", "found \"image\""}},
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
         {"at /materials/steel/albedo: ", "checks", "not supported yet"}},
        {R"("textures": {})",
         R"("textures": {"c": {"type": "checker"}})",
         INVALID,
         {"at /textures/c: ", "not supported yet"}},
        {R"([13, 2, 3])", R"([0, 0.5, 0])", INVALID, {"at /camera: ", "look_from", "look_at", "apart"}},
        {R"("up": [0, 1, 0.25])", R"("up": [-26, -3, -6])", INVALID, {"at /camera: ", "parallel"}},
        {R"("up": [0, 1, 0.25])", R"("up": [0, 0, 0])", INVALID, {"at /camera: ", "up "}},
        {R"("spp": 7)", R"("spp": 7, "spp": 8)", INVALID, {"at /integrator/spp: ", "\"spp\" appears more than once"}},
        {R"("type": "metal")",
         R"("type": "metal", "t\u0079pe": "metal")",
         INVALID,
         {"at /materials/steel/type: ", "more than once"}},
        {R"("steel": {)", R"("ground": {)", INVALID, {"at /materials/ground: ", "more than once"}},
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
        {R"("radius": 0.5)", R"("radius": .5)", INVALID, {"scene.json:13:65: ", "syntax"}},
        {R"("radius": 0.5)", R"("radius": 0.5,)", INVALID, {"scene.json:13:69: ", "syntax"}},
        {R"("steel"})", R"("steel")", INVALID, {"scene.json:14:14: ", "syntax"}},
        {R"("triptych": 1)", "\"triptych\": 1 // version", INVALID, {"scene.json:2:17: ", "syntax"}},
        {R"("triptych")", "\"trip\xfftych\"", INVALID, {"scene.json:2:8: ", "UTF-8"}},
        {R"("triptych": 1)", "\"tript\xc3\xbf\xc3\xbf\": +1", INVALID, {"scene.json:2:14: ", "syntax"}},
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
    expect_error(std::string("{\"triptych\": 1\0}", 16), ExitCode::INVALID_INPUT, {"scene.json:1:15: "});
    expect_error("\xef\xbb", ExitCode::INVALID_INPUT, {"scene.json:1:"});
}

TEST(Parse, CutAnywhereIsInvalid) {
    for (std::size_t length = 0; length < VALID.size(); length++) {
        EXPECT_EQ(outcome_of(VALID.substr(0, length)).code, ExitCode::INVALID_INPUT) << length;
    }
}

TEST(Parse, AnyOtherByteAnywhereIsRefusedOrRead) {
    for (std::size_t i = 0; i < VALID.size(); i++) {
        for (const char byte : {'\0', '\n', '"', '\\', '-', '0', '9', 'e', '{', ']', ',', ':', '\x7f', '\xc3'}) {
            std::string text = VALID;
            text[i] = byte;
            const ExitCode code = outcome_of(text).code;
            EXPECT_TRUE(code == ExitCode::OK || code == ExitCode::INVALID_INPUT || code == ExitCode::LIMIT) << text;
        }
    }
}

TEST(Parse, RefusesEveryOtherTypeAtEveryPlace) {
    const json wrong_values[] = {nullptr, true, 1, "text", json::array(), json::object()};
    for (const json& valid : valid_documents()) {
        for (const Pointer& pointer : pointers_of(valid)) {
            for (const json& wrong : wrong_values) {
                if (valid[pointer].is_number() ? wrong.is_number() : wrong.type() == valid[pointer].type()) continue;
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
    const std::vector<std::string> optional = {"/image",
                                               "/integrator",
                                               "/integrator/spp",
                                               "/integrator/max_depth",
                                               "/camera",
                                               "/camera/look_from",
                                               "/camera/look_at",
                                               "/camera/up",
                                               "/camera/vertical_fov",
                                               "/camera/defocus_angle",
                                               "/camera/focus_distance",
                                               "/background",
                                               "/background/bottom",
                                               "/background/top",
                                               "/textures",
                                               "/materials/steel/fuzz",
                                               "/shapes"};
    for (const json& valid : valid_documents()) {
        for (const Pointer& pointer : pointers_of(valid)) {
            if (valid[pointer.parent_pointer()].is_array()) continue;
            json mutated = valid;
            mutated[pointer.parent_pointer()].erase(pointer.back());
            const std::string path = pointer.to_string();
            if (std::find(optional.begin(), optional.end(), path) != optional.end()) {
                expect_error(mutated.dump(), ExitCode::OK, {});
            } else if (path == "/materials" || path == "/materials/" + pointer.back()) {
                expect_error(mutated.dump(), ExitCode::INVALID_INPUT, {"/material: the scene has no material "});
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
        {"/background/radiance/0", {{0, OK}, {262143.9, OK}, {262144, INVALID}, {-0.1, INVALID}}},
        {"/materials/ground/albedo/0", fraction},
        {"/materials/steel/albedo/1", fraction},
        {"/materials/steel/fuzz", fraction},
        {"/materials/glass/ior", {{0.01, OK}, {100, OK}, {0.0099, INVALID}, {101, INVALID}, {0, INVALID}}},
        {"/shapes/1/center/2", coordinate},
        {"/shapes/1/radius", length},
    };
    for (const Bound& bound : bounds) {
        for (const auto& [value, code] : bound.values) {
            json mutated = json::parse(VALID);
            mutated[Pointer(bound.pointer)] = value;
            if (code == OK) {
                expect_error(mutated.dump(), OK, {});
            } else {
                expect_error(mutated.dump(), code, {" at " + bound.pointer + ": expected "});
            }
        }
    }
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
