// Chunks, buffers and views, each checked against what holds it before anything is read.
// SPDX-License-Identifier: MIT
#include "gltf/gltf_document.hpp"

#include "base/names.hpp"
#include "gltf/data_uri.hpp"
#include "gltf/gltf_packed_view.hpp"
#include "mesh/choose_named.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace triptych {

namespace {

constexpr std::string_view KNOWN_EXTENSIONS[] = {"EXT_lights_image_based",
                                                 "EXT_mesh_gpu_instancing",
                                                 "EXT_meshopt_compression",
                                                 "EXT_texture_webp",
                                                 "KHR_animation_pointer",
                                                 "KHR_draco_mesh_compression",
                                                 "KHR_lights_punctual",
                                                 "KHR_materials_anisotropy",
                                                 "KHR_materials_clearcoat",
                                                 "KHR_materials_diffuse_transmission",
                                                 "KHR_materials_dispersion",
                                                 "KHR_materials_emissive_strength",
                                                 "KHR_materials_ior",
                                                 "KHR_materials_iridescence",
                                                 "KHR_materials_pbrSpecularGlossiness",
                                                 "KHR_materials_sheen",
                                                 "KHR_materials_specular",
                                                 "KHR_materials_transmission",
                                                 "KHR_materials_unlit",
                                                 "KHR_materials_variants",
                                                 "KHR_materials_volume",
                                                 "KHR_mesh_quantization",
                                                 "KHR_meshopt_compression",
                                                 "KHR_node_visibility",
                                                 "KHR_texture_basisu",
                                                 "KHR_texture_transform"};

/// Beginnings of the names of extensions that add to looks, behaviour or facts, but place and shape nothing: a file
/// that requires one is drawn without (Khronos, "glTF 2.0 Extension Registry").
constexpr std::string_view DISPENSABLE_EXTENSIONS[] = {"ADOBE_materials_",
                                                       "AGI_",
                                                       "CESIUM_primitive_outline",
                                                       "EXT_feature_metadata",
                                                       "EXT_instance_features",
                                                       "EXT_lights_",
                                                       "EXT_mesh_features",
                                                       "EXT_mesh_manifold",
                                                       "EXT_property_",
                                                       "EXT_structural_metadata",
                                                       "EXT_texture_",
                                                       "FB_geometry_metadata",
                                                       "GRIFFEL_bim_data",
                                                       "KHR_audio",
                                                       "KHR_collision_shapes",
                                                       "KHR_environment_map",
                                                       "KHR_interactivity",
                                                       "KHR_lights_",
                                                       "KHR_materials_",
                                                       "KHR_node_",
                                                       "KHR_physics_",
                                                       "KHR_techniques_webgl",
                                                       "KHR_texture_",
                                                       "KHR_xmp",
                                                       "MSFT_lod",
                                                       "MSFT_packing_",
                                                       "MSFT_texture_dds",
                                                       "NEEDLE_",
                                                       "NV_materials_mdl",
                                                       "OMI_",
                                                       "VRM"};

template <std::size_t N>
bool holds(const std::string_view (&names)[N], std::string_view name) {
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

constexpr std::uint32_t GLB_MAGIC = 0x46546c67;  // "glTF"
constexpr std::uint32_t CHUNK_JSON = 0x4e4f534a; // "JSON"
constexpr std::uint32_t CHUNK_BINARY = 0x004e4942;

/// The little-endian word at `at`, which lies within.
std::uint32_t word_at(std::span<const std::byte> bytes, std::size_t at) {
    std::uint32_t word = 0;
    for (std::size_t i = 4; i-- > 0;) word = (word << 8u) | std::to_integer<std::uint32_t>(bytes[at + i]);
    return word;
}

/// A text without the zeros behind it, with which some exporters fill up a GLB's chunk in place of spaces.
std::string_view without_padding(std::span<const std::byte> bytes) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return text.substr(0, text.find_last_not_of('\0') + 1);
}

/// Whole numbers up to here are exact in double precision.
constexpr std::uint64_t MAX_WHOLE = std::uint64_t{1} << 53u;

/// Larger than glTF's 252, since exporters write what vertices of theirs take.
constexpr std::uint64_t MAX_STRIDE = 65535;

} // namespace

std::uint64_t whole_number(JsonCursor json, std::uint64_t max) {
    const double value = json.real({0.0, static_cast<double>(max)});
    if (value != std::floor(value)) json.fail_expected("a whole number");
    return static_cast<std::uint64_t>(value);
}

double number_or(JsonCursor json, std::string_view key, double otherwise, Range range) {
    const auto member = json.find(key);
    return member ? member->real(range) : otherwise;
}

std::string name_of(JsonCursor json) {
    const auto name = json.find("name");
    return std::string(name ? name->text() : "");
}

