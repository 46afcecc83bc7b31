// Affine transforms in double precision, the same on every machine.
// SPDX-License-Identifier: MIT
#pragma once

#include "layout.glsl"

#include <array>
#include <cmath>
#include <cstdint>
#include <span>

namespace triptych {

using shared::vec3;

/// One step of a transform as its author writes it.
struct TransformStep {
    enum class Kind : std::uint8_t { TRANSLATE, ROTATE_X, ROTATE_Y, ROTATE_Z, ROTATE, SCALE, MATRIX };
    Kind kind = Kind::TRANSLATE;
    /// TRANSLATE and SCALE: x, y, z. ROTATE_*: degrees, counter-clockwise seen against the axis. ROTATE: the axis's x,
    /// y, z of any length, degrees. MATRIX: the upper three rows of a matrix that columns are multiplied by.
    std::array<double, 12> values{};

    bool operator==(const TransformStep&) const = default;
};

/// Three doubles, for host arithmetic.
struct Vec3d {
    double x, y, z;
};

inline Vec3d operator+(Vec3d a, Vec3d b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
inline Vec3d operator-(Vec3d a, Vec3d b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
inline Vec3d operator-(Vec3d v) { return {-v.x, -v.y, -v.z}; }
inline Vec3d operator*(double s, Vec3d v) { return {s * v.x, s * v.y, s * v.z}; }
inline double dot(Vec3d a, Vec3d b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
inline Vec3d cross(Vec3d a, Vec3d b) { return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x}; }
inline double length(Vec3d v) { return std::sqrt(dot(v, v)); }
/// v at length 1; v is not 0.
inline Vec3d unit(Vec3d v) { return (1.0 / length(v)) * v; }
inline Vec3d to_double(vec3 v) {
    return {static_cast<double>(v.x), static_cast<double>(v.y), static_cast<double>(v.z)};
}
/// Rounded once; what float32 holds only as a denormal becomes 0, as the float contract has it.
vec3 to_float(Vec3d v);

/// A point p becomes rows * p + translation.
struct Affine {
    std::array<std::array<double, 3>, 3> rows{{{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}}};
    Vec3d translation{0.0, 0.0, 0.0};

    Vec3d point(Vec3d p) const;
    Vec3d direction(Vec3d d) const;
    double determinant() const;
};

/// First `first`, then `second`.
Affine compose(const Affine& second, const Affine& first);

/// The transform that undoes `affine`, whose determinant is not 0.
Affine invert(const Affine& affine);

/// All steps, in the order listed.
Affine transform_of(std::span<const TransformStep> steps);

/// Length of the longest image of a unit vector.
double stretch(const Affine& affine);

/// Ratio of the longest to the shortest image of a unit vector; infinity where the transform is singular.
double condition(const Affine& affine);

/// The factor by which the transform scales all lengths, where it is a similarity (within 1e-6); else 0.
double similarity_scale(const Affine& affine);

/// Cosine and sine of an angle in degrees, exact at multiples of 90, else within 1e-15 (no C library's differ).
struct CosSinDegrees {
    double cosine, sine;
};
CosSinDegrees cos_sin_degrees(double degrees);

/// Directions whose sine to each other is at most this count as parallel.
constexpr double MIN_SINE = 1e-6;

/// Whether the sine between two directions is at most MIN_SINE.
inline bool are_parallel(Vec3d a, Vec3d b) { return length(cross(a, b)) <= MIN_SINE * length(a) * length(b); }

} // namespace triptych
