// The header: magic, version, key, and a hash of what follows.
// SPDX-License-Identifier: MIT
#include "backend/vulkan/cache_file.hpp"

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace triptych {

namespace {

namespace fs = std::filesystem;

constexpr std::array<char, 8> MAGIC{'T', 'R', 'I', 'P', 'T', 'V', 'K', 'P'};
constexpr std::uint64_t VERSION = 1;
constexpr std::size_t MAX_BYTES = std::size_t{256} << 20;

struct Header {
    std::array<char, 8> magic;
    std::uint64_t version;
    std::array<char, 32> key;
    std::array<char, 32> payload_hash;
};

std::array<char, 32> digits(const std::string& hex) {
    std::array<char, 32> result{};
    std::copy_n(hex.begin(), std::min(hex.size(), result.size()), result.begin());
    return result;
}

std::array<char, 32> hash_of_payload(std::span<const std::byte> payload) { return digits(Hasher().add(payload).hex()); }

} // namespace

std::vector<std::byte> read_cache_file(const fs::path& file, const std::string& key) {
    std::error_code ignored;
    if (!fs::exists(file, ignored)) return {};
    std::vector<std::byte> bytes;
    try {
        bytes = read_file(file, MAX_BYTES);
    } catch (const Error& error) {
        spdlog::debug("A cache is ignored: {}", error.what());
        return {};
    }
    Header header{};
    if (bytes.size() < sizeof header) {
        spdlog::debug("The cache {} is cut short; it is ignored.", file.string());
        return {};
    }
    std::memcpy(&header, bytes.data(), sizeof header);
    const std::span payload = std::span(bytes).subspan(sizeof header);
    if (header.magic != MAGIC || header.version != VERSION || header.key != digits(key)) {
        spdlog::debug("The cache {} is of another driver or build; it is ignored.", file.string());
        return {};
    }
    if (header.payload_hash != hash_of_payload(payload)) {
        spdlog::debug("The cache {} is damaged; it is ignored.", file.string());
        return {};
    }
    return {payload.begin(), payload.end()};
}

void write_cache_file(const fs::path& file, const std::string& key, std::span<const std::byte> payload) {
    const Header header{MAGIC, VERSION, digits(key), hash_of_payload(payload)};
    std::vector<std::byte> bytes(sizeof header + payload.size());
    std::memcpy(bytes.data(), &header, sizeof header);
    std::copy(payload.begin(), payload.end(), bytes.begin() + sizeof header);
    std::error_code ignored; // write_file_atomically names what is wrong
    fs::create_directories(file.parent_path(), ignored);
    write_file_atomically(file, bytes);
}

} // namespace triptych
