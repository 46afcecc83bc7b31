// Affine transforms: angles, steps, their order, inverses and what is measured of them.
// SPDX-License-Identifier: MIT
#include "scene/transform.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace triptych {
namespace {

using Kind = TransformStep::Kind;

void expect_near(Vec3d actual, Vec3d expected, double error) {
    EXPECT_NEAR(actual.x, expected.x, error);
    EXPECT_NEAR(actual.y, expected.y, error);
    EXPECT_NEAR(actual.z, expected.z, error);
}

Affine affine_of(std::vector<TransformStep> steps) { return transform_of(steps); }

const Affine SKEWED = affine_of({{Kind::MATRIX, {1, 2, 3, 7, 0, 1, 4, -8, 5, 6, 0, 9}}});

TEST(Transform, AnglesAreRightTo15Digits) {
    struct Known {
        double degrees, cosine, sine;
    };
    const Known known[] = {{1.0, 0.999847695156391239157, 0.0174524064372835128194},
                           {30.0, 0.866025403784438646764, 0.5},
                           {45.0, 0.707106781186547524401, 0.707106781186547524401},
                           {60.5, 0.492423560103467119799, 0.870355695939899680416},
                           {89.999999, 1.74532924758779673219e-8, 0.999999999999999847691},
                           {123.456, -0.55129644428558247891, 0.834309433314806559688},
                           {-15.0, 0.96592582628906828675, -0.258819045102520762349},
                           {-200.25, -0.938191335922484134452, 0.346117057077492976468},
                           {359.0, 0.999847695156391239157, -0.0174524064372835128194},
                           {1234567.875, -0.613940838750366467764, 0.78935204219315003897},
                           {0.001, 0.999999999847691290111, 0.0000174532925190571999769}};
    for (const Known& angle : known) {
        const auto [cosine, sine] = cos_sin_degrees(angle.degrees);
        EXPECT_NEAR(cosine, angle.cosine, 4e-16) << angle.degrees;
        EXPECT_NEAR(sine, angle.sine, 4e-16) << angle.degrees;
    }
    for (double degrees = -720.0; degrees < 720.0; degrees += 0.37) {
        const auto [cosine, sine] = cos_sin_degrees(degrees);
        EXPECT_NEAR(cosine, std::cos(degrees * M_PI / 180.0), 1e-14) << degrees;
        EXPECT_NEAR(sine, std::sin(degrees * M_PI / 180.0), 1e-14) << degrees;
    }
}

TEST(Transform, QuarterTurnsAreExact) {
    const double cosines[] = {1.0, 0.0, -1.0, 0.0};
    for (int i = -9; i <= 9; i++) {
        const auto [cosine, sine] = cos_sin_degrees(90.0 * i);
        EXPECT_EQ(cosine, cosines[i & 3]) << i;
        EXPECT_EQ(sine, cosines[(i - 1) & 3]) << i;
        EXPECT_FALSE(std::signbit(cosine) && cosine == 0.0) << i;
        EXPECT_FALSE(std::signbit(sine) && sine == 0.0) << i;
    }
}

TEST(Transform, EachStepDoesWhatItSays) {
    const Vec3d p{1.0, 2.0, 3.0};
    expect_near(affine_of({{Kind::TRANSLATE, {10, 20, 30}}}).point(p), {11, 22, 33}, 0.0);
    expect_near(affine_of({{Kind::TRANSLATE, {10, 20, 30}}}).direction(p), {1, 2, 3}, 0.0);
    expect_near(affine_of({{Kind::SCALE, {2, -3, 0.5}}}).point(p), {2, -6, 1.5}, 0.0);
    // Counter-clockwise seen against the axis: x turns to y about z, y to z about x, z to x about y.
    expect_near(affine_of({{Kind::ROTATE_X, {90}}}).point(p), {1, -3, 2}, 0.0);
    expect_near(affine_of({{Kind::ROTATE_Y, {90}}}).point(p), {3, 2, -1}, 0.0);
    expect_near(affine_of({{Kind::ROTATE_Z, {90}}}).point(p), {-2, 1, 3}, 0.0);
    expect_near(affine_of({{Kind::ROTATE_Y, {30}}}).point({1, 0, 0}), {std::sqrt(0.75), 0, -0.5}, 1e-15);
    expect_near(affine_of({{Kind::ROTATE, {5, 5, 5, 120}}}).point(p), {3, 1, 2}, 1e-14);
    expect_near(affine_of({{Kind::ROTATE, {0, -2, 0, 77}}}).point(p), affine_of({{Kind::ROTATE_Y, {-77}}}).point(p),
                1e-14);
    expect_near(SKEWED.point(p), {1 + 4 + 9 + 7, 2 + 12 - 8, 5 + 12 + 9}, 0.0);
}

TEST(Transform, StepsApplyInTheOrderListed) {
    const TransformStep turn{Kind::ROTATE_Z, {90}};
    const TransformStep move{Kind::TRANSLATE, {1, 0, 0}};
    expect_near(affine_of({turn, move}).point({1, 0, 0}), {1, 1, 0}, 0.0);
    expect_near(affine_of({move, turn}).point({1, 0, 0}), {0, 2, 0}, 0.0);
    expect_near(compose(affine_of({move}), affine_of({turn})).point({1, 0, 0}), {1, 1, 0}, 0.0);
    expect_near(affine_of({}).point({1, 2, 3}), {1, 2, 3}, 0.0);
}

TEST(Transform, TheInverseUndoes) {
    const Affine inverse = invert(SKEWED);
    const double expected[3][3] = {{-24, 18, 5}, {20, -15, -4}, {-5, 4, 1}};
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) EXPECT_NEAR(inverse.rows[i][j], expected[i][j], 1e-13);
    }
    const Vec3d p{0.1, -0.2, 0.3};
    expect_near(inverse.point(SKEWED.point(p)), p, 1e-13);
    expect_near(SKEWED.point(inverse.point(p)), p, 1e-12);
    EXPECT_NEAR(SKEWED.determinant(), 1.0, 1e-13);
}

