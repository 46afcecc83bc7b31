// WebP by libwebp, lossy and lossless, still pictures only.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "image/image_formats.hpp"

#include <fmt/format.h>
#include <webp/decode.h>

namespace triptych {

ByteImage decode_webp(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits,
                      Channels channels) {
    const auto* data = reinterpret_cast<const std::uint8_t*>(file.data());
    WebPBitstreamFeatures features{};
    if (WebPGetFeatures(data, file.size(), &features) != VP8_STATUS_OK) {
        fail_image(name, "WebP", "its header is damaged or cut off");
    }
    if (features.has_animation != 0) {
        throw Error(ExitCode::INVALID_INPUT,
                    fmt::format("{} is an animated WebP image; save one picture of it.", name));
    }
    const auto width = std::uint32_t(features.width), height = std::uint32_t(features.height);
    check_image_size(name, width, height, limits.side, limits.byte_pixels);
    std::vector<std::uint8_t> rgba(4 * std::size_t(width) * height);
    if (WebPDecodeRGBAInto(data, file.size(), rgba.data(), rgba.size(), int(4 * width)) == nullptr) {
        fail_image(name, "WebP", "it is damaged or cut off");
    }
    return byte_image_of_rgba(width, height, rgba.data(), channels);
}

} // namespace triptych