std::optional<JsonCursor> find_extension(JsonCursor json, std::string_view name) {
    const auto extensions = json.find("extensions");
    return extensions ? extensions->find(name) : std::nullopt;
}

GltfDocument::GltfDocument(std::span<const std::byte> content, const std::string& name, SceneFolder folder)
    : m_name(name), m_folder(std::move(folder)), m_budget(name), m_warnings(name) {
    m_budget.add_input(content.size());
    if (content.size() >= 4 && word_at(content, 0) == GLB_MAGIC) {
        read_glb(content);
    } else {
        m_json = std::make_unique<JsonDocument>(without_padding(content), name);
    }
    check_header();
}

void GltfDocument::read_glb(std::span<const std::byte> content) {
    const auto fail = [&](const std::string& problem) {
        throw Error(ExitCode::INVALID_INPUT, fmt::format("{}: {}.", m_name, problem));
    };
    if (content.size() < 12) fail("the GLB's header is cut off");
    if (word_at(content, 4) != 2) fail(fmt::format("this is a GLB of version {}, not 2", word_at(content, 4)));
    const std::size_t size = word_at(content, 8);
    if (size < 12 || size > content.size()) {
        fail(fmt::format("the GLB should hold {} bytes but has {}; the file may be cut off", size, content.size()));
    }
    for (std::size_t at = 12; at < size;) {
        if (size - at < 8) fail("a chunk of the GLB is cut off");
        const std::size_t length = word_at(content, at);
        const std::uint32_t type = word_at(content, at + 4);
        at += 8;
        if (length > size - at)
            fail(fmt::format("a chunk of the GLB should hold {} bytes but has {}", length, size - at));
        const auto chunk = content.subspan(at, length);
        at += length;
        if (!m_json) {
            if (type != CHUNK_JSON) fail("the first chunk of the GLB is not its JSON");
            m_json = std::make_unique<JsonDocument>(without_padding(chunk), m_name);
        } else if (type == CHUNK_BINARY && !m_binary) {
            m_binary = std::make_shared<const Bytes>(chunk.begin(), chunk.end());
        }
    }
    if (!m_json) fail("the GLB holds no JSON");
}

void GltfDocument::check_header() {
    const JsonCursor version = root().at("asset").at("version");
    if (version.text() != "2.0" && !version.text().starts_with("2.")) {
        version.fail_expected("\"2.0\", the version that this program reads");
    }
    if (const auto least = root().at("asset").find("minVersion"); least && least->text() != "2.0") {
        least->fail_expected("\"2.0\", the version that this program reads");
    }
    if (const auto required = root().find("extensionsRequired")) {
        required->for_each_element([&](JsonCursor extension) { check_required(extension); });
    }
    for (const std::string_view list : {"extensionsRequired", "extensionsUsed"}) {
        const auto extensions = root().find(list);
        if (!extensions) continue;
        extensions->for_each_element([&](JsonCursor extension) {
            if (holds(KNOWN_EXTENSIONS, extension.text())) return;
            m_warnings.add(fmt::format("the extension {} is unknown and passed over.", in_quotes(extension.text())));
        });
    }
}

void GltfDocument::check_required(JsonCursor extension) const {
    const std::string_view name = extension.text();
    const auto begins = [&](std::string_view beginning) { return name.starts_with(beginning); };
    if (holds(KNOWN_EXTENSIONS, name) ||
        std::any_of(std::begin(DISPENSABLE_EXTENSIONS), std::end(DISPENSABLE_EXTENSIONS), begins))
        return;
    extension.fail(fmt::format("the file requires the extension {}, which this program does not know; export it "
                               "without",
                               in_quotes(name)));
}

void GltfDocument::forgive(const Error& error, std::string_view consequence) {
    if (error.code() != ExitCode::INVALID_INPUT) throw;
    std::string complaint = error.what();
    if (complaint.ends_with('.')) complaint.pop_back();
    m_warnings.add(fmt::format("{}; {}.", complaint, consequence));
}

std::uint32_t GltfDocument::count(std::string_view array) const {
    const auto found = root().find(array);
    if (!found) return 0;
    if (!found->is_array()) found->fail_expected("an array");
    return static_cast<std::uint32_t>(found->size());
}

std::uint32_t GltfDocument::index(JsonCursor reference, std::string_view array) const {
    const std::uint32_t size = count(array);
    const double value = reference.real({-static_cast<double>(MAX_WHOLE), static_cast<double>(MAX_WHOLE)});
    if (value >= 0.0 && value < size && value == std::floor(value)) return static_cast<std::uint32_t>(value);
    reference.fail_expected(fmt::format("the index of one of the {} {}", size, array));
}

std::uint32_t GltfDocument::find_named(std::string_view array, const std::string& wanted, std::string_view kind) const {
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < count(array); i++) names.push_back(name_of(element(array, i)));
    return choose_named(names, wanted, kind);
}

