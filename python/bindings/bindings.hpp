// What the parts of the Python extension share: the scene behind its packed form, and who binds what.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.hpp"
#include "film/film_file.hpp"
#include "render/kept_scene.hpp"
#include "render/picture.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace triptych::python {

namespace nb = nanobind;

/// For functions that take time and use no Python objects: other threads run meanwhile.
using release = nb::call_guard<nb::gil_scoped_release>;

/// A scene that may grow, and its packed form with trees, which is made when it is first needed and shared by all
/// renders of it. Safe to use from several threads.
class SceneHandle {
public:
    explicit SceneHandle(Scene scene) : m_scene(std::move(scene)) {}

    /// One that came packed: of `scene` there are only its name, size, settings, camera and the names of its materials.
    SceneHandle(Scene scene, std::shared_ptr<const PackedScene> packed)
        : m_scene(std::move(scene)), m_prepared{std::move(packed)}, m_came_packed(true) {}

    /// The same scene, to be changed apart from this one; images, meshes and the packed form are shared.
    std::shared_ptr<SceneHandle> copy() const;

    /// Calls change(Scene&); it will be packed anew.
    template <typename Change>
    auto change(Change change) {
        const std::lock_guard lock(m_mutex);
        check_described();
        m_prepared.packed = nullptr;
        m_changes++;
        return change(m_scene);
    }

    /// Calls visit(const Scene&). Another thread may hold the scene for as long as it is packed, so call this without
    /// the GIL.
    template <typename Read>
    auto read(Read visit) const {
        const std::lock_guard lock(m_mutex);
        return visit(m_scene);
    }

    /// As read, where all of the description is needed. Throws Error (USAGE) for a scene that came packed.
    template <typename Read>
    auto read_all(Read visit) const {
        const std::lock_guard lock(m_mutex);
        check_described();
        return visit(m_scene);
    }

    /// Throws Error as pack_scene and build_bvh do. Takes time, so call it without the GIL.
    std::shared_ptr<const PackedScene> packed() const;

    /// The picture that a request asks for, with the packed scene. Throws Error as requested_picture does, too.
    Picture picture(const PictureRequest& request) const;

    /// The same without the packed scene.
    Picture requested(const PictureRequest& request) const;

    /// Brings the packed scene to `kept`, whose tree is fitted to it where this scene has none yet. Returns changes().
    std::uint64_t keep_in(KeptScene& kept) const;

    /// How often it has been changed.
    std::uint64_t changes() const;

    double pack_seconds() const;
    double build_seconds() const;

private:
    void prepare() const;
    void check_described() const;

    mutable std::mutex m_mutex;
    Scene m_scene;
    mutable PreparedScene m_prepared; // without the packed scene where that is out of date
    bool m_came_packed = false;
    std::uint64_t m_changes = 0;
};

/// The place of `name` among `names`. Throws Error (USAGE) where it is not one of them.
inline std::size_t place_in(std::span<const std::string_view> names, const std::string& name, std::string_view what) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    throw Error(ExitCode::USAGE,
                fmt::format("{} must be one of \"{}\", not \"{}\".", what, fmt::join(names, "\", \""), name));
}

/// Read-only bytes as a NumPy array of uint8 that keeps `owner` alive.
using ByteArray = nb::ndarray<nb::numpy, const std::uint8_t, nb::ndim<1>>;
inline ByteArray byte_array(const void* data, std::size_t size, nb::handle owner) {
    return ByteArray(data, {size}, owner);
}

/// An image's floats as NumPy's (height, width, 3), which own them.
using FloatImage = nb::ndarray<nb::numpy, float, nb::shape<-1, -1, 3>>;
FloatImage float_image(Image image);

/// One value a pixel as NumPy's (height, width), which own them.
template <typename Value>
nb::object plane_of(std::vector<Value> values, std::size_t height, std::size_t width) {
    auto kept = std::make_unique<std::vector<Value>>(std::move(values));
    Value* const data = kept->data();
    const nb::capsule owner(kept.release(),
                            [](void* pointer) noexcept { delete static_cast<std::vector<Value>*>(pointer); });
    return nb::cast(nb::ndarray<nb::numpy, Value, nb::ndim<2>>(data, {height, width}, owner));
}

/// A sentence with the names of Python's keywords where it has the command line's options.
std::string python_words(std::string sentence);

/// An array of (H, W, 4) codes, alpha last, or of (H, W, 3) linear floats.
DecodedImage pixels_of_array(const nb::object& pixels);

/// To be called before anything that starts threads or opens devices. Throws Error (USAGE) in a forked child of a
/// process that had done so.
void start_devices();

void bind_arrays(nb::module_& module);
void bind_bench(nb::module_& module);
void bind_devices(nb::module_& module);
void bind_errors(nb::module_& module);
void bind_films(nb::module_& module);
void bind_comparisons(nb::module_& module);
void bind_fork(nb::module_& module);
void bind_images(nb::module_& module);
void bind_layout(nb::module_& module);
void bind_logging(nb::module_& module);
void bind_renders(nb::module_& module);
void bind_requests(nb::module_& module);
void bind_scenes(nb::module_& module);
void bind_sessions(nb::module_& module);

} // namespace triptych::python
