// Cryptomatte: hashes, ranks, channels and the manifest.
// SPDX-License-Identifier: MIT
#include "film/cryptomatte.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <bit>
#include <cstring>

namespace triptych {

std::uint32_t murmur_hash(std::string_view text) {
    const auto mixed = [](std::uint32_t block) { return std::rotl(block * 0xcc9e2d51u, 15) * 0x1b873593u; };
    std::uint32_t hash = 0;
    std::size_t at = 0;
    for (; at + 4 <= text.size(); at += 4) {
        std::uint32_t block = 0;
        std::memcpy(&block, text.data() + at, 4);
        hash = std::rotl(hash ^ mixed(block), 13) * 5u + 0xe6546b64u;
    }
    std::uint32_t tail = 0;
    for (std::size_t i = text.size(); i > at; i--) tail = tail << 8u | static_cast<unsigned char>(text[i - 1]);
    if (at < text.size()) hash ^= mixed(tail);
    hash ^= static_cast<std::uint32_t>(text.size());
    hash = (hash ^ hash >> 16u) * 0x85ebca6bu;
    hash = (hash ^ hash >> 13u) * 0xc2b2ae35u;
    return hash ^ hash >> 16u;
}

std::uint32_t cryptomatte_bits(std::string_view name) {
    const std::uint32_t hash = murmur_hash(name);
    const std::uint32_t exponent = hash >> 23u & 255u;
    return exponent == 0 || exponent == 255 ? hash ^ 1u << 23u : hash;
}

void CryptomatteCounts::add(std::size_t pixel, std::uint32_t thing, std::uint32_t samples) {
    std::vector<Count>& counts = m_pixels[pixel];
    const auto known = std::find_if(counts.begin(), counts.end(), [&](Count count) { return count.thing == thing; });
    if (known == counts.end()) {
        counts.push_back({thing, samples});
    } else {
        known->samples += samples;
    }
}

std::vector<CryptomatteCounts::Count> CryptomatteCounts::ranked(std::size_t pixel) const {
    std::vector<Count> counts = m_pixels[pixel];
    std::sort(counts.begin(), counts.end(),
              [](Count a, Count b) { return a.samples != b.samples ? a.samples > b.samples : a.thing < b.thing; });
    return counts;
}

std::uint32_t CryptomatteLayer::bits_of(std::uint32_t thing, const std::function<std::string(std::uint32_t)>& name_of) {
    if (const auto known = m_bits.find(thing); known != m_bits.end()) return known->second;
    const std::string name = name_of(thing);
    const std::uint32_t bits = cryptomatte_bits(name);
    m_manifest.emplace(name, bits);
    return m_bits.emplace(thing, bits).first->second;
}

void CryptomatteLayer::add(const CryptomatteCounts& counts, const std::function<std::string(std::uint32_t)>& name_of) {
    for (std::size_t pixel = 0; pixel < counts.size(); pixel++) {
        CryptomatteCounts names(1); // by the bits that stand for them
        for (const auto [thing, samples] : counts.ranked(pixel)) names.add(0, bits_of(thing, name_of), samples);
        const std::vector<CryptomatteCounts::Count> ranked = names.ranked(0);
        for (std::size_t rank = 0; rank < 2 * CRYPTOMATTE_LEVELS; rank++) {
            const bool is_there = rank < ranked.size();
            m_planes[2 * rank].push_back(is_there ? std::bit_cast<float>(ranked[rank].thing) : 0.0f);
            m_planes[2 * rank + 1].push_back(
                is_there ? static_cast<float>(ranked[rank].samples) / static_cast<float>(m_samples) : 0.0f);
        }
    }
}

std::vector<Channel> CryptomatteLayer::channels() const {
    std::vector<Channel> channels;
    for (std::size_t i = 0; i < m_planes.size(); i++)
        channels.push_back({fmt::format("{}{:02}.{}", m_layer, i / 4, "RGBA"[i % 4]), m_planes[i]});
    return channels;
}

ImageMetadata CryptomatteLayer::metadata() const {
    nlohmann::ordered_json manifest = nlohmann::ordered_json::object();
    for (const auto& [name, bits] : m_manifest) manifest[name] = fmt::format("{:08x}", bits);
    const std::string key = std::string(CRYPTOMATTE_PREFIX) + fmt::format("{:08x}", murmur_hash(m_layer)).substr(0, 7);
    return {{key + "/name", m_layer},
            {key + "/hash", "MurmurHash3_32"},
            {key + "/conversion", "uint32_to_float32"},
            {key + "/manifest", manifest.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)}};
}

} // namespace triptych
