// Indices first, then only those corners that they name; bent in double precision, rounded once.
// SPDX-License-Identifier: MIT
#include "gltf/gltf_mesh.hpp"

#include "gltf/gltf_accessor.hpp"
#include "gltf/gltf_primitive.hpp"
#include "mesh/mesh_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace triptych {

namespace {

using Triangle = std::array<std::uint32_t, 3>;

constexpr std::uint64_t TRIANGLES = 4, TRIANGLE_FAN = 6; // and 5, a strip

/// Corners of triangle `i` in a sequence (glTF 2.0, section 3.7.2.1).
std::array<std::uint64_t, 3> corners_of(std::uint64_t mode, std::uint64_t i) {
    if (mode == TRIANGLES) return {3 * i, 3 * i + 1, 3 * i + 2};
    if (mode == TRIANGLE_FAN) return {i + 1, i + 2, 0};
    return {i, i + 1 + i % 2, i + 2 - i % 2};
}

/// One morph target's displacements.
struct MorphTarget {
    double weight;
    std::optional<GltfAccessor> position, normal, tangent;
};

/// A set of four joints a corner.
struct JointSet {
    GltfAccessor joints, weights;
};

/// Of texture coordinates: beyond it float32 could not tell texels apart.
constexpr double MAX_COORDINATE = 1e6;

/// Where normals go when `affine` moves surfaces and the order of their corners stays: by its cofactors, which are the
/// inverse's transpose times the determinant and exist where no inverse does.
Vec3d transform_normal(const Affine& affine, Vec3d n) {
    const auto column = [&](int i) { return Vec3d{affine.rows[0][i], affine.rows[1][i], affine.rows[2][i]}; };
    const Vec3d x = column(0), y = column(1), z = column(2);
    return n.x * cross(y, z) + n.y * cross(z, x) + n.z * cross(x, y);
}

class PrimitiveReader {
public:
    PrimitiveReader(GltfDocument& document, JsonCursor primitive, const GltfPose& pose)
        : m_document(document), m_json(primitive), m_pose(pose) {}

    MeshData read() {
        const auto mode_json = m_json.find("mode");
        const std::uint64_t mode = mode_json ? whole_number(*mode_json, 65535) : TRIANGLES;
        if (mode > TRIANGLE_FAN) {
            m_document.warnings().add(fmt::format("a primitive of the unknown mode {} is passed over.", mode));
            return {};
        }
        if (mode < TRIANGLES) {
            m_document.warnings().add("points and lines are not drawn.");
            return {};
        }
        if (!m_json.at("attributes").find("POSITION")) {
            m_document.warnings().add("a primitive without positions is passed over.");
            return {};
        }
        m_primitive.emplace(m_document, m_json);
        const GltfAccessor positions = *m_primitive->attribute("POSITION", {"VEC3"});
        m_count = positions.count();
        read_triangles(m_primitive->is_unpacked() ? TRIANGLES : mode, positions);
        const std::vector<std::uint32_t> used = compact();
        read_pose();
        read_corners(positions, used);
        finish_mesh(m_mesh);
        return std::move(m_mesh);
    }

private:
    /// An attribute that there is; nothing, with a warning, where it is wrong.
    std::optional<GltfAccessor> attribute(std::string_view name, std::initializer_list<std::string_view> types) {
        const auto reference = m_primitive->attributes().find(name);
        if (!reference) return std::nullopt;
        return whole(*reference, [&] { return *m_primitive->attribute(name, types); });
    }

    /// The same of a morph target.
    std::optional<GltfAccessor> displacement(JsonCursor target, std::string_view name) {
        const auto reference = target.find(name);
        if (!reference) return std::nullopt;
        return whole(*reference, [&] { return GltfAccessor(m_document, *reference, {"VEC3"}); });
    }

    /// What `open` returns, where it has a value for each corner.
    template <typename Open>
    std::optional<GltfAccessor> whole(JsonCursor reference, Open open) {
        return m_document.attempt("it is passed over", [&] {
            GltfAccessor accessor = open();
            if (accessor.count() < m_count) {
                reference.fail(
                    fmt::format("this attribute has {} elements and the positions {}", accessor.count(), m_count));
            }
            return accessor;
        });
    }

