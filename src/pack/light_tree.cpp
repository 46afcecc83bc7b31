// Building the tree over lights: binned splits from the top down, rounded outwards at the end.
// SPDX-License-Identifier: MIT
#include "pack/light_tree.hpp"

#include <tbb/parallel_invoke.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

namespace triptych {

namespace {

constexpr double LEAST_LIGHT_POWER = 1e-6; // of the mean
constexpr std::size_t BIN_COUNT = 12;
constexpr std::size_t PARALLEL_FROM = 4096; // lights; fewer are not worth a task
constexpr double FAR = std::numeric_limits<double>::max();
constexpr double AXIS_ERROR = 1e-6; // of cosines, since axes are rounded

Vec3d least(Vec3d a, Vec3d b) { return {std::min(a.x, b.x), std::min(a.y, b.y), std::min(a.z, b.z)}; }
Vec3d greatest(Vec3d a, Vec3d b) { return {std::max(a.x, b.x), std::max(a.y, b.y), std::max(a.z, b.z)}; }
double component(Vec3d v, int axis) { return axis == 0 ? v.x : axis == 1 ? v.y : v.z; }
bool shines_everywhere(const PlacedLight& light) { return dot(light.axis, light.axis) == 0.0; }

struct LightBox {
    Vec3d low{FAR, FAR, FAR};
    Vec3d high{-FAR, -FAR, -FAR};

    void add(Vec3d a, Vec3d b) {
        low = least(low, a);
        high = greatest(high, b);
    }
    Vec3d size() const { return high - low; }
};

/// What a split is judged by, of the lights on one side.
struct Side {
    LightBox box;
    double power = 0.0;
    Vec3d axes{0.0, 0.0, 0.0}; // power times axis; of what shines everywhere none
    std::size_t count = 0;

    void add(const Side& other) {
        box.add(other.box.low, other.box.high);
        power += other.power;
        axes = axes + other.axes;
        count += other.count;
    }
    /// Power times size times the solid angle that is lit, which for axes all over is four times that for a single one.
    double cost() const {
        const Vec3d size = box.size();
        const double agreement = std::min(length(axes) / power, 1.0);
        return power * dot(size, size) * std::min(1.0 + 4.0 * std::sqrt(1.0 - agreement), 4.0);
    }
};

struct Split {
    int axis = -1;
    std::size_t bin = 0; // first bin of the right side
    double cost = FAR;
};

class LightTree {
public:
    LightTree(std::vector<PlacedLight> lights, std::span<shared::Light> table)
        : m_lights(std::move(lights)), m_table(table), m_nodes(2 * (m_lights.size() - 1)) {
        double sum = 0.0;
        for (const PlacedLight& light : m_lights) sum += light.power;
        const double least_power = sum > 0.0 ? LEAST_LIGHT_POWER * sum / static_cast<double>(m_lights.size()) : 1.0;
        for (PlacedLight& light : m_lights) {
            light.power = std::max(light.power, least_power);
            m_sum += light.power;
        }
    }

    std::vector<shared::LightNode> build() {
        split({m_lights}, 0, 0, 0);
        return std::move(m_nodes);
    }

private:
    using Lights = std::span<PlacedLight>;

    /// Makes two children of lights that `way` leads to, their nodes being those of pair `pair` and what follows.
    void split(Lights lights, std::size_t pair, std::uint32_t depth, std::uint32_t way) {
        const std::size_t middle = partition(lights, depth);
        const Lights sides[2] = {lights.first(middle), lights.subspan(middle)};
        const std::size_t pairs[2] = {pair + 1, pair + middle};
        for (std::uint32_t i = 0; i < 2; i++) {
            shared::LightNode& node = m_nodes[2 * pair + i];
            node = summary(sides[i]);
            if (sides[i].size() == 1) {
                node.child |= shared::LIGHT_LEAF | sides[i][0].light;
                m_table[sides[i][0].light].alias = way | i << depth;
            } else {
                node.child |= static_cast<std::uint32_t>(2 * pairs[i]);
            }
        }
        const auto split_side = [&](std::uint32_t i) {
            if (sides[i].size() > 1) split(sides[i], pairs[i], depth + 1, way | i << depth);
        };
        if (lights.size() >= PARALLEL_FROM) { // each side has nodes of its own
            tbb::parallel_invoke([&] { split_side(0); }, [&] { split_side(1); });
        } else {
            split_side(0);
            split_side(1);
        }
    }

    /// Brings the left side's lights to the front, and returns how many they are.
    static std::size_t partition(Lights lights, std::uint32_t depth) {
        const auto count = static_cast<std::uint32_t>(lights.size());
        LightBox centers;
        for (const PlacedLight& light : lights) centers.add(light.center, light.center);
        // Halves where the depth left is only enough for halving, and where all lights are at one place.
        if (depth + static_cast<std::uint32_t>(std::bit_width(count)) >= shared::LIGHT_TREE_MAX_DEPTH - 1)
            return count / 2;
        const Split best = find_split(lights, centers);
        if (best.axis < 0) return count / 2;
        const auto right = std::stable_partition(lights.begin(), lights.end(), [&](const PlacedLight& light) {
            return bin_of(light, centers, best.axis) < best.bin;
        });
        return static_cast<std::size_t>(right - lights.begin());
    }

