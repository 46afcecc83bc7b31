// A glTF 2.0 file, text or GLB: its JSON, and the bytes that its buffers hold.
// SPDX-License-Identifier: MIT
#pragma once

#include "mesh/budget.hpp"
#include "mesh/warnings.hpp"
#include "scene/scene_folder.hpp"
#include "json/json_cursor.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace triptych {

/// Part of a buffer.
struct GltfView {
    std::span<const std::byte> bytes;
    std::uint64_t stride = 0; // between elements of vertices' attributes; 0: none is given
};

/// How many bytes of a plain file a compressed byte counts as; more are packed into it only where geometry repeats
/// itself.
constexpr std::uint64_t COMPRESSION_FACTOR = 16;

/// All errors name the file and the JSON pointer. References below are cursors to a number that is an index.
class GltfDocument {
public:
    /// Parses the file's content and checks the version and the extensions that it requires; those that it merely uses
    /// and that are unknown are warned about. Buffers and images lie in `folder` or below it. Throws Error as
    /// import_file does.
    GltfDocument(std::span<const std::byte> content, const std::string& name, SceneFolder folder);
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

    /// The index of the element of such an array that `wanted` names or numbers from 0; `kind` is what errors call it.
    /// Throws Error (USAGE), listing what there is, where it has no such element.
    std::uint32_t find_named(std::string_view array, const std::string& wanted, std::string_view kind) const;

    /// The part of a buffer that a reference to a buffer view names; unpacked, where meshoptimizer's codecs compress it
    /// and it does not lie in a buffer besides.
    GltfView view(JsonCursor reference);

    /// The same of compressed data, for each byte of which the budget then allows COMPRESSION_FACTOR times as much.
    GltfView compressed_view(JsonCursor reference);

    /// What a URI that is no data URI names, relative to the file's folder: the file of that name with %XX decoded, or,
    /// where only that is there, of the name as it stands, with / for \, or without a query.
    std::string file_of(JsonCursor uri) const;

    /// What `read` returns. Where the file is wrong there (INVALID_INPUT), nothing, and a warning that names the place
    /// and says what comes of it, as "it is passed over" does: for what a picture can do without.
    template <typename Read>
    requires(!std::is_void_v<std::invoke_result_t<Read>>) std::optional<std::invoke_result_t<Read>> attempt(
        std::string_view consequence, Read read) {
        try {
            return read();
        } catch (const Error& error) {
            forgive(error, consequence);
            return std::nullopt;
        }
    }

    /// The same for what returns nothing.
    template <typename Read>
    requires std::is_void_v<std::invoke_result_t<Read>>
    void attempt(std::string_view consequence, Read read) {
        try {
            read();
        } catch (const Error& error) {
            forgive(error, consequence);
        }
    }

    /// The warning of attempt() for an error of the kind that it forgives; all others are thrown on.
    void forgive(const Error& error, std::string_view consequence);

    const SceneFolder& folder() const { return m_folder; }
    Budget& budget() { return m_budget; }
    Warnings& warnings() { return m_warnings; }

private:
    using Bytes = std::vector<std::byte>;

    void read_glb(std::span<const std::byte> content);
    void check_header();
    void check_required(JsonCursor extension) const;
    std::span<const std::byte> buffer(JsonCursor reference);
    /// Whether a buffer's bytes are to be had: it is no placeholder for what is compressed.
    bool has_data(JsonCursor reference) const;
    /// What "buffer", "byteOffset" and "byteLength" of an object name.
    std::span<const std::byte> part(JsonCursor json);
    std::shared_ptr<const Bytes> load_buffer(JsonCursor json, std::uint32_t index);

    std::string m_name;
    SceneFolder m_folder;
    Budget m_budget;
    Warnings m_warnings;
    std::unique_ptr<JsonDocument> m_json;
    std::shared_ptr<const Bytes> m_binary;                            // the GLB's chunk
    std::map<std::uint32_t, std::shared_ptr<const Bytes>> m_buffers;  // that were read, by index
    std::map<std::string, std::shared_ptr<const Bytes>> m_files;      // the same by file
    std::map<std::uint32_t, std::shared_ptr<const Bytes>> m_unpacked; // views, by index
    std::set<std::uint32_t> m_compressed;                             // views that the budget counts as such
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