    void read_triangles(std::uint64_t mode, const GltfAccessor& positions) {
        const std::optional<GltfAccessor> indices = m_primitive->indices();
        const std::uint64_t length = indices ? indices->count() : m_count;
        const std::uint64_t count = mode == TRIANGLES ? length / 3 : length - std::min<std::uint64_t>(length, 2);
        if (length > MAX_MESH_ELEMENTS || m_count > MAX_MESH_ELEMENTS) {
            m_json.fail(fmt::format("a mesh may have {} corners and triangles at most", MAX_MESH_ELEMENTS),
                        ExitCode::LIMIT);
        }
        m_document.budget().spend(count, sizeof(Triangle));
        m_mesh.triangles.reserve(count);
        const auto corner_at = [&](std::uint64_t i) {
            const double index = indices ? indices->value(i, 0) : static_cast<double>(i);
            if (index >= static_cast<double>(m_count)) {
                warn_of_triangle(indices->json(),
                                 fmt::format("index {} is {:g}, but there are {} positions", i, index, m_count));
                return shared::NONE;
            }
            const auto corner = static_cast<std::uint32_t>(index);
            for (std::uint32_t k = 0; k < 3; k++) {
                if (std::isfinite(positions.any_value(corner, k))) continue;
                warn_of_triangle(positions.json(), fmt::format("element {} is not finite", corner));
                return shared::NONE;
            }
            return corner;
        };
        for (std::uint64_t i = 0; i < count; i++) {
            Triangle triangle;
            const auto corners = corners_of(mode, i);
            std::transform(corners.begin(), corners.end(), triangle.begin(), corner_at);
            if (std::find(triangle.begin(), triangle.end(), shared::NONE) != triangle.end()) continue;
            if (turns_over()) std::swap(triangle[1], triangle[2]);
            m_mesh.triangles.push_back(triangle);
        }
    }

    /// Whether the pose mirrors the mesh, so that corners change places for normals still to point outwards.
    bool turns_over() const { return m_pose.world != nullptr && m_pose.world->determinant() < 0.0; }

    /// Says it of the first one alone.
    void warn_of_triangle(JsonCursor place, const std::string& complaint) {
        if (std::exchange(m_lacks_triangles, true)) return;
        m_document.attempt("triangles that need it are left out", [&] { place.fail(complaint); });
    }

    /// Renumbers the corners so that those that no triangle names are left out; returns where the others come from.
    std::vector<std::uint32_t> compact() {
        const std::uint64_t named = 3 * m_mesh.triangles.size();
        m_document.budget().spend(std::min(named, m_count), sizeof(vec3) + sizeof(shared::Vertex));
        std::vector<std::uint32_t> used;
        if (m_count <= 4 * named) {
            std::vector<std::uint32_t> numbers(m_count, shared::NONE);
            for (const Triangle& triangle : m_mesh.triangles) {
                for (const std::uint32_t corner : triangle) numbers[corner] = 0;
            }
            for (std::uint32_t i = 0; i < m_count; i++) {
                if (numbers[i] == shared::NONE) continue;
                numbers[i] = static_cast<std::uint32_t>(used.size());
                used.push_back(i);
            }
            for (Triangle& triangle : m_mesh.triangles) {
                for (std::uint32_t& corner : triangle) corner = numbers[corner];
            }
            return used;
        }
        // Few of many: a table of all would take more time and memory than the triangles warrant.
        used.reserve(named);
        for (const Triangle& triangle : m_mesh.triangles) used.insert(used.end(), triangle.begin(), triangle.end());
        std::sort(used.begin(), used.end());
        used.erase(std::unique(used.begin(), used.end()), used.end());
        for (Triangle& triangle : m_mesh.triangles) {
            for (std::uint32_t& corner : triangle) {
                corner = static_cast<std::uint32_t>(std::lower_bound(used.begin(), used.end(), corner) - used.begin());
            }
        }
        return used;
    }

