// EXR by OpenEXR: written as 32-bit floats with ZIP compression, read from any RGB or gray part of a file.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "image/exr_attributes.hpp"
#include "image/image_formats.hpp"

#include <OpenEXR/ImfChannelList.h>
#include <OpenEXR/ImfChromaticitiesAttribute.h>
#include <OpenEXR/ImfFrameBuffer.h>
#include <OpenEXR/ImfHeader.h>
#include <OpenEXR/ImfIO.h>
#include <OpenEXR/ImfInputPart.h>
#include <OpenEXR/ImfMultiPartInputFile.h>
#include <OpenEXR/ImfOutputFile.h>
#include <OpenEXR/ImfPartType.h>
#include <OpenEXR/ImfStandardAttributes.h>
#include <OpenEXR/ImfStringAttribute.h>
#include <OpenEXR/ImfTileDescription.h>
#include <OpenEXR/ImfVersion.h>
#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <stdexcept>

namespace triptych {

namespace {

/// Keeps our keys apart from the attributes that the format itself names ("type", "name", "owner"...).
const std::string PREFIX = "triptych.";
constexpr const char* COLORS[] = {"R", "G", "B"};
constexpr std::size_t PIXEL_BYTES = 3 * sizeof(float);
constexpr int NO_THREADS = 0;

/// More than any codec reaches, so that a small file cannot make us allocate a large image: black half floats take a
/// byte for 450 pixels in ZIP and for 5300 in DWAB.
constexpr std::uint64_t MAX_EXR_PIXELS_PER_BYTE = 32768;

/// Each chunk of pixels has its place listed in the file.
constexpr std::uint64_t CHUNK_OFFSET_BYTES = 8;

class MemoryWriter : public Imf::OStream {
public:
    explicit MemoryWriter(Bytes& bytes) : OStream("image"), m_bytes(bytes) {}
    void write(const char* source, int size) override {
        const std::size_t end = m_position + std::size_t(size);
        if (m_bytes.size() < end) m_bytes.resize(end);
        std::memcpy(m_bytes.data() + m_position, source, std::size_t(size));
        m_position = end;
    }
    std::uint64_t tellp() override { return m_position; }
    void seekp(std::uint64_t position) override { m_position = position; }

private:
    Bytes& m_bytes;
    std::size_t m_position = 0;
};

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

/// The first part and layer that hold a picture; channels without a layer come first.
Choice choose_channels(const std::string& name, const std::vector<Imf::Header>& headers) {
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
            if (!channels.empty()) return {int(part), std::move(channels)};
        }
    }
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

/// Linear RGB of the data window; gray files give three equal channels.
std::vector<float> read_data_window(const std::string& name, std::span<const std::byte> file, const Choice& choice) {
    MemoryReader stream(name, file);
    Imf::MultiPartInputFile parts(stream, NO_THREADS);
    Imf::InputPart input(parts, choice.part);
    const Imath::Box2i window = input.header().dataWindow();
    std::vector<float> rgb(width_of(window) * height_of(window) * 3);
    const std::size_t row_bytes = width_of(window) * PIXEL_BYTES;
    Imf::FrameBuffer buffer;
    for (std::size_t i = 0; i < choice.channels.size(); ++i) {
        buffer.insert(choice.channels[i], Imf::Slice::Make(Imf::FLOAT, rgb.data() + i, window, PIXEL_BYTES, row_bytes));
    }
    input.setFrameBuffer(buffer);
    input.readPixels(window.min.y, window.max.y);
    if (choice.channels.size() == 1) {
        for (std::size_t i = 0; i < rgb.size(); i += 3) rgb[i + 1] = rgb[i + 2] = rgb[i];
    }
    return rgb;
}

} // namespace

Bytes encode_exr(const Image& image, const ImageMetadata& metadata, std::span<const Channel> channels) {
    try {
        Imf::Header header(int(image.width), int(image.height));
        header.compression() = Imf::ZIP_COMPRESSION;
        Imf::addChromaticities(header, Imf::Chromaticities()); // the default is Rec. 709
        for (const auto& [key, value] : metadata) header.insert(PREFIX + key, Imf::StringAttribute(value));
        Imf::FrameBuffer buffer;
        const auto add = [&](const std::string& name, Imf::PixelType type, const void* first, std::size_t stride) {
            header.channels().insert(name, Imf::Channel(type));
            auto* bytes = static_cast<char*>(const_cast<void*>(first)); // only read
            buffer.insert(name, Imf::Slice(type, bytes, stride, stride * image.width));
        };
        for (std::size_t i = 0; i < 3; ++i) add(COLORS[i], Imf::FLOAT, image.rgb.data() + i, PIXEL_BYTES);
        for (const auto& [name, values] : channels) {
            if (const auto* floats = std::get_if<std::vector<float>>(&values)) {
                add(name, Imf::FLOAT, floats->data(), sizeof(float));
            } else {
                add(name, Imf::UINT, std::get<std::vector<std::uint32_t>>(values).data(), sizeof(std::uint32_t));
            }
        }
        Bytes file;
        MemoryWriter stream(file);
        {
            Imf::OutputFile output(stream, header, NO_THREADS);
            output.setFrameBuffer(buffer);
            output.writePixels(int(image.height));
        } // completes the file
        return file;
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& error) {
        throw Error(ExitCode::OUTPUT,
                    fmt::format("OpenEXR could not encode the image ({}); write a .pfm file instead.", error.what()));
    }
}

/// The image is the display window; what the data window leaves out is black, what it has beyond is dropped.
Image decode_exr(const std::string& name, std::span<const std::byte> file, const ImageLimits& limits) {
    return reading(name, [&] {
        const std::vector<Imf::Header> headers = read_headers(name, file);
        check_sizes(name, headers, file.size(), limits);
        const Choice choice = choose_channels(name, headers);
        const Imath::Box2i& display = headers[std::size_t(choice.part)].displayWindow();
        const Imath::Box2i& data = headers[std::size_t(choice.part)].dataWindow();

        Image image{std::uint32_t(width_of(display)), std::uint32_t(height_of(display)), {}};
        std::vector<float> rgb = read_data_window(name, file, choice);
        if (data == display) {
            image.rgb = std::move(rgb);
            return image;
        }
        image.rgb.resize(3 * width_of(display) * height_of(display));
        const std::int64_t x0 = std::max(data.min.x, display.min.x), x1 = std::min(data.max.x, display.max.x);
        const std::int64_t y0 = std::max(data.min.y, display.min.y), y1 = std::min(data.max.y, display.max.y);
        for (std::int64_t y = y0; x0 <= x1 && y <= y1; ++y) {
            const std::uint64_t source =
                std::uint64_t(y - data.min.y) * width_of(data) + std::uint64_t(x0 - data.min.x);
            const std::uint64_t target =
                std::uint64_t(y - display.min.y) * width_of(display) + std::uint64_t(x0 - display.min.x);
            std::copy_n(rgb.begin() + std::ptrdiff_t(3 * source), 3 * (x1 - x0 + 1),
                        image.rgb.begin() + std::ptrdiff_t(3 * target));
        }
        return image;
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
            if (text != nullptr && key.starts_with(PREFIX)) metadata[key.substr(PREFIX.size())] = text->value();
        }
        return metadata;
    });
}

} // namespace triptych
