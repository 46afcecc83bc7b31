// Scenes: by name, from files and JSON texts, grown by arrays; and their packed arrays.
// SPDX-License-Identifier: MIT
#include "base/limits.hpp"
#include "base/stop_point.hpp"
#include "base/trace.hpp"
#include "bindings.hpp"
#include "builtin/builtin_scenes.hpp"
#include "format/scene_format.hpp"
#include "load/load.hpp"
#include "pack/packed_bytes.hpp"
#include "scene/kinds_material.hpp"

#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <tuple>
#include <vector>

namespace triptych::python {

void SceneHandle::prepare() const {
    start_devices();
    if (m_prepared.packed) return;
    const StopHook ctrl_c([] {
        const nb::gil_scoped_acquire held;
        if (PyErr_CheckSignals() != 0) throw nb::python_error();
    });
    TraceSpan untraced(nullptr, "");
    m_prepared = prepare_scene(m_scene, untraced);
}

double SceneHandle::pack_seconds() const {
    const std::lock_guard lock(m_mutex);
    return m_prepared.pack_seconds;
}

double SceneHandle::build_seconds() const {
    const std::lock_guard lock(m_mutex);
    return m_prepared.build_seconds;
}

void SceneHandle::check_described() const {
    if (m_came_packed)
        throw Error(ExitCode::USAGE, "This scene came as bytes, which hold what kernels read and not its description; "
                                     "change or write the scene that it was made from.");
}

std::shared_ptr<SceneHandle> SceneHandle::copy() const {
    const std::lock_guard lock(m_mutex);
    auto copied = std::make_shared<SceneHandle>(m_scene, m_prepared.packed);
    copied->m_prepared = m_prepared;
    copied->m_came_packed = m_came_packed;
    return copied;
}

std::shared_ptr<const PackedScene> SceneHandle::packed() const {
    const std::lock_guard lock(m_mutex);
    prepare();
    return m_prepared.packed;
}

Picture SceneHandle::requested(const PictureRequest& request) const {
    const std::lock_guard lock(m_mutex);
    return requested_picture(request, m_scene);
}

std::uint64_t SceneHandle::keep_in(KeptScene& kept) const {
    const std::lock_guard lock(m_mutex);
    if (kept.scene() != nullptr && !m_prepared.packed) {
        kept.set_packed(pack_scene(m_scene));
    } else {
        prepare();
        kept.set(m_prepared.packed);
    }
    return m_changes;
}

std::uint64_t SceneHandle::changes() const {
    const std::lock_guard lock(m_mutex);
    return m_changes;
}

Picture SceneHandle::picture(const PictureRequest& request) const {
    const std::lock_guard lock(m_mutex);
    Picture picture = requested_picture(request, m_scene);
    prepare();
    picture.scene = m_prepared.packed;
    picture.load_seconds = m_prepared.pack_seconds;
    picture.build_seconds = m_prepared.build_seconds;
    return picture;
}

namespace {

std::vector<std::string> names_of_materials(const Scene& scene) {
    std::vector<std::string> names;
    names.reserve(scene.materials.size());
    for (const MaterialDescription& material : scene.materials) names.push_back(material.name);
    return names;
}

std::shared_ptr<SceneHandle> scene_of_name(const std::string& file_or_name, const LoadOptions& options) {
    return std::make_shared<SceneHandle>(load_scene(file_or_name, options));
}

/// A copy under another sky; images and meshes are shared.
std::shared_ptr<SceneHandle> with_sky(const SceneHandle& handle, const SkyRequest& sky) {
    return std::make_shared<SceneHandle>(handle.read_all([&](Scene scene) {
        set_sky(scene, sky);
        return scene;
    }));
}

std::shared_ptr<SceneHandle> scene_of_json(const std::string& text, const std::string& origin,
                                           const std::filesystem::path& folder, const LoadOptions& options,
                                           const std::shared_ptr<SceneArrays>& arrays) {
    return std::make_shared<SceneHandle>(load_scene_text(text, origin, folder, options, arrays));
}

std::string json_of_scene(const SceneHandle& handle) {
    return handle.read_all([](const Scene& scene) { return format_scene(scene); });
}

std::vector<std::tuple<std::string, std::string>> scenes() {
    std::vector<std::tuple<std::string, std::string>> list;
    for (const BuiltinScene& scene : builtin_scenes()) list.emplace_back(scene.name, scene.summary);
    return list;
}

nb::bytes bytes_of_scene(const SceneHandle& handle) {
    std::vector<std::byte> bytes;
    {
        const nb::gil_scoped_release released;
        bytes = packed_bytes(*handle.packed());
    }
    return nb::bytes(bytes.data(), bytes.size());
}

/// Name, width, height, spp, max_depth, FRAME_ flags of the method, and names of materials: what goes with the bytes of
/// a packed scene.
using SceneHead = std::tuple<std::string, std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t,
                             std::vector<std::string>>;

SceneHead head_of_scene(const SceneHandle& handle) {
    return handle.read([](const Scene& scene) {
        return SceneHead{scene.name,
                         scene.width,
                         scene.height,
                         scene.spp,
                         scene.max_depth,
                         frame_flags(scene.method),
                         names_of_materials(scene)};
    });
}

std::shared_ptr<SceneHandle> scene_of_packed(const SceneHead& head, const nb::bytes& bytes) {
    const std::span content(static_cast<const std::byte*>(bytes.data()), bytes.size());
    const nb::gil_scoped_release released;
    Scene scene;
    std::uint32_t flags = 0;
    std::vector<std::string> names;
    std::tie(scene.name, scene.width, scene.height, scene.spp, scene.max_depth, flags, names) = head;
    const std::optional<Method> method = method_of(flags);
    if (!method)
        throw Error(ExitCode::INVALID_INPUT, "These bytes are of a scene with settings that are unknown here.");
    scene.method = *method;
    for (std::string& name : names) scene.materials.push_back({std::move(name), {}});
    auto packed = std::make_shared<const PackedScene>(packed_of_bytes(content));
    scene.camera = packed->camera;
    return std::make_shared<SceneHandle>(std::move(scene), std::move(packed));
}

template <typename Read>
auto reading(Read read) {
    return [read](const SceneHandle& handle) { return handle.read(read); };
}

using MaterialKindRow = std::tuple<std::string, std::uint32_t, std::uint32_t, std::vector<std::string>>;

std::vector<MaterialKindRow> material_kinds() {
    std::vector<MaterialKindRow> rows;
    for (const MaterialKind& kind : MATERIAL_KINDS) {
        std::vector<std::string> members;
        for (const MaterialKey& entry : kind.members) {
            switch (entry.member) {
            case MaterialMember::COLOR: members.emplace_back("color"); break;
            case MaterialMember::FUZZ: members.emplace_back("fuzz"); break;
            case MaterialMember::IOR: members.emplace_back("ior"); break;
            case MaterialMember::SIDES: break;
            }
        }
        rows.emplace_back(kind.name, kind.kind, kind.one_sided_kind, std::move(members));
    }
    return rows;
}

} // namespace

void bind_scenes(nb::module_& module) {
    nb::class_<SkyRequest>(module, "SkyRequest")
        .def(nb::init<>())
        .def_rw("name", &SkyRequest::name)
        .def_rw("rotation_degrees", &SkyRequest::rotation_degrees, nb::arg().none())
        .def_rw("strength", &SkyRequest::strength, nb::arg().none())
        .def("set_pixels", [](SkyRequest& sky, const nb::object& pixels) { sky.pixels = pixels_of_array(pixels); })
        .def_prop_ro("is_given", &SkyRequest::is_given);
    nb::class_<LoadOptions>(module, "LoadOptions")
        .def(nb::init<>())
        .def_rw("animation_time_seconds", &LoadOptions::animation_time_seconds, nb::arg().none())
        .def_rw("animation", &LoadOptions::animation)
        .def_rw("scene", &LoadOptions::scene)
        .def_rw("variant", &LoadOptions::variant)
        .def_rw("camera", &LoadOptions::camera)
        .def_rw("aspect", &LoadOptions::aspect)
        .def_rw("sky", &LoadOptions::sky)
        .def_rw("culls_back_faces", &LoadOptions::culls_back_faces)
        .def_rw("allow_folders", &LoadOptions::allow_folders);
    nb::class_<SceneHandle>(module, "Scene")
        .def_static("of_name", scene_of_name, release(), nb::arg("file_or_name"), nb::arg("options"))
        .def("with_sky", with_sky, release(), nb::arg("sky"))
        .def_static("of_json", scene_of_json, release(), nb::arg("text"), nb::arg("origin"), nb::arg("folder"),
                    nb::arg("options"), nb::arg("arrays"))
        .def("to_json", json_of_scene, release())
        .def(
            "camera_json",
            [](const SceneHandle& handle) {
                return handle.read_all([](const Scene& scene) { return format_camera(scene.camera); });
            },
            release())
        .def("copy", &SceneHandle::copy, release())
        .def("head", head_of_scene, release())
        .def("packed_bytes", bytes_of_scene)
        .def_static("of_packed", scene_of_packed, nb::arg("head"), nb::arg("content"))
        .def("packed", &SceneHandle::packed, release())
        .def_prop_ro("pack_seconds", &SceneHandle::pack_seconds, release())
        .def_prop_ro("build_seconds", &SceneHandle::build_seconds, release())
        .def_prop_ro("material_names", reading(names_of_materials), release())
        .def_prop_ro("name", reading([](const Scene& scene) { return scene.name; }), release())
        .def_prop_ro("width", reading([](const Scene& scene) { return scene.width; }), release())
        .def_prop_ro("height", reading([](const Scene& scene) { return scene.height; }), release())
        .def_prop_ro("spp", reading([](const Scene& scene) { return scene.spp; }), release())
        .def_prop_ro("max_depth", reading([](const Scene& scene) { return scene.max_depth; }), release());
    module.def(
        "material_kinds", material_kinds,
        "Of each kind of material that arrays hold: name, number, number of the one-sided kind, and the members of "
        "Material that it reads.");
    module.def(
        "set_limits",
        [](const std::vector<std::string>& changes) {
            Limits changed;
            for (const std::string& change : changes) change_limit(changed, change);
            set_limits(changed);
        },
        nb::arg("changes"));
    module.def("scenes", scenes, "Pairs of name and summary of the built-in scenes.");
}

} // namespace triptych::python
