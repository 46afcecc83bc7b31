// Writes the JSON Schema by the tables of kinds and keys.
// SPDX-License-Identifier: MIT
#include "format/schema.hpp"

#include "base/error.hpp"
#include "scene/kinds_background.hpp"
#include "scene/kinds_light.hpp"
#include "scene/kinds_settings.hpp"
#include "scene/kinds_shape.hpp"
#include "scene/kinds_texture.hpp"
#include "scene/principled_keys.hpp"

#include <nlohmann/json.hpp>

#include <vector>

namespace triptych {

namespace {

using Json = nlohmann::ordered_json;

/// Below the scene's folder, as why_no_file_name has it.
constexpr std::string_view FILE_PATTERN = R"(^(?!/)(?!(.*/)?\.\.(/|$))[^\\\u0000-\u001f]+$)";

Json reference(std::string_view name) { return {{"$ref", "#/$defs/" + std::string(name)}}; }

/// Markdown without backticks and links' addresses.
std::string plain(std::string_view markdown) {
    std::string text;
    for (std::size_t i = 0; i < markdown.size(); i++) {
        if (markdown[i] == '`') continue;
        const std::size_t end = markdown[i] == '[' ? markdown.find("](", i) : std::string_view::npos;
        if (end == std::string_view::npos) {
            text += markdown[i];
            continue;
        }
        text += plain(markdown.substr(i + 1, end - i - 1));
        i = markdown.find(')', end);
    }
    return text;
}

void describe(Json& schema, std::string_view markdown) {
    const std::string text = plain(markdown);
    schema["description"] = text;
    if (text != markdown) schema["markdownDescription"] = markdown;
}

Json number(Range range) {
    return {{"type", "number"}, {"minimum", range.min}, {range.open ? "exclusiveMaximum" : "maximum", range.max}};
}

Json array(Json items, std::size_t count) {
    return {{"type", "array"}, {"items", std::move(items)}, {"minItems", count}, {"maxItems", count}};
}

Json either(Json one, Json other) { return {{"anyOf", Json::array({std::move(one), std::move(other)})}}; }

/// The page of the format says so, too.
Json in_double(Json value) {
    value["$comment"] = "double precision";
    return value;
}

Json strings(std::span<const std::string_view> names) {
    Json list = Json::array();
    for (const std::string_view name : names) list.push_back(name);
    return list;
}

/// Of numbers: they may change over time.
Json over_time(Json value) {
    if (!value.contains("anyOf")) return either(std::move(value), reference("keyframes"));
    value["anyOf"].push_back(reference("keyframes"));
    return value;
}

Json value_of(const Key& key) {
    switch (key.type) {
    case ValueType::NUMBER: return over_time(number(key.range));
    case ValueType::REAL: return in_double(over_time(number(key.range)));
    case ValueType::REAL_OR_ZERO: return in_double(over_time(either({{"const", 0}}, number(key.range))));
    case ValueType::WHOLE:
        return {{"type", "integer"},
                {"minimum", static_cast<std::uint64_t>(key.range.min)},
                {"maximum", static_cast<std::uint64_t>(key.range.max)}};
    case ValueType::BOOLEAN: return {{"type", "boolean"}};
    case ValueType::BIT: return {{"enum", {0, 1}}};
    case ValueType::POINT: return reference("point");
    case ValueType::REAL_POINT: return in_double(reference("point"));
    case ValueType::POINTS: return array(reference("point"), 3);
    case ValueType::PAIR: return over_time(array(number(key.range), 2));
    case ValueType::ROWS: return array(over_time(array(number(key.range), 3)), 2);
    case ValueType::COLOR: return over_time(array(number(key.range), 3));
    case ValueType::COLOR_OR_TEXTURE: return over_time(either(array(number(key.range), 3), reference("texture_name")));
    case ValueType::NUMBER_OR_TEXTURE: return over_time(either(number(key.range), reference("texture_name")));
    case ValueType::NUMBER_OR_COLOR: return over_time(either(number(key.range), array(number(key.range), 3)));
    case ValueType::CHOICE: return {{"enum", strings(key.choices)}};
    case ValueType::TEXTURE: return reference("texture_name");
    case ValueType::MATERIAL:
    case ValueType::OBJECT: return {{"type", "string"}};
    case ValueType::IMAGE_FILE:
    case ValueType::MESH_FILE: return {{"type", "string"}, {"pattern", FILE_PATTERN}};
    case ValueType::TRANSFORM: return reference("transform");
    case ValueType::SHAPES: return {{"type", "array"}, {"items", reference("shape")}};
    case ValueType::BOUNDARY: return reference("boundary");
    case ValueType::KEYFRAMES: {
        const Json any{{"type", "number"}};
        const Json value = either(any, {{"type", "array"}, {"items", any}, {"minItems", 1}});
        return {
            {"type", "array"},
            {"items",
             {{"type", "array"}, {"prefixItems", {number(KEYFRAME_TIME), value}}, {"items", false}, {"minItems", 2}}},
            {"minItems", 1}};
    }
    }
    throw Error(ExitCode::INTERNAL, "The schema does not know the type of a key's value.");
}

/// An object with these keys and, of a kind, "type".
Json object(std::string_view sentence, std::span<const Key> keys, std::string_view type = "") {
    Json schema{{"type", "object"}};
    describe(schema, sentence);
    Json needed = Json::array(), properties = Json::object();
    if (!type.empty()) {
        needed.push_back("type");
        properties["type"] = {{"const", type}, {"description", "The kind."}};
    }
    for (const Key& key : keys) {
        if (key.is_required) needed.push_back(key.name);
        Json value = value_of(key);
        if (!key.fallback.empty()) value["default"] = Json::parse(key.fallback);
        describe(value, key.sentence);
        properties[std::string(key.name)] = std::move(value);
    }
    if (!needed.empty()) schema["required"] = std::move(needed);
    schema["properties"] = std::move(properties);
    schema["additionalProperties"] = false;
    return schema;
}

/// Adds a definition NAME that decides by "type" between definitions SUFFIX_TYPE, and these.
void add_kinds(Json& definitions, std::string_view name, std::string_view sentence, std::span<const Kind> kinds) {
    Json types = Json::array(), branches = Json::array(), bodies = Json::object();
    for (const Kind& kind : kinds) {
        const std::string definition = std::string(name) + "_" + std::string(kind.name);
        types.push_back(kind.name);
        branches.push_back({{"if", {{"properties", {{"type", {{"const", kind.name}}}}}, {"required", {"type"}}}},
                            {"then", reference(definition)}});
        bodies[definition] = object(kind.sentence, kind.keys, kind.name);
    }
    definitions[std::string(name)] = {
        {"type", "object"},
        {"description", sentence},
        {"required", {"type"}},
        {"properties",
         {{"type", {{"enum", std::move(types)}, {"description", "The kind, which decides about the other keys."}}}}},
        {"allOf", std::move(branches)}};
    definitions.update(bodies);
}

std::vector<Kind> all_material_kinds() {
    std::vector<Kind> kinds;
    for (const MaterialKind& kind : MATERIAL_KINDS) kinds.push_back({kind.name, kind.sentence, kind.keys});
    kinds.push_back(PRINCIPLED);
    return kinds;
}

std::vector<Kind> all_texture_kinds() {
    std::vector<Kind> kinds;
    for (const SolidTextureKind& kind : SOLID_TEXTURE_KINDS) kinds.push_back({kind.name, kind.sentence, kind.keys});
    kinds.push_back(IMAGE_TEXTURE);
    return kinds;
}

/// A boundary's shapes have no material, do not move, and hold each other alone.
void add_boundaries(Json& definitions) {
    add_kinds(definitions, "boundary",
              "A closed shape without a material: a sphere, a box, or a group or instance of such, or of flat shapes "
              "every edge of which is shared by two.",
              BOUNDARY_KINDS);
    for (const Kind& kind : BOUNDARY_KINDS) {
        Json& body = definitions["boundary_" + std::string(kind.name)];
        body["properties"].erase("material");
        body["properties"].erase("center_end");
        if (body["properties"].contains("shapes")) body["properties"]["shapes"]["items"] = reference("boundary");
        std::erase(body["required"].get_ref<Json::array_t&>(), Json("material"));
    }
}

constexpr std::string_view TURN = "Turns by degrees, counter-clockwise seen from the positive end of the ";

void add_transforms(Json& definitions) {
    const Json coordinate = number(COORDINATE), angle = over_time(number(ANGLE)), point = reference("point");
    const Json factor = either(number({1e-6, 1e6}), number({-1e6, -1e-6}));
    Json matrix = Json::array();
    for (int i = 0; i < 12; i++) matrix.push_back(coordinate);
    for (const int last : {0, 0, 0, 1}) matrix.push_back({{"const", last}});
    const auto with = [](Json value, const std::string& sentence) {
        value["description"] = sentence;
        return value;
    };
    Json steps{{"translate", with(point, "Moves by x, y, z.")}};
    for (const char axis : {'x', 'y', 'z'}) {
        steps[std::string("rotate_") + axis] = with(angle, std::string(TURN) + axis + " axis.");
    }
    steps["rotate"] = {{"type", "object"},
                       {"description", std::string(TURN) + "axis, which goes through the origin."},
                       {"required", {"axis", "angle"}},
                       {"properties",
                        {{"axis", with(point, "The axis's direction, of any length from 1e-6 on.")},
                         {"angle", with(angle, "Degrees.")}}},
                       {"additionalProperties", false}};
    steps["scale"] = with(over_time(either(factor, array(factor, 3))),
                          "Multiplies coordinates by a number, or by three for x, y and z; a negative one mirrors.");
    steps["matrix"] = {{"type", "array"},
                       {"prefixItems", std::move(matrix)},
                       {"items", false},
                       {"minItems", 16},
                       {"description", "Multiplies points, as columns with a fourth coordinate 1, by a matrix of 16 "
                                       "numbers row by row, the last row 0, 0, 0, 1."}};
    definitions["transform"] = {{"type", "array"},
                                {"items", reference("step")},
                                {"description", "Steps that apply one after the other, in the order listed."}};
    definitions["step"] = {{"type", "object"},    {"description", "One step: exactly one key."},
                           {"properties", steps}, {"additionalProperties", false},
                           {"minProperties", 1},  {"maxProperties", 1}};
}

Json named(std::string_view definition, std::string_view sentence) {
    return {{"type", "object"},
            {"description", sentence},
            {"additionalProperties", reference(definition)},
            {"default", Json::object()}};
}

Json listed(std::string_view definition, std::string_view sentence) {
    return {{"type", "array"}, {"items", reference(definition)}, {"default", Json::array()}, {"description", sentence}};
}

} // namespace

std::string scene_schema() {
    Json definitions;
    definitions["point"] = over_time(array(number(COORDINATE), 3));
    describe(definitions["point"], "A point or direction: x, y, z.");
    definitions["texture_name"] = {{"type", "string"}, {"description", "The name of one of the textures."}};
    definitions["image"] = object("The picture's size.", IMAGE_KEYS);
    definitions["integrator"] = object("How the picture is computed.", INTEGRATOR_KEYS);
    definitions["keyframes"] = object("A number, or an array of numbers, that changes over time.", KEYFRAMES_KEYS);
    definitions["camera"] = object("A thin lens.", CAMERA_KEYS);
    definitions["camera"]["not"] = {{"required", {"vertical_fov", "orthographic_height"}}};
    add_kinds(definitions, "background", "What rays see that leave the scene.", BACKGROUND_KINDS);
    add_kinds(definitions, "texture", "A colour that changes over space or over a surface.", all_texture_kinds());
    add_kinds(definitions, "material", "What a surface does with light.", all_material_kinds());
    add_kinds(definitions, "shape", "A shape or a group of shapes.", SHAPE_KINDS);
    add_boundaries(definitions);
    add_transforms(definitions);
    add_kinds(definitions, "light", "A light without extent.", LIGHT_KINDS);

    Json properties{{"$schema", {{"type", "string"}, {"description", "Where this schema lies, for editors; ignored."}}},
                    {"triptych", {{"const", 1}, {"description", "The version of the format."}}},
                    {"image", reference("image")}};
    properties["image"]["default"] = {{"width", 400}, {"height", 225}};
    for (const char* name : {"integrator", "camera", "background"}) properties[name] = reference(name);
    properties["textures"] = named("texture", "Textures by names of your choice.");
    properties["materials"] = named("material", "Materials by names of your choice.");
    properties["objects"] =
        named("shape", "Shapes by names of your choice that instances place; by themselves no part of the scene.");
    properties["shapes"] = listed("shape", "Everything in the scene.");
    properties["lights"] = listed("light", "Lights without extent, which are not seen themselves.");
    const Json names{{"type", "array"},
                     {"items", {{"type", "string"}}},
                     {"default", Json::array()},
                     {"description", "Names of materials that emit."}};
    const Json numbers{{"type", "array"},
                       {"items", {{"type", "integer"}, {"minimum", 0}}},
                       {"default", Json::array()},
                       {"description", "Numbers of lights without extent, counted from 0."}};
    const Json background{
        {"type", "boolean"}, {"default", false}, {"description", "Whether the background is in the group."}};
    definitions["light_group"] = {
        {"type", "object"},
        {"description", "Lights whose share of the picture's light can be drawn apart. None is in two groups."},
        {"properties", {{"materials", names}, {"lights", numbers}, {"background", background}}},
        {"additionalProperties", false}};
    properties["light_groups"] = named("light_group", "Groups of lights by names of letters, digits, _ and -.");
    properties["light_groups"]["propertyNames"] = {{"pattern", "^(?!default$)[A-Za-z0-9_-]+$"}};
    const Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                      {"title", "Triptych scene"},
                      {"description", "A scene of version 1, as docs/scene-format.md describes it."},
                      {"type", "object"},
                      {"required", {"triptych"}},
                      {"properties", std::move(properties)},
                      {"additionalProperties", false},
                      {"$defs", std::move(definitions)}};
    return schema.dump(2) + "\n";
}

} // namespace triptych
