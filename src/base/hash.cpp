// Hasher over libxxhash.
// SPDX-License-Identifier: MIT
#include "base/hash.hpp"

#include <fmt/format.h>
#include <xxhash.h>

namespace triptych {

struct Hasher::State {
    XXH3_state_t* xxh = XXH3_createState();
    ~State() { XXH3_freeState(xxh); }
};

Hasher::Hasher() : m_state(std::make_unique<State>()) { XXH3_128bits_reset(m_state->xxh); }
Hasher::~Hasher() = default;

Hasher& Hasher::add(std::span<const std::byte> bytes) {
    XXH3_128bits_update(m_state->xxh, bytes.data(), bytes.size());
    return *this;
}

std::string Hasher::hex() const {
    const XXH128_hash_t digest = XXH3_128bits_digest(m_state->xxh);
    return fmt::format("{:016x}{:016x}", digest.high64, digest.low64);
}

} // namespace triptych
