// EXR files written by OpenEXR: floats of 32 or 16 bits with ZIP compression.
// SPDX-License-Identifier: MIT
#include "base/error.hpp"
#include "image/exr_attributes.hpp"
#include "image/image_formats.hpp"

#include <Imath/half.h>
#include <OpenEXR/ImfChannelList.h>
#include <OpenEXR/ImfChromaticitiesAttribute.h>
#include <OpenEXR/ImfFrameBuffer.h>
#include <OpenEXR/ImfHeader.h>
#include <OpenEXR/ImfIO.h>
#include <OpenEXR/ImfOutputFile.h>
#include <OpenEXR/ImfStandardAttributes.h>
#include <OpenEXR/ImfStringAttribute.h>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <deque>
#include <exception>
#include <fmt/format.h>

namespace triptych {

namespace {

constexpr const char* COLORS[] = {"R", "G", "B"};

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

/// Halves of floats; finite light beyond their range is cut off there, since infinity would spread in other programs.
std::vector<Imath::half> halves_of(std::span<const float> floats) {
    std::vector<Imath::half> halves(floats.size());
    std::transform(floats.begin(), floats.end(), halves.begin(), [](float value) {
        return Imath::half(std::isfinite(value) ? std::clamp(value, -float(HALF_MAX), float(HALF_MAX)) : value);
    });
    return halves;
}

/// Cryptomatte's numbers are bits of floats, which must stay as they are.
bool is_color(std::string_view channel) {
    if (channel.starts_with("Crypto")) return false;
    return channel == ALPHA_CHANNEL || channel.ends_with(".R") || channel.ends_with(".G") || channel.ends_with(".B");
}

} // namespace

Bytes encode_exr(const Image& image, const ImageMetadata& metadata, std::span<const Channel> channels,
                 const ImagePlace& place, ExrColors colors) {
    try {
        const Imath::V2i first(int(place.x), int(place.y)), size(int(image.width), int(image.height));
        const Imath::Box2i data(first, first + size - Imath::V2i(1));
        const bool is_whole = place.whole_width == 0;
        const Imath::V2i whole = is_whole ? size : Imath::V2i(int(place.whole_width), int(place.whole_height));
        Imf::Header header(Imath::Box2i(Imath::V2i(0), whole - Imath::V2i(1)), data);
        header.compression() = Imf::ZIP_COMPRESSION;
        Imf::addChromaticities(header, Imf::Chromaticities()); // the default is Rec. 709
        for (const auto& [key, value] : metadata)
            header.insert((key.starts_with(CRYPTOMATTE_PREFIX) ? "" : EXR_KEY_PREFIX) + key,
                          Imf::StringAttribute(value));
        Imf::FrameBuffer buffer;
        const auto add = [&](const std::string& name, Imf::PixelType type, const void* values, std::size_t stride) {
            header.channels().insert(name, Imf::Channel(type));
            auto* bytes = const_cast<void*>(values); // only read
            buffer.insert(name, Imf::Slice::Make(type, bytes, data, stride, stride * image.width));
        };
        std::deque<std::vector<Imath::half>> halves; // where `colors` asks for them; they stay where they are
        const auto add_halves = [&](const std::string& name, const std::vector<Imath::half>& values, std::size_t offset,
                                    std::size_t step) {
            add(name, Imf::HALF, values.data() + offset, step * sizeof(Imath::half));
        };
        if (colors == ExrColors::HALF) halves.push_back(halves_of(image.rgb));
        for (std::size_t i = 0; i < 3; ++i) {
            if (colors == ExrColors::HALF) {
                add_halves(COLORS[i], halves.front(), i, 3);
            } else {
                add(COLORS[i], Imf::FLOAT, image.rgb.data() + i, EXR_PIXEL_BYTES);
            }
        }
        for (const Channel& channel : channels) {
            const auto* floats = std::get_if<std::vector<float>>(&channel.values);
            if (floats != nullptr && colors == ExrColors::HALF && is_color(channel.name)) {
                halves.push_back(halves_of(*floats));
                add_halves(channel.name, halves.back(), 0, 1);
            } else if (floats != nullptr) {
                add(channel.name, Imf::FLOAT, floats->data(), sizeof(float));
            } else {
                const auto& words = std::get<std::vector<std::uint32_t>>(channel.values);
                add(channel.name, Imf::UINT, words.data(), sizeof(std::uint32_t));
            }
        }
        Bytes file;
        // As much as without compression, of which no more is used than is written: growing would copy it.
        file.reserve((EXR_PIXEL_BYTES + 4 * channels.size()) * image.width * image.height);
        MemoryWriter stream(file);
        {
            Imf::OutputFile output(stream, header, EXR_NO_THREADS);
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

} // namespace triptych