    void read_pose() {
        if (const auto targets = m_json.find("targets")) {
            std::size_t number = 0;
            targets->for_each_element([&](JsonCursor target) {
                const double weight = number < m_pose.weights.size() ? m_pose.weights[number] : 0.0;
                number++;
                if (weight == 0.0) return;
                m_targets.push_back({weight, displacement(target, "POSITION"), displacement(target, "NORMAL"),
                                     displacement(target, "TANGENT")});
            });
        }
        if (m_pose.joints.empty()) return;
        for (int set = 0;; set++) {
            const auto joints = attribute(fmt::format("JOINTS_{}", set), {"VEC4"});
            const auto weights = attribute(fmt::format("WEIGHTS_{}", set), {"VEC4"});
            if (!joints || !weights || !joints->holds_indices()) break;
            m_joint_sets.push_back({*joints, *weights});
        }
    }

    /// The transform of a corner by its joints, weighted; the weights' sum counts as 1.
    std::optional<Affine> skin(std::uint64_t i) const {
        Affine blend{{{{0.0, 0.0, 0.0}, {0.0, 0.0, 0.0}, {0.0, 0.0, 0.0}}}, {0.0, 0.0, 0.0}};
        double sum = 0.0;
        for (const JointSet& set : m_joint_sets) {
            for (std::uint32_t k = 0; k < 4; k++) {
                const double weight = set.weights.any_value(i, k);
                if (weight == 0.0 || !std::isfinite(weight)) continue;
                const double joint = set.joints.value(i, k);
                if (joint >= static_cast<double>(m_pose.joints.size())) {
                    m_document.warnings().add(
                        fmt::format("a corner is bound to joint {:g}, but the skin has {}; the joint "
                                    "is passed over.",
                                    joint, m_pose.joints.size()));
                    continue;
                }
                const Affine& matrix = m_pose.joints[static_cast<std::size_t>(joint)];
                for (int row = 0; row < 3; row++) {
                    for (int column = 0; column < 3; column++)
                        blend.rows[row][column] += weight * matrix.rows[row][column];
                }
                blend.translation = blend.translation + weight * matrix.translation;
                sum += weight;
            }
        }
        if (!(sum > 1e-6)) return std::nullopt;
        for (auto& row : blend.rows) {
            for (double& value : row) value /= sum;
        }
        blend.translation = (1.0 / sum) * blend.translation;
        return blend;
    }

