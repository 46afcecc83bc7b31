// The camera's distance follows from the corners of the box around all triangles.
// SPDX-License-Identifier: MIT
#include "import/standard_view.hpp"

#include "mesh/box.hpp"
#include "mesh/choose_named.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace triptych {

namespace {

constexpr double FIELD_OF_VIEW = 40.0; // degrees
constexpr double MARGIN = 1.08;        // farther away than would just do
constexpr Vec3d TOWARDS_CAMERA{0.5, 0.35, 1.0};

class SceneBox {
public:
    explicit SceneBox(const Scene& scene) : m_scene(scene) {
        // Objects refer to no others in what importers make.
        for (const ObjectDescription& object : scene.objects) {
            Box box;
            add(object.shape, Affine{}, box);
            m_objects.push_back(box);
        }
        for (const ShapeDescription& shape : scene.shapes) add(shape, Affine{}, m_box);
    }

    const Box& box() const { return m_box; }

private:
    void add(const ShapeDescription& shape, const Affine& around, Box& box) {
        const Affine here = shape.transform.empty() ? around : compose(around, transform_of(shape.transform));
        if (const auto* placed = std::get_if<MeshShape>(&shape.geometry)) {
            const MeshData& mesh = *m_scene.meshes[placed->mesh];
            for (const auto& triangle : mesh.triangles) {
                for (const std::uint32_t corner : triangle) box.add(here.point(to_double(mesh.positions[corner])));
            }
        } else if (const auto* instance = std::get_if<InstanceShape>(&shape.geometry)) {
            box.add(m_objects[instance->object], here);
        }
        for (const ShapeDescription& child : shape.children) add(child, here, box);
    }

    const Scene& m_scene;
    std::vector<Box> m_objects;
    Box m_box;
};

/// Where single precision leaves the shapes less than some thousand steps of their own size.
void warn_of_coordinates(const Box& box, std::vector<std::string>& warnings) {
    constexpr double MAX_DISTANCE = 1e4; // in lengths of the scene
    const Vec3d size = box.greatest - box.least;
    const double longest = std::max({size.x, size.y, size.z});
    const auto farthest = [](Vec3d p) { return std::max({std::abs(p.x), std::abs(p.y), std::abs(p.z)}); };
    const double distance = std::max(farthest(box.least), farthest(box.greatest));
    if (distance <= MAX_DISTANCE * longest) return;
    warnings.push_back(
        fmt::format("positions reach {:g}, far from the origin for a scene {:g} long; single precision rounds "
                    "them by up to {:.2g}, so move it nearer to the origin before it is exported",
                    distance, longest, 0.5 * std::exp2(std::floor(std::log2(distance)) - 23.0)));
}

CameraDescription framed(const Box& box, double aspect) {
    const Vec3d center = 0.5 * (box.least + box.greatest);
    const Vec3d back = unit(TOWARDS_CAMERA);
    const Vec3d right = unit(cross({0.0, 1.0, 0.0}, back));
    const Vec3d up = cross(back, right);
    const auto [cosine, sine] = cos_sin_degrees(0.5 * FIELD_OF_VIEW);
    const double slope = sine / cosine; // of the view's upper edge
    double distance = 0.0;
    for (const Vec3d at : box.corners()) {
        const Vec3d corner = at - center;
        const double needed = std::max(std::abs(dot(corner, up)), std::abs(dot(corner, right)) / aspect) / slope;
        distance = std::max(distance, dot(corner, back) + needed);
    }
    CameraDescription camera;
    camera.look_at = to_float(center);
    camera.look_from = to_float(center + MARGIN * distance * back);
    camera.vertical_fov = FIELD_OF_VIEW;
    return camera;
}

/// A picture of the shape that the camera is meant for, its longer side as long as that of others.
void take_shape(Scene& scene, double aspect) {
    const auto longer = static_cast<double>(std::max(scene.width, scene.height));
    scene.width = static_cast<std::uint32_t>(std::max(1.0, std::round(longer * std::min(1.0, aspect))));
    scene.height = static_cast<std::uint32_t>(std::max(1.0, std::round(longer / std::max(1.0, aspect))));
}

} // namespace

StandardView with_standard_view(ImportedScene imported, const std::string& camera, double aspect) {
    StandardView view{std::move(imported.scene), {}, {}};
    const Box box = SceneBox(view.scene).box();
    warn_of_coordinates(box, view.warnings);
    if (camera == AUTO_CAMERA || (camera.empty() && imported.cameras.empty())) {
        view.scene.camera = framed(imported.reach.value_or(box), aspect);
        const vec3 from = view.scene.camera.look_from;
        view.notes.push_back(
            fmt::format("{}, one at [{:g}, {:g}, {:g}] looks at all of it",
                        imported.cameras.empty() ? "without a camera in the file" : "in place of the file's cameras",
                        from.x, from.y, from.z));
        return view;
    }
    std::vector<std::string> names;
    for (const ImportedCamera& one : imported.cameras) names.push_back(one.name);
    const std::string more = fmt::format("; --camera {} looks at all of it", AUTO_CAMERA);
    const ImportedCamera& chosen = imported.cameras[camera.empty() ? 0 : choose_named(names, camera, "camera", more)];
    if (camera.empty() && names.size() > 1) {
        view.notes.push_back(fmt::format("of the file's cameras the first counts; --camera chooses among {}{}",
                                         list_numbered(names), more));
    }
    view.scene.camera = chosen.camera;
    if (chosen.aspect) take_shape(view.scene, *chosen.aspect);
    return view;
}

} // namespace triptych
