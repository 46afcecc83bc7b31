// Affine transforms by additions, multiplications, divisions and square roots alone, which IEEE 754 rounds alike
// everywhere.
// SPDX-License-Identifier: MIT
#include "scene/transform.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace triptych {

namespace {

using Matrix = std::array<std::array<double, 3>, 3>;

double square(double x) { return x * x; }

Vec3d row(const Matrix& m, int i) { return {m[i][0], m[i][1], m[i][2]}; }
Vec3d column(const Matrix& m, int i) { return {m[0][i], m[1][i], m[2][i]}; }

Matrix matrix_of(Vec3d row_0, Vec3d row_1, Vec3d row_2) {
    return {{{row_0.x, row_0.y, row_0.z}, {row_1.x, row_1.y, row_1.z}, {row_2.x, row_2.y, row_2.z}}};
}

/// By Rodrigues' formula; `axis` has length 1.
Matrix rotation(Vec3d axis, double degrees) {
    const auto [c, s] = cos_sin_degrees(degrees);
    const Vec3d scaled = (1.0 - c) * axis;
    return matrix_of(axis.x * scaled + Vec3d{c, -s * axis.z, s * axis.y},
                     axis.y * scaled + Vec3d{s * axis.z, c, -s * axis.x},
                     axis.z * scaled + Vec3d{-s * axis.y, s * axis.x, c});
}

Affine affine_of(const TransformStep& step) {
    const std::array<double, 12>& v = step.values;
    Affine affine;
    switch (step.kind) {
    case TransformStep::Kind::TRANSLATE: affine.translation = {v[0], v[1], v[2]}; break;
    case TransformStep::Kind::ROTATE_X: affine.rows = rotation({1.0, 0.0, 0.0}, v[0]); break;
    case TransformStep::Kind::ROTATE_Y: affine.rows = rotation({0.0, 1.0, 0.0}, v[0]); break;
    case TransformStep::Kind::ROTATE_Z: affine.rows = rotation({0.0, 0.0, 1.0}, v[0]); break;
    case TransformStep::Kind::ROTATE: affine.rows = rotation(unit({v[0], v[1], v[2]}), v[3]); break;
    case TransformStep::Kind::SCALE:
        affine.rows = matrix_of({v[0], 0.0, 0.0}, {0.0, v[1], 0.0}, {0.0, 0.0, v[2]});
        break;
    case TransformStep::Kind::MATRIX:
        affine.rows = matrix_of({v[0], v[1], v[2]}, {v[4], v[5], v[6]}, {v[8], v[9], v[10]});
        affine.translation = {v[3], v[7], v[11]};
        break;
    }
    return affine;
}

/// The lengths of the ellipsoid's half axes that the unit sphere becomes: columns are turned pairwise until they stand
/// at right angles (Hestenes, "Inversion of Matrices by Biorthogonalization and Related Results", 1958).
std::array<double, 3> singular_values(const Matrix& m) {
    std::array<Vec3d, 3> columns{column(m, 0), column(m, 1), column(m, 2)};
    bool turned = true;
    for (int sweep = 0; turned && sweep < 12; sweep++) { // convergence is quadratic, within six sweeps or so
        turned = false;
        for (const auto& [i, j] : {std::pair{0, 1}, std::pair{0, 2}, std::pair{1, 2}}) {
            const Vec3d a = columns[i];
            const Vec3d b = columns[j];
            const double product = dot(a, b);
            if (square(product) <= 1e-32 * dot(a, a) * dot(b, b)) continue;
            turned = true;
            const double ratio = (dot(b, b) - dot(a, a)) / (2.0 * product);
            const double tangent = (ratio < 0.0 ? -1.0 : 1.0) / (std::abs(ratio) + std::sqrt(1.0 + ratio * ratio));
            const double cosine = 1.0 / std::sqrt(1.0 + tangent * tangent);
            columns[i] = cosine * (a - tangent * b);
            columns[j] = cosine * (b + tangent * a);
        }
    }
    return {length(columns[0]), length(columns[1]), length(columns[2])};
}

} // namespace