    static std::size_t bin_of(const PlacedLight& light, const LightBox& centers, int axis) {
        const double low = component(centers.low, axis);
        const double place = (component(light.center, axis) - low) / (component(centers.high, axis) - low);
        return std::min(static_cast<std::size_t>(place * static_cast<double>(BIN_COUNT)), BIN_COUNT - 1);
    }

    using Bins = std::array<Side, BIN_COUNT>;

    static Split find_split(Lights lights, const LightBox& centers) {
        const Vec3d size = centers.size();
        const Vec3d mean = mean_axis(lights);
        std::array<Bins, 3> bins;
        for (const PlacedLight& light : lights) {
            const double sign = light.is_two_sided && dot(light.axis, mean) < 0.0 ? -1.0 : 1.0;
            const Vec3d axes = sign * light.power * light.axis;
            const Side side{{light.low, light.high}, light.power, axes, 1};
            for (int axis = 0; axis < 3; axis++) {
                if (component(size, axis) > 0.0) bins[axis][bin_of(light, centers, axis)].add(side);
            }
        }
        Split best;
        for (int axis = 0; axis < 3; axis++) {
            // Thin slices are no better than thick ones only because they are many.
            const double slimness = std::max({size.x, size.y, size.z}) / component(size, axis);
            if (component(size, axis) > 0.0) find_split_along(axis, bins[axis], slimness, best);
        }
        return best;
    }

    /// Takes the best split along one axis where it is better than `best`.
    static void find_split_along(int axis, const Bins& bins, double slimness, Split& best) {
        Bins from_right;
        for (std::size_t i = BIN_COUNT; i-- > 1;) {
            from_right[i] = bins[i];
            if (i + 1 < BIN_COUNT) from_right[i].add(from_right[i + 1]);
        }
        Side left;
        for (std::size_t i = 1; i < BIN_COUNT; i++) {
            left.add(bins[i - 1]);
            if (left.count == 0 || from_right[i].count == 0) continue;
            const double cost = slimness * (left.cost() + from_right[i].cost());
            if (cost < best.cost) best = {axis, i, cost};
        }
    }

    /// About which axis lights shine, those with two sides turned to agree; 0 where there is none.
    static Vec3d mean_axis(std::span<const PlacedLight> lights) {
        Vec3d sum{0.0, 0.0, 0.0};
        double power = 0.0;
        for (const PlacedLight& light : lights) {
            power += light.power;
            sum = sum + (light.is_two_sided && dot(sum, light.axis) < 0.0 ? -light.power : light.power) * light.axis;
        }
        return length(sum) > 1e-6 * power ? unit(sum) : Vec3d{0.0, 0.0, 0.0};
    }

    /// The cosine of the cone about `mean` in which the axes of all lights lie; -1 where there is none.
    static double cos_spread(std::span<const PlacedLight> lights, Vec3d mean, bool is_two_sided) {
        double least_cosine = 1.0;
        for (const PlacedLight& light : lights) {
            if (shines_everywhere(light)) return -1.0;
            const double cosine = dot(mean, light.axis);
            least_cosine = std::min(least_cosine, is_two_sided ? std::abs(cosine) : cosine);
        }
        return dot(mean, mean) > 0.0 ? least_cosine : -1.0;
    }

    shared::LightNode summary(std::span<const PlacedLight> lights) const {
        LightBox box;
        double power = 0.0, cos_reach = 1.0;
        bool is_two_sided = false;
        for (const PlacedLight& light : lights) {
            box.add(light.low, light.high);
            power += light.power;
            cos_reach = std::min(cos_reach, light.cos_reach);
            is_two_sided = is_two_sided || light.is_two_sided;
        }
        shared::LightNode node{};
        node.center = to_float(0.5 * (box.low + box.high));
        const Vec3d center = to_double(node.center);
        double radius = 0.0; // around the lights' own spheres, but no more than around their box
        for (const PlacedLight& light : lights) radius = std::max(radius, length(light.center - center) + light.radius);
        radius = std::min(radius, length(greatest(box.high - center, center - box.low)));
        const Vec3d magnitude = greatest(greatest(center, -center), {0x1p-60, 0x1p-60, 0x1p-60});
        const double rounding = 0x1p-21 * (radius + std::max({magnitude.x, magnitude.y, magnitude.z}));
        node.radius = static_cast<float>(radius + rounding);
        node.power = static_cast<float>(power / m_sum);
        const Vec3d mean = mean_axis(lights);
        const double cosine = cos_spread(lights, mean, is_two_sided) - AXIS_ERROR;
        node.axis = dot(mean, mean) > 0.0 ? to_float(mean) : vec3(0.0f, 1.0f, 0.0f);
        node.cos_spread = static_cast<float>(std::max(cosine, -1.0));
        const auto rounded = static_cast<double>(node.cos_spread);
        node.sin_spread = static_cast<float>(std::sqrt(std::max(1.0 - rounded * rounded, 0.0)));
        node.cos_reach = static_cast<float>(cos_reach);
        node.child = is_two_sided ? shared::LIGHT_TWO_SIDED : 0;
        return node;
    }

    std::vector<PlacedLight> m_lights;
    std::span<shared::Light> m_table;
    std::vector<shared::LightNode> m_nodes;
    double m_sum = 0.0;
};

} // namespace

std::vector<shared::LightNode> build_light_tree(std::vector<PlacedLight> lights, std::span<shared::Light> table) {
    return LightTree(std::move(lights), table).build();
}

} // namespace triptych
