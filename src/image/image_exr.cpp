// EXR files read by OpenEXR: the picture of any RGB or gray part, or all channels of all parts.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "image/color_space.hpp"
#include "image/exr_attributes.hpp"
#include "image/image_formats.hpp"

#include <OpenEXR/ImfChannelList.h>
#include <OpenEXR/ImfFrameBuffer.h>
#include <OpenEXR/ImfHeader.h>
#include <OpenEXR/ImfIO.h>
#include <OpenEXR/ImfInputPart.h>
#include <OpenEXR/ImfMultiPartInputFile.h>
#include <OpenEXR/ImfPartType.h>
#include <OpenEXR/ImfStandardAttributes.h>
#include <OpenEXR/ImfStringAttribute.h>
#include <OpenEXR/ImfTileDescription.h>
#include <OpenEXR/ImfVersion.h>
#include <algorithm>
#include <cstring>
#include <exception>
#include <fmt/format.h>
#include <stdexcept>

namespace triptych {

namespace {

/// More than any codec reaches, so that a small file cannot make us allocate a large image: black half floats take a
/// byte for 450 pixels in ZIP and for 5300 in DWAB.
constexpr std::uint64_t MAX_EXR_PIXELS_PER_BYTE = 32768;

/// Each chunk of pixels has its place listed in the file.
constexpr std::uint64_t CHUNK_OFFSET_BYTES = 8;

class MemoryReader : public Imf::IStream {
public:
    MemoryReader(const std::string& name, std::span<const std::byte> bytes) : IStream(name.c_str()), m_bytes(bytes) {}
    bool read(char* target, int size) override {
        if (size < 0 || m_position > m_bytes.size() || m_bytes.size() - m_position < std::size_t(size)) {
            throw std::runtime_error("the file is cut off");
        }
        std::memcpy(target, m_bytes.data() + m_position, std::size_t(size));
        m_position += std::size_t(size);
        return m_position < m_bytes.size();
    }
    std::uint64_t tellg() override { return m_position; }
    void seekg(std::uint64_t position) override { m_position = position; }

private:
    std::span<const std::byte> m_bytes;
    std::size_t m_position = 0;
};

/// Runs `read`, turning OpenEXR's exceptions into ours.
template <typename Read>
auto reading(const std::string& name, Read read) {
    try {
        return read();
    } catch (const Error&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& error) {
        fail_image(name, "EXR", error.what());
    }
}

/// The parts' headers, read without the allocations that opening the file brings.
std::vector<Imf::Header> read_headers(const std::string& name, std::span<const std::byte> file) {
    MemoryReader stream(name, file);
    char magic_and_version[8];
    stream.read(magic_and_version, sizeof magic_and_version);
    int version;
    std::memcpy(&version, magic_and_version + 4, sizeof version);
    check_exr_attributes(name, file, Imf::isMultiPart(version));
    std::vector<Imf::Header> headers;
    do {
        Imf::Header& header = headers.emplace_back();
        header.readFrom(stream, version);
        if (header.readsNothing()) { // an empty header ends those of several parts
            headers.pop_back();
            break;
        }
    } while (Imf::isMultiPart(version));
    return headers;
}

std::uint64_t width_of(const Imath::Box2i& box) {
    return std::uint64_t(std::max(std::int64_t(0), std::int64_t(box.max.x) - box.min.x + 1));
}

std::uint64_t height_of(const Imath::Box2i& box) {
    return std::uint64_t(std::max(std::int64_t(0), std::int64_t(box.max.y) - box.min.y + 1));
}

/// What of a file is read: a part, and the names of its channels, three or one.
struct Choice {
    int part = 0;
    std::vector<std::string> channels;
};

/// R, G and B, or Y without chroma, of a layer ("" or "NAME."); empty where it has neither.
std::vector<std::string> channels_of_layer(const Imf::ChannelList& list, const std::string& layer) {
    const auto has = [&](const char* channel) { return list.findChannel(layer + channel) != nullptr; };
    if (has("R") && has("G") && has("B")) return {layer + "R", layer + "G", layer + "B"};
    if (has("Y") && !has("RY") && !has("BY")) return {layer + "Y"};
    return {};
}

/// The first part and layer that hold a picture; channels without a layer come first. Nothing where there is no
/// picture.
std::optional<Choice> find_picture(const std::vector<Imf::Header>& headers) {
    for (std::size_t part = 0; part < headers.size(); ++part) {
        const Imf::Header& header = headers[part];
        if (header.hasType() && Imf::isDeepData(header.type())) continue;
        std::vector<std::string> layers{""};
        for (auto it = header.channels().begin(); it != header.channels().end(); ++it) {
            const std::string channel = it.name();
            layers.push_back(channel.substr(0, channel.rfind('.') + 1)); // "" where there is no dot
        }
        for (const std::string& layer : layers) {
            std::vector<std::string> channels = channels_of_layer(header.channels(), layer);
            if (!channels.empty()) return Choice{int(part), std::move(channels)};
        }
    }
    return {};
}

Choice choose_channels(const std::string& name, const std::vector<Imf::Header>& headers) {
    if (std::optional<Choice> choice = find_picture(headers)) return std::move(*choice);
    fail_image(name, "EXR", "it has neither channels R, G and B nor Y alone");
}

/// Opening a file allocates for all of its parts, so all must keep the limits.
void check_sizes(const std::string& name, const std::vector<Imf::Header>& headers, std::size_t file_bytes,
                 const ImageLimits& limits) {
    const auto check = [&](std::uint64_t width, std::uint64_t height) {
        check_image_size(name, width, height, limits.side, limits.float_pixels);
        if (width * height > MAX_EXR_PIXELS_PER_BYTE * file_bytes) {
            fail_image(name, "EXR", "the file is too small for its pixels");
        }
    };
    for (const Imf::Header& header : headers) {
        check_image_size(name, width_of(header.displayWindow()), height_of(header.displayWindow()), limits.side,
                         limits.float_pixels);
        check(width_of(header.dataWindow()), height_of(header.dataWindow()));
        std::uint64_t chunks = header.hasChunkCount() ? std::uint64_t(std::max(header.chunkCount(), 0)) : 0;
        if (header.hasTileDescription()) {
            const std::uint64_t width = header.tileDescription().xSize, height = header.tileDescription().ySize;
            check(width, height);
            chunks = std::max(chunks, (width_of(header.dataWindow()) + width - 1) / width *
                                          ((height_of(header.dataWindow()) + height - 1) / height));
        }
        if (chunks * CHUNK_OFFSET_BYTES > file_bytes) fail_image(name, "EXR", "the file is too small for its chunks");
    }
}

PixelBox box_of(const Imath::Box2i& window) {
    return {window.min.x, window.min.y, std::int64_t(window.max.x) + 1, std::int64_t(window.max.y) + 1};
}

/// Linear RGB of the data window; gray files give three equal channels.
std::vector<float> read_data_window(const std::string& name, std::span<const std::byte> file, const Choice& choice) {
    MemoryReader stream(name, file);
    Imf::MultiPartInputFile parts(stream, EXR_NO_THREADS);
    Imf::InputPart input(parts, choice.part);
    const Imath::Box2i window = input.header().dataWindow();
    std::vector<float> rgb(width_of(window) * height_of(window) * 3);
    const std::size_t row_bytes = width_of(window) * EXR_PIXEL_BYTES;
    Imf::FrameBuffer buffer;
    for (std::size_t i = 0; i < choice.channels.size(); ++i) {
        buffer.insert(choice.channels[i],
                      Imf::Slice::Make(Imf::FLOAT, rgb.data() + i, window, EXR_PIXEL_BYTES, row_bytes));
    }
    input.setFrameBuffer(buffer);
    input.readPixels(window.min.y, window.max.y);
    if (choice.channels.size() == 1) {
        for (std::size_t i = 0; i < rgb.size(); i += 3) rgb[i + 1] = rgb[i + 2] = rgb[i];
    }
    return rgb;
}

/// The pixels of `data` as a picture of `target`: what that leaves out is dropped, what it has beyond is black.
Image placed(std::vector<float> rgb, const PixelBox& data, const PixelBox& target) {
    Image image{std::uint32_t(target.width()), std::uint32_t(target.height()), {}};
    if (data == target) {
        image.rgb = std::move(rgb);
        return image;
    }
    image.rgb.resize(3 * target.width() * target.height());
    const std::int64_t x0 = std::max(data.x0, target.x0), x1 = std::min(data.x1, target.x1);
    const std::int64_t y0 = std::max(data.y0, target.y0), y1 = std::min(data.y1, target.y1);
    for (std::int64_t y = y0; x0 < x1 && y < y1; ++y) {
        const std::uint64_t from = std::uint64_t(y - data.y0) * data.width() + std::uint64_t(x0 - data.x0);
        const std::uint64_t to = std::uint64_t(y - target.y0) * target.width() + std::uint64_t(x0 - target.x0);
        std::copy_n(rgb.begin() + std::ptrdiff_t(3 * from), 3 * (x1 - x0), image.rgb.begin() + std::ptrdiff_t(3 * to));
    }
    return image;
}

/// The channels of a part that are not among `colors`, over its data window; `prefix` stands before their names.
std::vector<PlacedChannel> read_channels(const std::string& name, Imf::MultiPartInputFile& parts, int part,
                                         const std::vector<std::string>& colors, const std::string& prefix) {
    const Imf::Header& header = parts.header(part);
    if (header.hasType() && Imf::isDeepData(header.type()))
        fail_image(name, "EXR", fmt::format("its part {} has deep pixels, which are not read here", part));
    const Imath::Box2i window = header.dataWindow();
    std::vector<PlacedChannel> read;
    for (auto it = header.channels().begin(); it != header.channels().end(); ++it) {
        const Imf::Channel& channel = it.channel();
        if (channel.xSampling != 1 || channel.ySampling != 1)
            fail_image(name, "EXR", fmt::format("its channel {} is subsampled, which is not read here", it.name()));
        if (std::find(colors.begin(), colors.end(), it.name()) != colors.end()) continue;
        const std::size_t pixels = width_of(window) * height_of(window);
        PlacedChannel& placed = read.emplace_back(PlacedChannel{{it.name(), std::vector<float>()}, box_of(window)});
        if (channel.type == Imf::UINT) {
            placed.channel.values = std::vector<std::uint32_t>(pixels);
        } else {
            placed.channel.values = std::vector<float>(pixels);
        }
    }
    if (read.empty()) return read;
    Imf::FrameBuffer buffer;
    for (PlacedChannel& placed : read) {
        const auto insert = [&](Imf::PixelType type, auto& values) {
            buffer.insert(placed.channel.name, Imf::Slice::Make(type, values.data(), window, sizeof values[0],
                                                                sizeof values[0] * width_of(window)));
        };
        if (auto* words = std::get_if<std::vector<std::uint32_t>>(&placed.channel.values)) {
            insert(Imf::UINT, *words);
        } else {
            insert(Imf::FLOAT, std::get<std::vector<float>>(placed.channel.values));
        }
    }
    Imf::InputPart input(parts, part);
    input.setFrameBuffer(buffer);
    input.readPixels(window.min.y, window.max.y);
    for (PlacedChannel& placed : read) placed.channel.name = prefix + placed.channel.name;
    return read;
}

/// What tells a part's channels from those of the others: its name, or else its number.
std::string part_prefix(const std::vector<Imf::Header>& headers, std::size_t part) {
    if (headers.size() == 1) return "";
    const Imf::Header& header = headers[part];
    return header.hasName() ? header.name() + ":" : fmt::format("{}:", part);
}

void convert_colors(const std::string& name, const Imf::Header& header, const Choice& choice, Image& image) {
    if (!Imf::hasChromaticities(header) || choice.channels.size() != 3) return;
    const Imf::Chromaticities& stated = Imf::chromaticities(header);
    const auto xy = [](const Imath::V2f& point) { return Chromaticity{double(point.x), double(point.y)}; };
    convert_to_rec709(name, {xy(stated.red), xy(stated.green), xy(stated.blue), xy(stated.white)}, image);
}

} // namespace

Image decode_exr(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits) {
    return reading(name, [&] {
        const std::vector<Imf::Header> headers = read_headers(name, file);
        check_sizes(name, headers, file.size(), limits);
        const Choice choice = choose_channels(name, headers);
        const Imf::Header& header = headers[std::size_t(choice.part)];
        Image image =
            placed(read_data_window(name, file, choice), box_of(header.dataWindow()), box_of(header.displayWindow()));
        convert_colors(name, header, choice, image);
        return image;
    });
}

StoredImage decode_whole_exr(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits) {
    return reading(name, [&] {
        const std::vector<Imf::Header> headers = read_headers(name, file);
        check_sizes(name, headers, file.size(), limits);
        const std::optional<Choice> choice = find_picture(headers);
        StoredImage whole;
        MemoryReader stream(name, file);
        Imf::MultiPartInputFile parts(stream, EXR_NO_THREADS);
        for (std::size_t part = 0; part < headers.size(); ++part) {
            const bool is_chosen = choice && int(part) == choice->part;
            const std::vector<std::string> colors = is_chosen ? choice->channels : std::vector<std::string>();
            const std::string prefix = part_prefix(headers, part);
            for (PlacedChannel& channel : read_channels(name, parts, int(part), colors, prefix))
                whole.channels.push_back(std::move(channel));
            for (const std::string& color : colors) whole.color_names.push_back(prefix + color);
        }
        const Imf::Header& header = headers[choice ? std::size_t(choice->part) : 0];
        const PixelBox data = box_of(header.dataWindow()), display = box_of(header.displayWindow());
        const PixelBox around = {std::min(data.x0, display.x0), std::min(data.y0, display.y0),
                                 std::max(data.x1, display.x1), std::max(data.y1, display.y1)};
        check_image_size(name, around.width(), around.height(), limits.side, limits.float_pixels);
        if (choice) {
            whole.colors = placed(read_data_window(name, file, *choice), data, around);
            convert_colors(name, header, *choice, whole.colors);
        }
        whole.data_window = data;
        whole.display_window = display;
        return whole;
    });
}

ImageMetadata decode_exr_metadata(const std::string& name, std::span<const std::byte> file) {
    return reading(name, [&] {
        ImageMetadata metadata;
        const std::vector<Imf::Header> headers = read_headers(name, file);
        if (headers.empty()) return metadata;
        for (auto it = headers.front().begin(); it != headers.front().end(); ++it) {
            const std::string key = it.name();
            const auto* text = dynamic_cast<const Imf::StringAttribute*>(&it.attribute());
            if (text != nullptr && key.starts_with(EXR_KEY_PREFIX))
                metadata[key.substr(EXR_KEY_PREFIX.size())] = text->value();
        }
        return metadata;
    });
}

} // namespace triptych