vec3 to_float(Vec3d v) {
    const auto round = [](double x) {
        const auto rounded = static_cast<float>(x);
        return std::abs(rounded) < std::numeric_limits<float>::min() ? 0.0f : rounded;
    };
    return {round(v.x), round(v.y), round(v.z)};
}

Vec3d Affine::direction(Vec3d d) const { return {dot(row(rows, 0), d), dot(row(rows, 1), d), dot(row(rows, 2), d)}; }

Vec3d Affine::point(Vec3d p) const { return direction(p) + translation; }

double Affine::determinant() const { return dot(row(rows, 0), cross(row(rows, 1), row(rows, 2))); }

Affine compose(const Affine& second, const Affine& first) {
    Affine both;
    for (int i = 0; i < 3; i++) {
        const Vec3d image = second.direction(column(first.rows, i));
        both.rows[0][i] = image.x;
        both.rows[1][i] = image.y;
        both.rows[2][i] = image.z;
    }
    both.translation = second.point(first.translation);
    return both;
}

Affine invert(const Affine& affine) {
    const Vec3d a = row(affine.rows, 0);
    const Vec3d b = row(affine.rows, 1);
    const Vec3d c = row(affine.rows, 2);
    const double scale = 1.0 / affine.determinant();
    const Vec3d x = scale * cross(b, c); // columns of the inverse
    const Vec3d y = scale * cross(c, a);
    const Vec3d z = scale * cross(a, b);
    Affine inverse;
    inverse.rows = matrix_of({x.x, y.x, z.x}, {x.y, y.y, z.y}, {x.z, y.z, z.z});
    inverse.translation = -inverse.direction(affine.translation);
    return inverse;
}

Affine transform_of(std::span<const TransformStep> steps) {
    Affine all;
    for (const TransformStep& step : steps) all = compose(affine_of(step), all);
    return all;
}

double stretch(const Affine& affine) {
    const auto values = singular_values(affine.rows);
    return *std::max_element(values.begin(), values.end());
}

double condition(const Affine& affine) {
    const auto values = singular_values(affine.rows);
    const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
    // Rounding leaves a singular matrix's least value at some 1e-16 of the greatest.
    if (!(*least > 1e-15 * *greatest)) return std::numeric_limits<double>::infinity();
    return *greatest / *least;
}

double similarity_scale(const Affine& affine) {
    const Vec3d x = column(affine.rows, 0);
    const Vec3d y = column(affine.rows, 1);
    const Vec3d z = column(affine.rows, 2);
    const double squared = (dot(x, x) + dot(y, y) + dot(z, z)) / 3.0;
    const double allowed = 1e-6 * squared;
    for (const double product : {dot(x, y), dot(y, z), dot(z, x)})
        if (!(std::abs(product) <= allowed)) return 0.0;
    for (const Vec3d& v : {x, y, z})
        if (!(std::abs(dot(v, v) - squared) <= 2.0 * allowed)) return 0.0; // lengths within 1e-6
    return std::sqrt(squared);
}

CosSinDegrees cos_sin_degrees(double degrees) {
    const double turned = std::fmod(degrees, 360.0); // exact
    const double quarter = std::floor(turned / 90.0 + 0.5);
    // Exact as well, so only the product with pi and Taylor's series on [-pi/4, pi/4] are rounded.
    const double x = (turned - 90.0 * quarter) * (3.14159265358979323846 / 180.0);
    double cosine = 0.0;
    double sine = 0.0;
    for (int n = 18; n > 0; n -= 2) { // the first terms left out are below 1e-19
        cosine = (1.0 + cosine) * -square(x) / (n * (n - 1));
        sine = (1.0 + sine) * -square(x) / (n * (n + 1));
    }
    cosine = 1.0 + cosine;
    sine = x * (1.0 + sine);
    CosSinDegrees result{cosine, sine};
    switch (static_cast<int>(quarter) & 3) {
    case 1: result = {-sine, cosine}; break;
    case 2: result = {-cosine, -sine}; break;
    case 3: result = {sine, -cosine}; break;
    }
    return {result.cosine + 0.0, result.sine + 0.0}; // no negative zero
}

} // namespace triptych
