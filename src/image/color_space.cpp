// Matrices between spaces of primaries (SMPTE RP 177-1993), with Bradford's adaptation of white (Lam 1985).
// SPDX-License-Identifier: MIT
#include "image/color_space.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

namespace triptych {

namespace {

using Vector = std::array<double, 3>;
using Matrix = std::array<Vector, 3>; // rows

Vector product(const Matrix& m, const Vector& v) {
    Vector result{};
    for (std::size_t i = 0; i < 3; ++i) result[i] = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
    return result;
}

Matrix product(const Matrix& a, const Matrix& b) {
    Matrix result{};
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) result[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j] + a[i][2] * b[2][j];
    return result;
}

/// By cofactors; nothing where the rows hardly span space.
std::optional<Matrix> inverse(const Matrix& m) {
    Matrix result{};
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) {
            const std::size_t r0 = (j + 1) % 3, r1 = (j + 2) % 3, c0 = (i + 1) % 3, c1 = (i + 2) % 3;
            result[i][j] = m[r0][c0] * m[r1][c1] - m[r0][c1] * m[r1][c0];
        }
    const double determinant = m[0][0] * result[0][0] + m[0][1] * result[1][0] + m[0][2] * result[2][0];
    if (!(std::abs(determinant) > 1e-6) || !std::isfinite(determinant)) return {};
    for (Vector& row : result)
        for (double& value : row) value /= determinant;
    return result;
}

/// XYZ of luminance 1.
Vector xyz_of(const Chromaticity& c) { return {c.x / c.y, 1.0, (1.0 - c.x - c.y) / c.y}; }

/// From RGB to XYZ: the primaries, weighed so that their sum is white.
std::optional<Matrix> xyz_from_rgb(const Chromaticities& space) {
    const Chromaticity primaries[] = {space.red, space.green, space.blue};
    Matrix columns{};
    for (std::size_t i = 0; i < 3; ++i) {
        const auto [x, y] = primaries[i];
        columns[0][i] = x;
        columns[1][i] = y;
        columns[2][i] = 1.0 - x - y;
    }
    const auto weights_of_white = inverse(columns);
    if (!weights_of_white || !(space.white.y > 1e-3)) return {};
    const Vector weights = product(*weights_of_white, xyz_of(space.white));
    for (Vector& row : columns)
        for (std::size_t i = 0; i < 3; ++i) row[i] *= weights[i];
    return columns;
}

/// From XYZ under one white to XYZ under another.
std::optional<Matrix> adaptation(const Chromaticity& from, const Chromaticity& to) {
    constexpr Matrix CONES = {{{0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}}};
    const Vector source = product(CONES, xyz_of(from)), target = product(CONES, xyz_of(to));
    const auto back = inverse(CONES);
    if (!back) return {};
    Matrix scaled = CONES;
    for (std::size_t i = 0; i < 3; ++i)
        for (double& value : scaled[i]) value *= target[i] / source[i];
    return product(*back, scaled);
}

std::optional<Matrix> rec709_from(const Chromaticities& space) {
    const auto into = xyz_from_rgb(space), rec709 = xyz_from_rgb(REC709);
    if (!into || !rec709) return {};
    const auto adapted = adaptation(space.white, REC709.white);
    const auto out = inverse(*rec709);
    if (!adapted || !out) return {};
    const Matrix matrix = product(*out, product(*adapted, *into));
    const bool is_finite = std::all_of(matrix.begin(), matrix.end(), [](const Vector& row) {
        return std::all_of(row.begin(), row.end(), [](double value) { return std::abs(value) < 1e3; });
    });
    return is_finite ? std::optional(matrix) : std::nullopt;
}

} // namespace

bool is_rec709(const Chromaticities& space) {
    constexpr double ROUNDING = 1e-3;
    const auto near = [&](const Chromaticity& a, const Chromaticity& b) {
        return std::abs(a.x - b.x) <= ROUNDING && std::abs(a.y - b.y) <= ROUNDING;
    };
    return near(space.red, REC709.red) && near(space.green, REC709.green) && near(space.blue, REC709.blue) &&
           near(space.white, REC709.white);
}

void convert_to_rec709(const std::string& name, const Chromaticities& from, Image& image) {
    if (is_rec709(from)) return;
    const auto matrix = rec709_from(from);
    if (!matrix) return spdlog::warn("{}: its primaries span no colours; its values are taken for Rec. 709.", name);
    for (std::size_t i = 0; i + 2 < image.rgb.size(); i += 3) {
        const Vector color =
            product(*matrix, Vector{double(image.rgb[i]), double(image.rgb[i + 1]), double(image.rgb[i + 2])});
        for (std::size_t c = 0; c < 3; ++c) image.rgb[i + c] = float(color[c]);
    }
}

} // namespace triptych
