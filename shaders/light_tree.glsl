// A tree over the lights that have a place: which of them is chosen depends on the point from which it is looked for
// (Conty Estevez and Kulla, "Importance Sampling of Many Lights with Adaptive Tree Splitting", 2018; Pharr, Jakob and
// Humphreys, "Physically Based Rendering", 4th edition, section 12.6.3). Here no light is looked at before a leaf.
// SPDX-License-Identifier: MIT
#ifndef TRIPTYCH_LIGHT_TREE_GLSL
#define TRIPTYCH_LIGHT_TREE_GLSL
#include "random.glsl"
#include "read.glsl"
#include "real.glsl"

SHARED_BEGIN

/// What a node's cosines may be off by, and more: light that grazes is not taken for none.
const float LIGHT_MARGIN = 0.0009765625f;

/// What a node shines by is no less, if it shines at all, so that no product or quotient becomes a denormal.
const float LEAST_LIGHT = 1.0e-15f;

/// Of two children that may send light none counts less than this share of the other, so that few bits of a number
/// decide.
const float LEAST_CHILD_SHARE = 0.0009765625f;

/// A random number is used at one level after the other, each time the part of it that is left. Below this width too
/// few bits are left, and a fresh number takes its place.
const float MIN_REUSED_WIDTH = 0.00390625f;

/// The least probability that is stated, so that no product becomes a denormal.
const float LEAST_LIGHT_PROBABILITY = 1.0e-20f;

const uint LIGHT_INDEX = 0x3fffffffu; // of LightNode::child, without its marks

/// The sine of an angle in [0, pi].
FN float sine_beside(float cosine) { return square_root(max(1.0f - cosine * cosine, 0.0f)); }

/// Cosine and sine of max(a - b, 0).
FN CosSin angle_beyond(CosSin a, CosSin b) {
    bool within = a.cos_angle >= b.cos_angle;
    CosSin result = {within ? 1.0f : a.cos_angle * b.cos_angle + a.sin_angle * b.sin_angle,
                     within ? 0.0f : a.sin_angle * b.cos_angle - a.cos_angle * b.sin_angle};
    return result;
}

/// Cosine and sine of the angle with that cosine, which rounding may have brought beyond 1.
FN CosSin angle_of(float cosine) {
    float held = min(max(cosine, -1.0f), 1.0f);
    CosSin result = {held, sine_beside(held)};
    return result;
}

/// How much light may come from a node: `light` over `distance2`. Apart, since it takes one division to compare two.
struct LightNodeView {
    float light;
    float distance2;
};

/// A node seen from a surface with that unit normal, which nothing from behind reaches, or from a point where the
/// normal is 0. There is light wherever any of the node's lights may send some.
FN LightNodeView view_light_node(LightNode node, vec3 position, vec3 normal) {
    vec3 toward = node.center - position;
    float distance2 = dot3(toward, toward);
    float radius2 = max(node.radius * node.radius, 1.0e-18f); // far above what devices may flush to 0
    float light = node.power;
    if (distance2 > radius2) {
        float inverse = divide(1.0f, square_root(distance2));
        float sin_extent = min(node.radius * inverse, 1.0f);
        CosSin extent = {sine_beside(sin_extent), sin_extent};
        if (node.cos_spread > -1.0f) {
            float cos_axis = -dot3(node.axis, toward) * inverse;
            if ((node.child & LIGHT_TWO_SIDED) != 0u) cos_axis = abs(cos_axis);
            CosSin spread = {node.cos_spread, node.sin_spread};
            CosSin off_axis = angle_beyond(angle_beyond(angle_of(cos_axis), spread), extent);
            float cos_emission = off_axis.cos_angle + LIGHT_MARGIN;
            light = cos_emission > node.cos_reach ? light * cos_emission : 0.0f;
        }
        if (dot3(normal, normal) > 0.5f) {
            float arriving = angle_beyond(angle_of(dot3(normal, toward) * inverse), extent).cos_angle + LIGHT_MARGIN;
            light = light * max(arriving, 0.0f);
        }
    }
    if (light > 0.0f) light = max(light, LEAST_LIGHT);
    LightNodeView view = {light, max(distance2, radius2)};
    return view;
}

/// The probability of the left one of the nodes `pair` and `pair` + 1.
FN float left_probability(Scene scene, uint pair, vec3 position, vec3 normal) {
    LightNodeView a = view_light_node(read_light_node(scene, pair), position, normal);
    LightNodeView b = view_light_node(read_light_node(scene, pair + 1u), position, normal);
    if (a.light <= 0.0f || b.light <= 0.0f) return a.light > 0.0f ? 1.0f : b.light > 0.0f ? 0.0f : 0.5f;
    float left = a.light * b.distance2;
    float right = b.light * a.distance2;
    float larger = max(left, right);
    float smaller = max(min(left, right), LEAST_CHILD_SHARE * larger);
    float share = divide(smaller, smaller + larger);
    return left < right ? share : 1.0f - share;
}

/// The probability of a way so far, and one step more.
FN float way_probability(float so_far, float step_share) {
    return step_share > 0.0f ? max(so_far * step_share, LEAST_LIGHT_PROBABILITY) : 0.0f;
}

/// A light and the probability with which it was chosen.
struct LightChoice {
    uint light;
    float probability;
};

/// The light that u in [0, 1) chooses in the tree: [0, 1) is cut in two at each level. Where the part that u lies in
/// gets too small for its 24 bits, a hash of u and v goes on.
FN LightChoice choose_in_tree(Scene scene, vec3 position, vec3 normal, float u, float v) {
    LightChoice choice = {0u, 1.0f};
    float number = u;
    float low = 0.0f; // the part of [0, 1) that led here
    float width = 1.0f;
    uint fresh_numbers = 0u;
    uint child = 0u;
    while (child < LIGHT_LEAF) {
        float share = left_probability(scene, child, position, normal);
        float middle = low + share * width;
        bool is_right = number >= middle;
        float step_share = is_right ? 1.0f - share : share;
        low = is_right ? middle : low;
        width = step_share * width;
        choice.probability = way_probability(choice.probability, step_share);
        if (width < MIN_REUSED_WIDTH) {
            fresh_numbers = fresh_numbers + 1u;
            number = unit_interval(random_bits(floatBitsToUint(u), floatBitsToUint(v), fresh_numbers, LIGHT_LEAF).x);
            low = 0.0f;
            width = 1.0f;
        }
        child = read_light_node(scene, child + (is_right ? 1u : 0u)).child & ~LIGHT_TWO_SIDED;
    }
    choice.light = child & LIGHT_INDEX;
    return choice;
}

/// The probability with which choose_in_tree chooses a light of the tree.
FN float tree_probability(Scene scene, uint light, vec3 position, vec3 normal) {
    uint way = read_light(scene, light).alias;
    float probability = 1.0f;
    uint child = 0u;
    while (child < LIGHT_LEAF) {
        float share = left_probability(scene, child, position, normal);
        bool is_right = (way & 1u) != 0u;
        probability = way_probability(probability, is_right ? 1.0f - share : share);
        child = read_light_node(scene, child + (is_right ? 1u : 0u)).child & ~LIGHT_TWO_SIDED;
        way = way >> 1u;
    }
    return probability;
}

SHARED_END
#endif
