// The transfer curve of sRGB (IEC 61966-2-1).
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>

namespace triptych {

/// Encoded value in [0, 1] to linear light in [0, 1].
inline double linear_from_srgb(double encoded) {
    return encoded <= 0.04045 ? encoded / 12.92 : std::pow((encoded + 0.055) / 1.055, 2.4);
}

} // namespace triptych
