// A 128-bit hash of bytes (XXH3), for naming scenes, films and caches; not for secrets.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <type_traits>

namespace triptych {

/// Collects bytes; the digest is the same on every machine.
class Hasher {
public:
    Hasher();
    ~Hasher();
    Hasher(const Hasher&) = delete;
    Hasher& operator=(const Hasher&) = delete;

    Hasher& add(std::span<const std::byte> bytes);

    /// The object's bytes; the type must have no padding.
    template <typename T>
    Hasher& add_value(const T& value) {
        static_assert(std::is_trivially_copyable_v<T>);
        return add(std::as_bytes(std::span(&value, 1)));
    }

    /// 32 lower-case hexadecimal digits, most significant first.
    std::string hex() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace triptych
