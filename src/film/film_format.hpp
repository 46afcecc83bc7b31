// The layout of .film files, for those who write and read them: magic, header, scene's name and hash, sample ranges,
// pixels, what an unfinished render goes on from, checksum; all words little-endian.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/hash.hpp"
#include "film/film_head.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace triptych {

static_assert(std::endian::native == std::endian::little, "words are stored as they lie");

constexpr std::string_view FILM_MAGIC = "TRIPFILM";
constexpr std::uint32_t FILM_VERSION = 3;
constexpr std::size_t FILM_CHECKSUM_SIZE = 32; // hexadecimal digits of Hasher over all bytes before

/// Beside the FRAME_ bits of layout.glsl in FilmHeader::flags.
constexpr std::uint32_t FILM_IS_CHECKPOINT = 1u << 30u;
constexpr std::uint32_t FILM_HAS_COVERAGE = 1u << 29u;

/// Follows the magic; then come with FRAME_CLAMP the limit (a float32), the two strings, the ranges, the pixels, with
/// FILM_HAS_COVERAGE a word for each of them, the rows ahead, the noise (its film's pixels and a PixelNoise each) and
/// the checksum.
struct FilmHeader {
    std::uint32_t version;
    std::uint32_t width;
    std::uint32_t height;
    std::uint32_t max_depth;
    std::uint32_t seed;
    std::uint32_t flags;
    Window window;
    std::uint32_t scene_name_size;
    std::uint32_t scene_hash_size;
    std::uint32_t range_count;
    std::uint32_t ahead_rows;
    std::uint32_t ahead_sample;
    std::uint32_t noise_batches; // 0: no noise
};
static_assert(sizeof(FilmHeader) == 64);

/// Reads a film from its start and hashes what it reads.
class FilmReader {
public:
    /// Of a file. Throws Error as read_film does where there is no such file.
    explicit FilmReader(const std::filesystem::path& path);

    /// Of bytes in memory, which must outlive this; `name` names them in errors.
    FilmReader(std::string name, std::span<const std::byte> bytes);

    /// Reads the head. Throws Error (FOREIGN_FILM) where it is no film's, contradicts itself or does not go with the
    /// size of the file, and Error (LIMIT) where the sums would not fit the memory that is left.
    FilmHead read_head();

    template <typename T>
    void take(std::span<T> values) {
        m_read(std::as_writable_bytes(values));
        m_hasher.add(std::as_bytes(values));
    }

    /// Reads the checksum. Throws Error (FOREIGN_FILM) where it is not that of what was read.
    void check_end();

    /// Throws Error (FOREIGN_FILM); `reason` stands in the sentence.
    [[noreturn]] void fail(const std::string& reason) const;

private:
    std::string m_name;
    std::size_t m_size;                               // bytes
    std::function<void(std::span<std::byte>)> m_read; // the next bytes, of which there are enough
    Hasher m_hasher;
};

/// What contradicts itself in a head; empty where nothing does.
std::string contradiction(const FilmHead& head);

} // namespace triptych
