// A glTF 2.0 file, text or GLB: its JSON, and the bytes that its buffers hold.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/import/budget.hpp"
#include "scene/import/warnings.hpp"
#include "scene/json_cursor.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace triptych {

/// Part of a buffer.
struct GltfView {
    std::span<const std::byte> bytes;
    std::uint64_t stride = 0; // between elements of vertices' attributes; 0: none is given
};

/// All errors name the file and the JSON pointer. References below are cursors to a number that is an index.
class GltfDocument {
public:
    /// Parses the file's content and checks the version and the extensions that it requires; those that it merely uses
    /// and that are unknown are warned about. Buffers and images lie in `folder` or below it. Throws Error as
    /// import_file does.
    GltfDocument(std::span<const std::byte> content, const std::string& name, std::filesystem::path folder);
    GltfDocument(const GltfDocument&) = delete;
    GltfDocument& operator=(const GltfDocument&) = delete;

    JsonCursor root() const { return JsonCursor(*m_json); }

    /// How many elements one of the arrays of the root has; 0 where there is none.
    std::uint32_t count(std::string_view array) const;

    /// Element `i` of such an array.
    JsonCursor element(std::string_view array, std::uint32_t i) const { return root().at(array).element(i); }

    /// The index that a reference holds, which is one of such an array.
    std::uint32_t index(JsonCursor reference, std::string_view array) const;

    /// The element that a reference names.
    JsonCursor resolve(JsonCursor reference, std::string_view array) const {
        return element(array, index(reference, array));
    }

    /// The part of a buffer that a reference to a buffer view names.
    GltfView view(JsonCursor reference);

    /// What a URI that is no data URI names, relative to the file's folder.
    static std::string file_of(JsonCursor uri);

    const std::filesystem::path& folder() const { return m_folder; }
    Budget& budget() { return m_budget; }
    Warnings& warnings() { return m_warnings; }

private:
    using Bytes = std::vector<std::byte>;

    void read_glb(std::span<const std::byte> content);
    void check_header();
    std::span<const std::byte> buffer(JsonCursor reference);
    std::shared_ptr<const Bytes> load_buffer(JsonCursor json, std::uint32_t index);

    std::string m_name;
    std::filesystem::path m_folder;
    Budget m_budget;
    Warnings m_warnings;
    std::unique_ptr<JsonDocument> m_json;
    std::shared_ptr<const Bytes> m_binary;                           // the GLB's chunk
    std::map<std::uint32_t, std::shared_ptr<const Bytes>> m_buffers; // that were read, by index
    std::map<std::string, std::shared_ptr<const Bytes>> m_files;     // the same by file
};

/// A whole number in [0, max]. Throws Error with the JSON pointer.
std::uint64_t whole_number(JsonCursor json, std::uint64_t max);

/// A member that is a number, or `otherwise`.
double number_or(JsonCursor json, std::string_view key, double otherwise, Range range);

/// What a file calls one of its objects; empty where it has no name.
std::string name_of(JsonCursor json);

/// The extension `name` of an object, where it has it.
std::optional<JsonCursor> find_extension(JsonCursor json, std::string_view name);

} // namespace triptych
