// Chunks, buffers and views, each checked against what holds it before anything is read.
// SPDX-License-Identifier: MIT
#include "scene/import/gltf_document.hpp"

#include "scene/import/data_uri.hpp"
#include "scene/names.hpp"
#include "scene/scene_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace triptych {

namespace {

constexpr std::array<std::string_view, 12> KNOWN_EXTENSIONS{
    "EXT_mesh_gpu_instancing", "KHR_lights_punctual",  "KHR_materials_clearcoat", "KHR_materials_emissive_strength",
    "KHR_materials_ior",       "KHR_materials_sheen",  "KHR_materials_specular",  "KHR_materials_transmission",
    "KHR_materials_unlit",     "KHR_materials_volume", "KHR_mesh_quantization",   "KHR_texture_transform"};

constexpr std::uint32_t GLB_MAGIC = 0x46546c67;  // "glTF"
constexpr std::uint32_t CHUNK_JSON = 0x4e4f534a; // "JSON"
constexpr std::uint32_t CHUNK_BINARY = 0x004e4942;

/// The little-endian word at `at`, which lies within.
std::uint32_t word_at(std::span<const std::byte> bytes, std::size_t at) {
    std::uint32_t word = 0;
    for (std::size_t i = 4; i-- > 0;) word = (word << 8u) | std::to_integer<std::uint32_t>(bytes[at + i]);
    return word;
}

/// Whole numbers up to here are exact in double precision.
constexpr std::uint64_t MAX_WHOLE = std::uint64_t{1} << 53u;

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

GltfDocument::GltfDocument(std::span<const std::byte> content, const std::string& name, std::filesystem::path folder)
    : m_name(name), m_folder(std::move(folder)), m_budget(name), m_warnings(name) {
    m_budget.add_input(content.size());
    if (content.size() >= 4 && word_at(content, 0) == GLB_MAGIC) {
        read_glb(content);
    } else {
        m_json = std::make_unique<JsonDocument>(
            std::string_view(reinterpret_cast<const char*>(content.data()), content.size()), name);
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
            m_json = std::make_unique<JsonDocument>(
                std::string_view(reinterpret_cast<const char*>(chunk.data()), chunk.size()), m_name);
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
    const auto is_known = [](JsonCursor extension) {
        return std::find(KNOWN_EXTENSIONS.begin(), KNOWN_EXTENSIONS.end(), extension.text()) != KNOWN_EXTENSIONS.end();
    };
    if (const auto required = root().find("extensionsRequired")) {
        required->for_each_element([&](JsonCursor extension) {
            if (is_known(extension)) return;
            extension.fail(fmt::format("the file requires the extension {}, which this program does not know; export "
                                       "it without",
                                       in_quotes(extension.text())));
        });
    }
    if (const auto used = root().find("extensionsUsed")) {
        used->for_each_element([&](JsonCursor extension) {
            if (is_known(extension)) return;
            m_warnings.add(fmt::format("the extension {} is unknown and passed over.", in_quotes(extension.text())));
        });
    }
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

std::string GltfDocument::file_of(JsonCursor uri) {
    if (has_scheme(uri.text())) {
        uri.fail(fmt::format("{} is no name of a file; nothing is fetched from elsewhere", in_quotes(uri.text())));
    }
    const auto file = decode_percent(uri.text());
    if (!file) uri.fail(fmt::format("{} has a % without two hexadecimal digits", in_quotes(uri.text())));
    if (const std::string why = why_no_file_name(*file, "a file"); !why.empty()) uri.fail(why);
    return *file;
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
        known = std::make_shared<const Bytes>(read_in_folder(m_folder, file, MAX_MESH_FILE_BYTES));
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
    const std::uint64_t length = whole_number(json.at("byteLength"), MAX_WHOLE);
    std::shared_ptr<const Bytes>& bytes = m_buffers[i];
    if (!bytes) bytes = load_buffer(json, i);
    if (length > bytes->size()) {
        json.at("byteLength").fail(fmt::format("the buffer should hold {} bytes but has {}", length, bytes->size()));
    }
    return {bytes->data(), static_cast<std::size_t>(length)};
}

GltfView GltfDocument::view(JsonCursor reference) {
    const JsonCursor json = resolve(reference, "bufferViews");
    const auto whole = buffer(json.at("buffer"));
    const auto offset_json = json.find("byteOffset");
    const std::uint64_t offset = offset_json ? whole_number(*offset_json, MAX_WHOLE) : 0;
    const std::uint64_t length = whole_number(json.at("byteLength"), MAX_WHOLE);
    if (offset > whole.size() || length > whole.size() - offset) {
        json.fail(fmt::format("the view reaches from byte {} to {} of a buffer of {}", offset, offset + length,
                              whole.size()));
    }
    const auto stride = json.find("byteStride");
    return {whole.subspan(offset, length), stride ? whole_number(*stride, 252) : 0};
}

} // namespace triptych
