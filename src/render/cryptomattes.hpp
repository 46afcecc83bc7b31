// Cryptomatte layers of a picture: its camera rays, sample by sample, with what each meets first.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"
#include "film/cryptomatte.hpp"
#include "render/picture.hpp"

#include <cstdint>
#include <string_view>

namespace triptych {

enum class Cryptomatte : std::uint8_t { OBJECT, MATERIAL, INSTANCE };

struct CryptomatteKind {
    std::string_view name;
    Cryptomatte cryptomatte;
    std::string_view layer;
};

/// In the order of Cryptomatte.
inline constexpr CryptomatteKind CRYPTOMATTES[] = {{"object", Cryptomatte::OBJECT, "CryptoObject"},
                                                   {"material", Cryptomatte::MATERIAL, "CryptoMaterial"},
                                                   {"instance", Cryptomatte::INSTANCE, "CryptoInstance"}};

/// Renders a layer on an open device that has the scene loaded. What the device held of a picture before is lost.
/// `progress` is told of each dispatch.
CryptomatteLayer render_cryptomatte(Backend& backend, const Picture& picture, SampleRange samples, Cryptomatte which,
                                    const Progress& progress);

} // namespace triptych