TEST(Transform, SingularValues) {
    EXPECT_NEAR(condition(SKEWED), 331.97451457956151, 1e-8);
    EXPECT_NEAR(stretch(SKEWED), 8.278839230499784, 1e-13);
    EXPECT_NEAR(condition(affine_of({{Kind::ROTATE, {1, 2, 3, 40}}, {Kind::SCALE, {1, -8, 2}}})), 8.0, 1e-13);
    EXPECT_NEAR(condition(affine_of({{Kind::SCALE, {7, 7, 7}}, {Kind::ROTATE_X, {12}}})), 1.0, 1e-14);
    EXPECT_NEAR(condition(affine_of({{Kind::SCALE, {1, 1e-7, 1}}, {Kind::ROTATE_X, {45}}})), 1e7, 1.0);
    constexpr double INFINITE = std::numeric_limits<double>::infinity();
    EXPECT_EQ(condition(affine_of({{Kind::SCALE, {1, 0, 1}}})), INFINITE);
    EXPECT_EQ(condition(affine_of({{Kind::MATRIX, {1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0}}})), INFINITE);
}

TEST(Transform, SimilaritiesAreTold) {
    EXPECT_EQ(similarity_scale(Affine{}), 1.0);
    EXPECT_NEAR(similarity_scale(affine_of({{Kind::ROTATE, {1, 2, 3, 40}}, {Kind::SCALE, {3, 3, 3}}})), 3.0, 1e-14);
    EXPECT_NEAR(similarity_scale(affine_of({{Kind::SCALE, {-2, 2, 2}}, {Kind::ROTATE_X, {12}}})), 2.0, 1e-14);
    EXPECT_NEAR(similarity_scale(affine_of({{Kind::SCALE, {1, 1, 1.0000001}}})), 1.0, 1e-7);
    EXPECT_EQ(similarity_scale(affine_of({{Kind::SCALE, {1, 1, 1.00001}}})), 0.0);
    EXPECT_EQ(similarity_scale(affine_of({{Kind::MATRIX, {1, 1e-5, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0}}})), 0.0);
    EXPECT_EQ(similarity_scale(affine_of({{Kind::SCALE, {0, 0, 0}}})), 0.0);
}

TEST(Transform, RoundingLeavesNoDenormals) {
    const vec3 rounded = to_float({1e-40, -1e-45, 0.1});
    EXPECT_EQ(rounded.x, 0.0f);
    EXPECT_EQ(rounded.y, 0.0f);
    EXPECT_EQ(rounded.z, 0.1f);
}

} // namespace
} // namespace triptych
