// KTX 2.0 textures of Basis Universal: their largest picture.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "image/basis_texture.hpp"
#include "image/image_formats.hpp"
#include "image/zstd.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace triptych {

namespace {

constexpr std::uint32_t NONE = 0, BASIS_LZ = 1, ZSTANDARD = 2; // supercompression
constexpr std::uint32_t MODEL_ETC1S = 163, MODEL_UASTC = 166;  // of the data format descriptor
// What a slice of ETC1S holds, and all of UASTC; other UASTC textures hold colours, with alpha or without.
constexpr std::uint32_t ETC1S_GREEN = 4, UASTC_COLOR = 0, UASTC_RED = 4, UASTC_RED_AND_ALPHA = 5, UASTC_RED_GREEN = 6;
constexpr std::uint32_t P_FRAME = 2; // a flag of images that build upon others

constexpr std::uint32_t OPAQUE = 0xff000000u;

class Ktx2Reader {
public:
    Ktx2Reader(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits)
        : m_name(name), m_file(file), m_limits(limits) {}

    std::vector<std::uint32_t> read() {
        read_header();
        const std::span<const std::byte> level = part(number(80, 8), number(88, 8), "picture");
        const std::uint32_t supercompression = word(44);
        if (m_model == MODEL_ETC1S && supercompression == BASIS_LZ) {
            read_etc1s(level);
        } else if (m_model == MODEL_UASTC && supercompression == NONE) {
            read_uastc(level);
        } else if (m_model == MODEL_UASTC && supercompression == ZSTANDARD) {
            const std::uint64_t size = number(96, 8);
            if (size < uastc_bytes() || size > uastc_bytes() + 4096)
                fail("its picture has another size than it should");
            read_uastc(unpack_zstd(m_name, level, size));
        } else {
            throw Error(ExitCode::INVALID_INPUT,
                        fmt::format("{} is a KTX2 image of another kind than Basis Universal's (ETC1S with BasisLZ, or "
                                    "UASTC); export it as one of these.",
                                    m_name));
        }
        return std::move(m_pixels);
    }

    std::uint32_t width() const { return m_width; }
    std::uint32_t height() const { return m_height; }

private:
    [[noreturn]] void fail(const char* reason) const { fail_image(m_name, "KTX2", reason); }

    /// Little-endian, of up to 8 bytes.
    std::uint64_t number(std::size_t at, std::size_t bytes) const {
        if (at > m_file.size() || bytes > m_file.size() - at) fail("it is cut off");
        std::uint64_t value = 0;
        for (std::size_t i = bytes; i-- > 0;) value = (value << 8u) | std::to_integer<std::uint64_t>(m_file[at + i]);
        return value;
    }
    std::uint32_t word(std::size_t at) const { return static_cast<std::uint32_t>(number(at, 4)); }

    std::span<const std::byte> part(std::uint64_t at, std::uint64_t length, const char* what) const {
        if (at > m_file.size() || length > m_file.size() - at) {
            fail_image(m_name, "KTX2", fmt::format("its {} lies beyond its end", what));
        }
        return m_file.subspan(at, length);
    }

    void read_header() {
        m_width = word(20);
        m_height = word(24);
        if (word(28) != 0 || word(32) > 1 || word(36) != 1) {
            throw Error(ExitCode::INVALID_INPUT,
                        fmt::format("{} is a KTX2 texture of several pictures (volume, array or cube); save one "
                                    "picture of it.",
                                    m_name));
        }
        check_image_size(m_name, m_width, m_height, m_limits.side, m_limits.byte_pixels);
        m_columns = (m_width + 3u) / 4u;
        m_rows = (m_height + 3u) / 4u;
        // The descriptor's first block, after the size of all, and its first samples.
        const std::size_t block = std::size_t{word(48)} + 4;
        m_model = static_cast<std::uint32_t>(number(block + 8, 1));
        constexpr std::uint64_t HEAD = 24, SAMPLE = 16;
        const std::uint64_t descriptor = number(block + 6, 2);
        if (descriptor < HEAD + SAMPLE) fail("its descriptor has no samples");
        const std::uint64_t samples = (descriptor - HEAD) / SAMPLE;
        m_channel = static_cast<std::uint32_t>(number(block + 24 + 3, 1)) & 15u;
        m_slices = samples > 1 ? 2 : 1;
        if (m_slices == 2) m_second_channel = static_cast<std::uint32_t>(number(block + 40 + 3, 1)) & 15u;
        m_pixels.resize(std::size_t{m_width} * m_height);
    }

    std::uint64_t uastc_bytes() const { return std::uint64_t{m_columns} * m_rows * UASTC_BLOCK_BYTES; }

