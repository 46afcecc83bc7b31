// Interpolation in double precision by additions, multiplications, divisions and square roots alone.
// SPDX-License-Identifier: MIT
#include "gltf/gltf_animation.hpp"

#include "base/names.hpp"
#include "gltf/gltf_accessor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>

namespace triptych {

namespace {

constexpr Range NUMBER{-1e9, 1e9};

double dot4(const Quaternion& a, const Quaternion& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3]; }

/// Spherical interpolation by halving the arc, which needs no trigonometry: at each binary digit of t the half is kept
/// in which it lies. After 40 halvings the ends are 1e-12 apart.
Quaternion slerp(Quaternion a, Quaternion b, double t) {
    if (dot4(a, b) < 0.0) {
        for (double& value : b) value = -value;
    }
    for (int i = 0; i < 40; i++) {
        const Quaternion middle = unit_quaternion({a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]});
        t *= 2.0;
        (t < 1.0 ? b : a) = middle;
        if (t >= 1.0) t -= 1.0;
    }
    return a;
}

Vec3d read_vector(JsonCursor json) {
    const auto [x, y, z] = json.reals<3>(NUMBER);
    return {x, y, z};
}

Affine read_matrix(GltfDocument& document, JsonCursor json) {
    const auto m = json.reals<16>(NUMBER); // column by column
    if (m[3] != 0.0 || m[7] != 0.0 || m[11] != 0.0 || m[15] != 1.0) {
        document.warnings().add("the last row of a node's matrix is taken for 0, 0, 0, 1.");
    }
    return {{{{m[0], m[4], m[8]}, {m[1], m[5], m[9]}, {m[2], m[6], m[10]}}}, {m[12], m[13], m[14]}};
}

std::vector<double> read_weights(JsonCursor json) {
    std::vector<double> weights;
    json.for_each_element([&](JsonCursor weight) { weights.push_back(weight.real(NUMBER)); });
    return weights;
}

enum class Interpolation : std::uint8_t { LINEAR, STEP, CUBIC_SPLINE };

/// One channel's values over time.
class Sampler {
public:
    Sampler(GltfDocument& document, JsonCursor json, std::initializer_list<std::string_view> types)
        : m_input(document, json.at("input"), {"SCALAR"}), m_output(document, json.at("output"), types) {
        if (const auto name = json.find("interpolation")) {
            if (name->text() == "STEP") {
                m_interpolation = Interpolation::STEP;
            } else if (name->text() == "CUBICSPLINE") {
                m_interpolation = Interpolation::CUBIC_SPLINE;
            } else if (name->text() != "LINEAR") {
                name->fail_expected("one of \"LINEAR\", \"STEP\", \"CUBICSPLINE\"");
            }
        }
        // Weights of morph targets stand one after the other, as many for each time as there are targets.
        const std::uint64_t times = m_input.count() * (is_spline() ? 3 : 1);
        m_width = times == 0 ? 0 : m_output.count() / times;
        if (m_width == 0 || m_output.count() % times != 0) {
            json.fail(fmt::format("{} values do not go with {} times", m_output.count(), m_input.count()));
        }
        for (std::uint64_t i = 1; i < m_input.count(); i++) {
            if (!(m_input.value(i, 0) >= m_input.value(i - 1, 0)))
                m_input.json().fail("times increase from each to the next");
        }
    }

    /// Numbers of one value: components, or weights.
    std::size_t size() const { return m_width * m_output.components(); }

    std::vector<double> at(double seconds, bool is_rotation) const {
        std::uint64_t low = 0, high = m_input.count() - 1;
        if (seconds <= m_input.value(0, 0)) high = 0;
        if (seconds >= m_input.value(m_input.count() - 1, 0)) low = high;
        while (high - low > 1) {
            const std::uint64_t middle = (low + high) / 2;
            (m_input.value(middle, 0) <= seconds ? low : high) = middle;
        }
        const std::vector<double> before = key(low, 1);
        if (low == high || m_interpolation == Interpolation::STEP) return before;
        const std::vector<double> after = key(high, 1);
        const double length = m_input.value(high, 0) - m_input.value(low, 0);
        const double t = (seconds - m_input.value(low, 0)) / length;
        if (is_spline()) return spline(before, key(low, 2), key(high, 0), after, length, t);
        if (is_rotation) {
            const auto unit_at = [](const std::vector<double>& v) { return unit_quaternion({v[0], v[1], v[2], v[3]}); };
            const Quaternion q = slerp(unit_at(before), unit_at(after), t);
            return {q.begin(), q.end()};
        }
        std::vector<double> values(before.size());
        for (std::size_t i = 0; i < values.size(); i++) values[i] = (1.0 - t) * before[i] + t * after[i];
        return values;
    }

private:
    bool is_spline() const { return m_interpolation == Interpolation::CUBIC_SPLINE; }

