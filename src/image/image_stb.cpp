// BMP, GIF and TGA by stb_image, which is given these formats alone and no file to open; of a GIF the first picture.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "image/image_formats.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <memory>
#include <string_view>

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_NO_STDIO
#define STBI_ONLY_BMP
#define STBI_ONLY_GIF
#define STBI_ONLY_TGA
#include <stb/stb_image.h>

namespace triptych {

namespace {

/// Of stb_image, which it fills ahead of what it needs.
constexpr int BUFFER_BYTES = sizeof(stbi__context::buffer_start);

/// A file's bytes as stb_image asks for them. It would take zeros for what a file lacks, so the end is watched.
struct Input {
    std::span<const std::byte> left;
    bool is_cut_off = false;

    static Input& of(void* user) { return *static_cast<Input*>(user); }

    static int read(void* user, char* data, int size) {
        Input& input = of(user);
        const std::size_t count = std::min<std::size_t>(std::size_t(std::max(size, 0)), input.left.size());
        // Less than all of it will do for stb_image's own buffer alone, as long as it is something.
        if (count == 0 || (count < std::size_t(size) && size != BUFFER_BYTES)) input.is_cut_off = true;
        std::memcpy(data, input.left.data(), count);
        input.left = input.left.subspan(count);
        return int(count);
    }
    static void skip(void* user, int count) {
        Input& input = of(user);
        const std::size_t wanted = count > 0 ? std::size_t(count) : input.left.size() + 1; // it never goes back
        if (wanted > input.left.size()) input.is_cut_off = true;
        input.left = input.left.subspan(std::min(wanted, input.left.size()));
    }
    static int eof(void* user) { return of(user).left.empty() ? 1 : 0; }
};

constexpr stbi_io_callbacks CALLBACKS{Input::read, Input::skip, Input::eof};

std::uint32_t byte_at(std::span<const std::byte> file, std::size_t at) {
    return std::to_integer<std::uint32_t>(file[at]);
}

} // namespace

bool looks_like_tga(std::span<const std::byte> file) {
    constexpr std::size_t HEADER_BYTES = 18;
    if (file.size() <= HEADER_BYTES) return false;
    const std::uint32_t map = byte_at(file, 1), kind = byte_at(file, 2), map_bits = byte_at(file, 7);
    const std::uint32_t bits = byte_at(file, 16), descriptor = byte_at(file, 17);
    const bool has_map = kind == 1 || kind == 9,
               is_known = has_map || kind == 2 || kind == 3 || kind == 10 || kind == 11;
    const auto is_depth = [](std::uint32_t depth) { return depth == 15 || depth == 16 || depth == 24 || depth == 32; };
    const bool has_size = (byte_at(file, 12) | byte_at(file, 13)) != 0 && (byte_at(file, 14) | byte_at(file, 15)) != 0;
    return is_known && map == (has_map ? 1u : 0u) && (!has_map || is_depth(map_bits)) &&
           (bits == 8 || is_depth(bits)) && has_size && (descriptor & 0xc0u) == 0;
}

ByteImage decode_by_stb(const std::string& name, const char* format, std::span<const std::byte> file,
                        const ImageLimits& limits, Channels channels) {
    int width = 0, height = 0, components = 0;
    Input header{file};
    if (stbi_info_from_callbacks(&CALLBACKS, &header, &width, &height, &components) == 0) {
        fail_image(name, format, header.is_cut_off ? "it is cut off" : stbi_failure_reason());
    }
    check_image_size(name, std::uint64_t(width), std::uint64_t(height), limits.side, limits.byte_pixels);
    Input input{file};
    const std::unique_ptr<stbi_uc, decltype(&stbi_image_free)> decoded(
        stbi_load_from_callbacks(&CALLBACKS, &input, &width, &height, &components, STBI_rgb_alpha), stbi_image_free);
    if (decoded == nullptr && std::string_view(stbi_failure_reason()) == "outofmem") {
        throw Error(ExitCode::LIMIT, fmt::format("{} needs more memory than there is; scale it down.", name));
    }
    if (decoded == nullptr || input.is_cut_off) {
        fail_image(name, format, input.is_cut_off ? "it is cut off" : stbi_failure_reason());
    }
    return byte_image_of_rgba(std::uint32_t(width), std::uint32_t(height), decoded.get(), channels);
}

ByteImage byte_image_of_rgba(std::uint32_t width, std::uint32_t height, const std::uint8_t* rgba, Channels channels) {
    ByteImage image{width, height, std::vector<std::uint32_t>(std::size_t(width) * height)};
    for (std::size_t i = 0; i < image.pixels.size(); ++i) {
        const std::uint8_t* pixel = rgba + 4 * i;
        const std::uint32_t alpha = channels == Channels::CODES ? pixel[3] : 0u;
        image.pixels[i] = pixel[0] | std::uint32_t(pixel[1]) << 8u | std::uint32_t(pixel[2]) << 16u | alpha << 24u;
    }
    return image;
}

} // namespace triptych