    void read_uastc(std::span<const std::byte> level) {
        if (level.size() < uastc_bytes()) fail("its picture is cut off");
        for (std::uint32_t y = 0; y < m_rows; y++) {
            for (std::uint32_t x = 0; x < m_columns; x++) {
                const std::size_t place = (std::size_t{y} * m_columns + x) * UASTC_BLOCK_BYTES;
                const auto block = decode_uastc(level.subspan(place).first<UASTC_BLOCK_BYTES>());
                if (!block) fail("it has a block of no mode that there is");
                put(x, y, *block, [&](std::uint32_t, std::uint32_t texel) { return of_uastc(texel); });
            }
        }
    }

    std::uint32_t of_uastc(std::uint32_t texel) const {
        switch (m_channel) {
        case UASTC_COLOR: return texel | OPAQUE;
        case UASTC_RED: return OPAQUE | (texel & 0xffu) * 0x010101u;
        case UASTC_RED_AND_ALPHA: return OPAQUE | (texel & 0xffu) | ((texel >> 24u) << 8u);
        case UASTC_RED_GREEN: return OPAQUE | (texel & 0xffffu);
        default: return texel; // with alpha
        }
    }

    void read_etc1s(std::span<const std::byte> level) {
        const std::uint64_t at = number(64, 8), images = std::max<std::uint64_t>(word(40), 1);
        const std::span<const std::byte> global = part(at, number(72, 8), "global data");
        constexpr std::size_t HEAD = 20, IMAGE = 20;
        if (global.size() < HEAD + IMAGE * images) fail("its global data are cut off");
        BasisLzGlobals globals;
        globals.endpoint_count = number(at, 2);
        globals.selector_count = number(at + 2, 2);
        std::uint64_t place = at + HEAD + IMAGE * images;
        for (const auto& [offset, bytes] :
             {std::pair(4u, &globals.endpoints), {8u, &globals.selectors}, {12u, &globals.tables}}) {
            const std::uint32_t length = word(at + offset);
            *bytes = part(place, length, "codebook");
            place += length;
        }
        const std::size_t image = at + HEAD; // the first is the largest
        if ((word(image) & P_FRAME) != 0) fail("it is a film, whose pictures build upon each other");
        std::vector<BasisLzSlice> slices;
        for (std::size_t i = 0; i < m_slices; i++) {
            const std::uint64_t offset = word(image + 4 + 8 * i), length = word(image + 8 + 8 * i);
            if (offset > level.size() || length > level.size() - offset || length == 0)
                fail("a slice of it is cut off");
            slices.push_back({level.subspan(offset, length), m_columns, m_rows});
        }
        const bool is_red_green = m_second_channel == ETC1S_GREEN;
        const auto put_block = [&](std::size_t slice, std::size_t column, std::size_t row, const BasisBlock& block) {
            put(column, row, block, [&](std::uint32_t pixel, std::uint32_t texel) {
                if (slice == 0) return texel;
                const std::uint32_t green = (texel >> 8u) & 0xffu; // as red and blue
                return is_red_green ? OPAQUE | (pixel & 0xffu) | (green << 8u) : (pixel & 0xffffffu) | (green << 24u);
            });
        };
        if (!decode_basis_lz(globals, slices, put_block)) fail("its codes are damaged");
    }

    /// Sets the pixels that a block covers to make(pixel, texel).
    template <typename Make>
    void put(std::size_t column, std::size_t row, const BasisBlock& block, Make make) {
        for (std::size_t i = 0; i < block.size(); i++) {
            const std::size_t x = 4 * column + i % 4, y = 4 * row + i / 4;
            if (x >= m_width || y >= m_height) continue;
            std::uint32_t& pixel = m_pixels[y * m_width + x];
            pixel = make(pixel, block[i]);
        }
    }

    const std::string& m_name;
    std::span<const std::byte> m_file;
    ImageLimits m_limits;
    std::uint32_t m_width = 0, m_height = 0, m_columns = 0, m_rows = 0;
    std::uint32_t m_model = 0, m_channel = 0, m_second_channel = 0;
    std::size_t m_slices = 1;
    std::vector<std::uint32_t> m_pixels;
};

} // namespace

ByteImage decode_ktx2(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits,
                      Channels channels) {
    Ktx2Reader reader(name, file, limits);
    const std::vector<std::uint32_t> pixels = reader.read();
    return byte_image_of_rgba(reader.width(), reader.height(), reinterpret_cast<const std::uint8_t*>(pixels.data()),
                              channels);
}

} // namespace triptych