    void read_corners(const GltfAccessor& positions, const std::vector<std::uint32_t>& used) {
        const auto normals = attribute("NORMAL", {"VEC3"});
        const auto tangents = normals ? attribute("TANGENT", {"VEC4"}) : std::nullopt;
        const auto colors = attribute("COLOR_0", {"VEC3", "VEC4"});
        const auto coordinates_0 = attribute("TEXCOORD_0", {"VEC2"});
        const auto coordinates_1 = attribute("TEXCOORD_1", {"VEC2"});
        const bool has_vertices = normals || colors || coordinates_0 || coordinates_1;
        if (normals) m_mesh.attributes |= shared::MESH_NORMALS;
        if (tangents) m_mesh.attributes |= shared::MESH_TANGENTS;
        if (colors) m_mesh.attributes |= shared::MESH_COLORS;
        bool are_tangents_whole = true;
        m_mesh.positions.reserve(used.size());
        if (has_vertices) m_mesh.vertices.reserve(used.size());
        for (const std::uint32_t i : used) {
            std::optional<Affine> bent = m_pose.joints.empty() ? std::nullopt : skin(i);
            if (m_pose.world != nullptr) bent = *m_pose.world;
            Vec3d position = displaced(vector_at(positions, i), i, &MorphTarget::position);
            if (bent) position = bent->point(position);
            const vec3 rounded = to_float(position);
            if (const std::string why = why_no_position(rounded, fmt::format("element {}", i)); !why.empty()) {
                positions.json().fail(why);
            }
            m_mesh.positions.push_back(rounded);
            if (!has_vertices) continue;
            shared::Vertex vertex = plain_vertex();
            if (normals) {
                const Vec3d normal = displaced(vector_at(*normals, i), i, &MorphTarget::normal);
                if (!is_direction(normal)) {
                    m_document.warnings().add("normals of no length or none that is finite are those of the faces "
                                              "around them.");
                }
                vertex.normal = held(bent ? transform_normal(*bent, normal) : normal);
                if (turns_over()) vertex.normal = -vertex.normal;
            }
            if (tangents) {
                const Vec3d tangent = displaced(vector_at(*tangents, i), i, &MorphTarget::tangent);
                are_tangents_whole = are_tangents_whole && is_direction(tangent);
                vertex.tangent = held(bent ? bent->direction(tangent) : tangent);
                vertex.handedness = tangents->any_value(i, 3) < 0.0 ? -1.0f : 1.0f;
                if (turns_over()) vertex.handedness = -vertex.handedness;
            }
            const auto coordinate = [&](const GltfAccessor& accessor, std::uint32_t k) {
                double value = accessor.any_value(i, k);
                if (!(std::abs(value) <= MAX_COORDINATE)) {
                    m_document.warnings().add(
                        fmt::format("texture coordinates beyond {:g} are held there.", MAX_COORDINATE));
                    value = std::isnan(value) ? 0.0 : std::clamp(value, -MAX_COORDINATE, MAX_COORDINATE);
                }
                return without_denormals(static_cast<float>(k == 0 ? value : 1.0 - value)); // from below
            };
            if (coordinates_0) {
                vertex.u_0 = coordinate(*coordinates_0, 0);
                vertex.v_0 = coordinate(*coordinates_0, 1);
            }
            if (coordinates_1) {
                vertex.u_1 = coordinate(*coordinates_1, 0);
                vertex.v_1 = coordinate(*coordinates_1, 1);
            }
            if (colors) {
                const auto share = [&](std::uint32_t k) {
                    const double value = colors->any_value(i, k);
                    return without_denormals(static_cast<float>(value >= 0.0 ? std::min(value, 1.0) : 0.0));
                };
                vertex.color = vec3(share(0), share(1), share(2));
                if (colors->components() == 4) vertex.alpha = share(3);
            }
            m_mesh.vertices.push_back(vertex);
        }
        if (are_tangents_whole) return;
        m_document.warnings().add("tangents of no length or none that is finite: all of their mesh are made anew.");
        m_mesh.attributes &= ~shared::MESH_TANGENTS;
    }

    static bool is_direction(Vec3d v) {
        const double size = length(v);
        return size > std::numeric_limits<double>::min() && std::isfinite(size);
    }

    Vec3d displaced(Vec3d value, std::uint64_t i, std::optional<GltfAccessor> MorphTarget::*member) const {
        for (const MorphTarget& target : m_targets) {
            if (target.*member) value = value + target.weight * vector_at(*(target.*member), i);
        }
        return value;
    }

    /// A direction short enough for float32.
    static vec3 held(Vec3d v) { return is_direction(v) ? to_float((1.0 / length(v)) * v) : vec3(0.0f); }

    GltfDocument& m_document;
    JsonCursor m_json;
    std::optional<GltfPrimitive> m_primitive;
    const GltfPose& m_pose;
    std::uint64_t m_count = 0; // of positions
    bool m_lacks_triangles = false;
    std::vector<MorphTarget> m_targets;
    std::vector<JointSet> m_joint_sets;
    MeshData m_mesh;
};

} // namespace

MeshData read_primitive(GltfDocument& document, JsonCursor primitive, const GltfPose& pose,
                        std::optional<std::uint32_t> tangent_uv_set) {
    MeshData mesh = PrimitiveReader(document, primitive, pose).read();
    const bool has_tangents = (mesh.attributes & shared::MESH_TANGENTS) != 0;
    if (tangent_uv_set && !has_tangents && !mesh.vertices.empty()) make_tangents(mesh, *tangent_uv_set);
    return mesh;
}

} // namespace triptych
