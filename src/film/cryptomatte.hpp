// Cryptomatte 1.2 (Friedman and Jones, "Fully Automatic ID Mattes with Support for Motion Blur and Transparency", 2015;
// the specification at https://github.com/Psyop/Cryptomatte): which names share a pixel, and how much of it each has.
// SPDX-License-Identifier: MIT
#pragma once

#include "image/image.hpp"
#include "image/image_file.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace triptych {

/// MurmurHash3_x86_32 (Austin Appleby) of a text, with seed 0.
std::uint32_t murmur_hash(std::string_view text);

/// The bits of the number that stands for a name: its hash, with an exponent that is neither 0 nor 255, so that they
/// are those of a normal float32.
std::uint32_t cryptomatte_bits(std::string_view name);

constexpr std::size_t CRYPTOMATTE_LEVELS = 3; // channels of two ranks each

/// Counts samples by pixel and thing.
class CryptomatteCounts {
public:
    explicit CryptomatteCounts(std::size_t pixels) : m_pixels(pixels) {}

    /// Samples of a pixel meet a thing, whatever number stands for it.
    void add(std::size_t pixel, std::uint32_t thing, std::uint32_t samples = 1);

    std::size_t size() const { return m_pixels.size(); }

    struct Count {
        std::uint32_t thing;
        std::uint32_t samples;
    };

    /// What a pixel's samples met, most samples first, then the lowest thing.
    std::vector<Count> ranked(std::size_t pixel) const;

private:
    std::vector<std::vector<Count>> m_pixels;
};

/// A layer as compositing programs know it. It fills up with pixels in the order of their rows.
class CryptomatteLayer {
public:
    /// `layer`: "CryptoObject" and so on. `samples` are those of each pixel.
    CryptomatteLayer(std::string layer, std::uint32_t samples) : m_layer(std::move(layer)), m_samples(samples) {}

    /// Appends pixels. Things with one name are one.
    void add(const CryptomatteCounts& counts, const std::function<std::string(std::uint32_t)>& name_of);

    /// Channels "CryptoObject00.R" and so on: pairs of a rank's number, and the share of the pixel that it has.
    std::vector<Channel> channels() const;

    /// The attributes that say what the layer is, with all names in it.
    ImageMetadata metadata() const;

private:
    std::uint32_t bits_of(std::uint32_t thing, const std::function<std::string(std::uint32_t)>& name_of);

    std::string m_layer;
    std::uint32_t m_samples;
    std::vector<std::vector<float>> m_planes{4 * CRYPTOMATTE_LEVELS};
    std::map<std::uint32_t, std::uint32_t> m_bits;   // by thing
    std::map<std::string, std::uint32_t> m_manifest; // bits by name
};

} // namespace triptych