    /// Value `part` at time `i`; of splines 0 is the tangent before it, 1 the value and 2 the tangent behind it.
    std::vector<double> key(std::uint64_t i, std::uint64_t part) const {
        const std::uint64_t first = (is_spline() ? 3 * i + part : i) * m_width;
        std::vector<double> values;
        for (std::uint64_t element = first; element < first + m_width; element++) {
            for (std::uint32_t k = 0; k < m_output.components(); k++) values.push_back(m_output.value(element, k));
        }
        return values;
    }

    static std::vector<double> spline(const std::vector<double>& before, const std::vector<double>& out,
                                      const std::vector<double>& in, const std::vector<double>& after, double length,
                                      double t) {
        const double t2 = t * t, t3 = t2 * t;
        std::vector<double> values(before.size());
        for (std::size_t i = 0; i < values.size(); i++) {
            values[i] = (2.0 * t3 - 3.0 * t2 + 1.0) * before[i] + length * (t3 - 2.0 * t2 + t) * out[i] +
                        (3.0 * t2 - 2.0 * t3) * after[i] + length * (t3 - t2) * in[i];
        }
        return values;
    }

    GltfAccessor m_input, m_output;
    Interpolation m_interpolation = Interpolation::LINEAR;
    std::uint64_t m_width = 1;
};

/// What of which node a channel moves.
struct Moved {
    std::uint32_t node;
    std::string_view path;
    JsonCursor json; // that says so
};

constexpr std::string_view VISIBILITY = "extensions/KHR_node_visibility/visible";

/// That of a channel, by its node and path or by a pointer (KHR_animation_pointer); nothing where it moves no node,
/// with a warning where a pointer leads elsewhere.
std::optional<Moved> moved_by(GltfDocument& document, JsonCursor target) {
    if (const auto node = target.find("node")) {
        return Moved{document.index(*node, "nodes"), target.at("path").text(), *node};
    }
    const auto extension = find_extension(target, "KHR_animation_pointer");
    if (!extension) return std::nullopt;
    constexpr std::string_view NODES = "/nodes/", PATHS[] = {"translation", "rotation", "scale", "weights", VISIBILITY};
    const JsonCursor json = extension->at("pointer");
    std::string_view pointer = json.text();
    if (pointer.starts_with(NODES)) {
        pointer.remove_prefix(NODES.size());
        std::uint32_t node = 0;
        const auto [end, problem] = std::from_chars(pointer.data(), pointer.data() + pointer.size(), node);
        const std::string_view rest = pointer.substr(static_cast<std::size_t>(end - pointer.data()));
        const bool is_known =
            rest.starts_with('/') && std::find(std::begin(PATHS), std::end(PATHS), rest.substr(1)) != std::end(PATHS);
        if (problem == std::errc() && node < document.count("nodes") && is_known) {
            return Moved{node, rest.substr(1), json};
        }
    }
    document.warnings().add(fmt::format("animations of {} are passed over.", in_quotes(json.text())));
    return std::nullopt;
}