std::string GltfDocument::file_of(JsonCursor uri) const {
    const std::string text(uri.text());
    if (has_scheme(text)) {
        uri.fail(fmt::format("{} is no name of a file; nothing is fetched from elsewhere", in_quotes(text)));
    }
    std::vector<std::string> names{decode_percent(text).value_or(text), text};
    for (const std::string& name : std::vector<std::string>(names)) {
        std::string with_slashes = name;
        std::replace(with_slashes.begin(), with_slashes.end(), '\\', '/');
        names.push_back(with_slashes);
        names.push_back(with_slashes.substr(0, with_slashes.find_first_of("?#")));
    }
    std::string why;
    for (const std::string& name : names) {
        const std::string problem = m_folder.why_no_file_name(name, "a file");
        if (why.empty()) why = problem;
        if (m_folder.has(name)) return name;
    }
    if (!why.empty()) uri.fail(why);
    return names.front();
}

std::shared_ptr<const GltfDocument::Bytes> GltfDocument::load_buffer(JsonCursor json, std::uint32_t index) {
    const auto uri = json.find("uri");
    if (!uri) {
        if (index == 0 && m_binary) return m_binary;
        json.fail("this buffer has no \"uri\", which only the first buffer of a GLB with a binary chunk may lack");
    }
    if (is_data_uri(uri->text())) {
        auto bytes = decode_data_uri(uri->text());
        if (!bytes) uri->fail("this data URI is no valid base64");
        return std::make_shared<const Bytes>(std::move(*bytes));
    }
    const std::string file = file_of(*uri);
    std::shared_ptr<const Bytes>& known = m_files[file];
    if (known) return known;
    try {
        known = std::make_shared<const Bytes>(m_folder.read(file, MAX_MESH_FILE_BYTES));
    } catch (const Error& error) {
        std::string complaint = error.what();
        if (complaint.ends_with('.')) complaint.pop_back();
        uri->fail(complaint, error.code());
    }
    m_budget.add_input(known->size());
    return known;
}

std::span<const std::byte> GltfDocument::buffer(JsonCursor reference) {
    const std::uint32_t i = index(reference, "buffers");
    const JsonCursor json = element("buffers", i);
    std::shared_ptr<const Bytes>& bytes = m_buffers[i];
    if (!bytes) bytes = load_buffer(json, i);
    const auto length_json = json.find("byteLength");
    const std::uint64_t length = length_json ? whole_number(*length_json, MAX_WHOLE) : bytes->size();
    if (length > bytes->size()) {
        m_warnings.add(fmt::format("a buffer should hold {} bytes but has {}.", length, bytes->size()));
    }
    return std::span(*bytes).first(std::min<std::size_t>(length, bytes->size()));
}

bool GltfDocument::has_data(JsonCursor reference) const {
    const std::uint32_t i = index(reference, "buffers");
    const auto uri = element("buffers", i).find("uri");
    if (!uri) return i == 0 && m_binary;
    return is_data_uri(uri->text()) || m_folder.has(file_of(*uri));
}

std::span<const std::byte> GltfDocument::part(JsonCursor json) {
    const auto whole = buffer(json.at("buffer"));
    const auto offset_json = json.find("byteOffset");
    const std::uint64_t offset = offset_json ? whole_number(*offset_json, MAX_WHOLE) : 0;
    const std::uint64_t length = whole_number(json.at("byteLength"), MAX_WHOLE);
    if (offset > whole.size()) {
        json.fail(fmt::format("the view reaches from byte {} to {} of a buffer of {}", offset, offset + length,
                              whole.size()));
    }
    // What lies within may be whole even where the view is longer than its buffer.
    return whole.subspan(offset, std::min<std::size_t>(length, whole.size() - offset));
}

GltfView GltfDocument::view(JsonCursor reference) {
    const std::uint32_t i = index(reference, "bufferViews");
    const JsonCursor json = element("bufferViews", i);
    const auto stride_json = json.find("byteStride");
    const std::uint64_t stride = stride_json ? whole_number(*stride_json, MAX_STRIDE) : 0;
    const auto packing = find_packing(json);
    if (!packing || has_data(json.at("buffer"))) return {part(json), stride};
    std::shared_ptr<const Bytes>& unpacked = m_unpacked[i];
    if (!unpacked) {
        const auto data = part(*packing);
        m_budget.add_input((COMPRESSION_FACTOR - 1) * data.size());
        unpacked = std::make_shared<const Bytes>(unpack_view(*packing, data, m_budget));
    }
    return {*unpacked, stride};
}

GltfView GltfDocument::compressed_view(JsonCursor reference) {
    const GltfView data = view(reference);
    const bool is_new = m_compressed.insert(index(reference, "bufferViews")).second;
    if (is_new) m_budget.add_input((COMPRESSION_FACTOR - 1) * data.bytes.size());
    return data;
}

} // namespace triptych
