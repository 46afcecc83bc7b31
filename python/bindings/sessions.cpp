// A session: one picture on one device or several, drawn some samples at a time.
// SPDX-License-Identifier: MIT
#include "backend/cache_dir.hpp"
#include "bindings.hpp"
#include "render/aovs.hpp"
#include "render/devices.hpp"
#include "render/drawn.hpp"

#include <nanobind/stl/map.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>
#include <spdlog/spdlog.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace triptych::python {
namespace {

/// The picture in a GPU's memory, with which it goes.
struct GpuPixels {
    std::shared_ptr<float> rgb;
    std::size_t width;
    std::size_t height;
    int device; // CUDA's number

    std::uintptr_t address() const { return reinterpret_cast<std::uintptr_t>(rgb.get()); }

    /// For DLPack; whoever takes the array keeps the memory.
    nb::ndarray<nb::array_api, float, nb::ndim<3>, nb::device::cuda> array() const {
        const nb::capsule owner(new std::shared_ptr<float>(rgb),
                                [](void* kept) noexcept { delete static_cast<std::shared_ptr<float>*>(kept); });
        return {rgb.get(), {height, width, 3}, owner, {}, nb::dtype<float>(), nb::device::cuda::value, device};
    }
};

/// One at a time may call it.
class Session {
public:
    Session(const std::shared_ptr<SceneHandle>& scene, const ChosenDevices& devices, PictureRequest request,
            unsigned threads)
        : m_picture(picture_of(*scene, devices, request)), m_next(m_picture.samples.first) {
        BackendOptions options;
        options.threads = threads;
        options.cache_dir = default_cache_dir();
        options.checks_driver = true;
        m_backend = open_chosen(devices, options);
        m_backend->load(*m_picture.scene);
        m_backend->begin(make_frame(m_picture.scene->camera, m_picture.settings));
    }

    /// Renders samples up to `end` of every pixel. `progress(done, total)` is told after each dispatch of this call.
    void render(std::uint32_t end, const nb::object& progress) {
        start_devices();
        const std::uint64_t total = m_picture.sample_count();
        const std::uint64_t before = samples_done();
        {
            const nb::gil_scoped_release released;
            m_backend->render({m_next, end}, [&](std::uint64_t done) {
                const nb::gil_scoped_acquire held;
                if (PyErr_CheckSignals() != 0) throw nb::python_error();
                if (!progress.is_none()) progress(before + done, total);
            });
        }
        m_seconds += m_backend->last_render_seconds();
        m_next = end;
    }

    /// Samples that are left out of it are warned of, once.
    FilmFile film() {
        const SampleRange drawn{m_picture.samples.first, m_next};
        FilmFile file{
            m_picture.scene_name, m_picture.scene->hash, m_picture.settings, {drawn}, Film(m_picture.settings)};
        m_backend->read(file.film);
        if (m_picture.settings.method.transparent) {
            // The device holds one film at a time, so the picture's comes here.
            if (m_before) file.film.add(*m_before);
            m_before = file.film;
            add_coverage(*m_backend, m_picture, file);
            m_backend->begin(make_frame(m_picture.scene->camera, m_picture.settings));
        }
        check_complete(file.film, drawn.count(), m_backend->device());
        tell_invalid(file.film.invalid_samples(), file.film.samples());
        return file;
    }

    /// As film(), but in the device's memory.
    GpuPixels pixels_on_gpu() {
        const DeviceInfo device = m_backend->device();
        if (m_picture.settings.method.transparent)
            throw Error(ExitCode::USAGE, "A transparent picture has alpha, which pictures on a GPU lack; leave out "
                                         "transparent, or call render.");
        const Window& window = m_picture.settings.window;
        const DevicePicture picture = m_backend->mean_on_device();
        if (!picture.rgb)
            throw Error(ExitCode::USAGE,
                        fmt::format("Pictures stay on CUDA devices only, and {} is not one.", device.name));
        tell_invalid(picture.invalid_samples, samples_done());
        return {picture.rgb, window.width(), window.height(), static_cast<int>(device.index)};
    }

    ImageMetadata metadata(const FilmFile& film, const std::string& film_hash) const {
        return render_metadata(film, film_hash, m_backend->device());
    }
    DeviceInfo device() const { return m_backend->device(); }
    double render_seconds() const { return m_seconds; }
    double compile_seconds() const { return m_backend->compile_seconds(); }
    std::uint64_t rays() const { return m_backend->rays(); }
    std::tuple<std::uint32_t, std::uint32_t> samples() const {
        return {m_picture.samples.first, m_picture.samples.last};
    }

private:
    static Picture picture_of(SceneHandle& scene, const ChosenDevices& devices, PictureRequest& request) {
        request.more_bytes_per_pixel += more_bytes_per_pixel(devices);
        return scene.picture(request);
    }

    /// Over all pixels.
    std::uint64_t samples_done() const {
        return m_picture.sample_count() / m_picture.samples.count() * (m_next - m_picture.samples.first);
    }

    void tell_invalid(std::uint64_t invalid_samples, std::uint64_t samples) {
        const std::string clause = invalid_clause(invalid_samples, samples);
        if (!clause.empty() && !std::exchange(m_has_told_invalid, true)) spdlog::warn("{}.", clause);
    }

    Picture m_picture;
    std::uint32_t m_next;
    std::unique_ptr<Backend> m_backend;
    double m_seconds = 0.0;
    std::optional<Film> m_before; // of a transparent picture, what film() has fetched
    bool m_has_told_invalid = false;
};

} // namespace

void bind_sessions(nb::module_& module) {
    nb::class_<GpuPixels>(module, "GpuPixels")
        .def("array", &GpuPixels::array)
        .def_prop_ro("address", &GpuPixels::address)
        .def_ro("device", &GpuPixels::device)
        .def_ro("width", &GpuPixels::width)
        .def_ro("height", &GpuPixels::height);
    nb::class_<Session>(module, "Session")
        .def(nb::init<const std::shared_ptr<SceneHandle>&, const ChosenDevices&, const PictureRequest&, unsigned>(),
             release(), nb::arg("scene"), nb::arg("devices"), nb::arg("request"), nb::arg("threads"))
        .def("render", &Session::render, nb::arg("end"), nb::arg("progress").none())
        .def("film", &Session::film, release())
        .def("pixels_on_gpu", &Session::pixels_on_gpu, release())
        .def("metadata", &Session::metadata, release(), nb::arg("film"), nb::arg("film_hash"))
        .def_prop_ro("device", &Session::device)
        .def_prop_ro("samples", &Session::samples)
        .def_prop_ro("render_seconds", &Session::render_seconds)
        .def_prop_ro("compile_seconds", &Session::compile_seconds)
        .def_prop_ro("rays", &Session::rays);
}

} // namespace triptych::python
