// The transfer curve of sRGB (IEC 61966-2-1).
// SPDX-License-Identifier: MIT
#pragma once

namespace triptych {

/// Encoded value in [0, 1] to linear light in [0, 1], within 1e-14 relative and without the C library's pow(), which
/// differs between machines.
inline double linear_from_srgb(double encoded) {
    if (encoded <= 0.04045) return encoded / 12.92;
    const double base = (encoded + 0.055) / 1.055;
    // base^2.4 = base^2 (base^2)^(1/5), the root by Newton's method: from 1 it falls to it, since base < 1.
    const double square = base * base;
    double root = 1.0;
    for (int i = 0; i < 10; ++i) root -= (root - square / (root * root * root * root)) / 5.0;
    return square * root;
}

} // namespace triptych