void move_node(GltfDocument& document, JsonCursor channel, JsonCursor samplers, double seconds,
               std::vector<NodePose>& poses) {
    const auto moved = moved_by(document, channel.at("target"));
    if (!moved) return;
    NodePose& pose = poses[moved->node];
    const std::string_view path = moved->path;
    const JsonCursor reference = channel.at("sampler");
    const std::uint64_t number = whole_number(reference, std::uint64_t{1} << 32u);
    if (number >= samplers.size())
        reference.fail_expected(fmt::format("the index of one of the {} samplers", samplers.size()));
    const JsonCursor sampler_json = samplers.element(number);
    const auto sample = [&](std::string_view type) {
        const Sampler sampler(document, sampler_json, {type});
        const std::size_t size = path == "rotation" ? 4 : path == VISIBILITY ? 1 : 3;
        if (path != "weights" && sampler.size() != size) {
            sampler_json.fail("there is one value for each time");
        }
        return sampler.at(seconds, path == "rotation");
    };
    const bool is_placed = path != "weights" && path != VISIBILITY;
    if (is_placed && pose.matrix) moved->json.fail("a node with a \"matrix\" cannot be moved by an animation");
    if (path == "translation" || path == "scale") {
        const std::vector<double> v = sample("VEC3");
        (path == "scale" ? pose.scale : pose.translation) = Vec3d{v[0], v[1], v[2]};
    } else if (path == "rotation") {
        const std::vector<double> v = sample("VEC4");
        pose.rotation = unit_quaternion({v[0], v[1], v[2], v[3]});
    } else if (path == "weights") {
        pose.weights = sample("SCALAR");
    } else if (path == VISIBILITY) {
        pose.is_visible = sample("SCALAR")[0] != 0.0;
    } else {
        document.warnings().add(fmt::format("animations of {} are passed over.", in_quotes(path)));
    }
}

} // namespace

Quaternion unit_quaternion(const Quaternion& q) {
    const double size = std::sqrt(dot4(q, q));
    if (!(size > 1e-12)) return {0.0, 0.0, 0.0, 1.0};
    return {q[0] / size, q[1] / size, q[2] / size, q[3] / size};
}

Affine transform_of(Vec3d translation, const Quaternion& rotation, Vec3d scale) {
    const auto [x, y, z, w] = rotation;
    Affine affine;
    affine.rows = {
        {{(1.0 - 2.0 * (y * y + z * z)) * scale.x, 2.0 * (x * y - z * w) * scale.y, 2.0 * (x * z + y * w) * scale.z},
         {2.0 * (x * y + z * w) * scale.x, (1.0 - 2.0 * (x * x + z * z)) * scale.y, 2.0 * (y * z - x * w) * scale.z},
         {2.0 * (x * z - y * w) * scale.x, 2.0 * (y * z + x * w) * scale.y, (1.0 - 2.0 * (x * x + y * y)) * scale.z}}};
    affine.translation = translation;
    return affine;
}

Affine local_transform(const NodePose& pose) {
    return pose.matrix ? *pose.matrix : transform_of(pose.translation, pose.rotation, pose.scale);
}

std::vector<NodePose> rest_poses(GltfDocument& document) {
    const std::uint32_t count = document.count("nodes");
    document.budget().spend(count, sizeof(NodePose));
    std::vector<NodePose> poses(count);
    for (std::uint32_t i = 0; i < count; i++) {
        const JsonCursor json = document.element("nodes", i);
        NodePose& pose = poses[i];
        if (const auto matrix = json.find("matrix")) pose.matrix = read_matrix(document, *matrix);
        if (const auto translation = json.find("translation")) pose.translation = read_vector(*translation);
        if (const auto rotation = json.find("rotation")) pose.rotation = unit_quaternion(rotation->reals<4>(NUMBER));
        if (const auto scale = json.find("scale")) pose.scale = read_vector(*scale);
        if (const auto visibility = find_extension(json, "KHR_node_visibility")) {
            const auto visible = visibility->find("visible");
            const auto read = [&] { return !visible || visible->boolean(); };
            pose.is_visible = document.attempt("the node is visible", read).value_or(true);
        }
        if (const auto weights = json.find("weights")) {
            pose.weights = read_weights(*weights);
        } else if (const auto mesh = json.find("mesh")) {
            const auto defaults = document.resolve(*mesh, "meshes").find("weights");
            if (defaults) {
                document.budget().spend(defaults->size(), sizeof(double));
                pose.weights = read_weights(*defaults);
            }
        }
    }
    return poses;
}

void animate(GltfDocument& document, const std::string& name, double seconds, std::vector<NodePose>& poses) {
    if (document.count("animations") == 0 && name.empty()) {
        document.warnings().add("the file holds no animation; it is shown in its rest pose.");
        return;
    }
    const JsonCursor animation =
        document.element("animations", name.empty() ? 0 : document.find_named("animations", name, "animation"));
    document.attempt("the rest pose stands in for it", [&] {
        const JsonCursor samplers = animation.at("samplers");
        animation.at("channels").for_each_element([&](JsonCursor channel) {
            document.attempt("this channel is passed over",
                             [&] { move_node(document, channel, samplers, seconds, poses); });
        });
    });
}

} // namespace triptych
