// Films: exact sums that add, have a hash, and become files and images.
// SPDX-License-Identifier: MIT
#include "bindings.hpp"
#include "film/film_difference.hpp"
#include "film/join_films.hpp"
#include "film/metadata.hpp"

#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <tuple>
#include <vector>

namespace triptych::python {
namespace {

using WindowEdges = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>;

FilmFile sum(const FilmFile& a, const FilmFile& b) {
    FilmJoin join;
    join.add(a, "the first film");
    join.add(b, "the second film");
    return join.whole();
}

std::vector<std::tuple<std::uint32_t, std::uint32_t>> samples_of_film(const FilmFile& file) {
    std::vector<std::tuple<std::uint32_t, std::uint32_t>> ranges;
    for (const SampleRange& range : file.samples) ranges.emplace_back(range.first, range.last);
    return ranges;
}

/// In the order of the command line's --crop.
WindowEdges window_of(const FilmFile& file) {
    const Window& window = file.film.window;
    return {window.x0, window.x1, window.y0, window.y1};
}

/// Column and row of its first pixel, and the size of the whole image.
std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t> place_of(const FilmFile& file) {
    return {file.film.window.x0, file.film.window.y0, file.film.image_width, file.film.image_height};
}

ByteArray pixels_of(const nb::object& owner) {
    const Film& film = nb::cast<const FilmFile&>(owner).film;
    return byte_array(film.pixels.data(), film.pixels.size() * sizeof(shared::FilmPixel), owner);
}

FloatImage mean_of_film(const FilmFile& file) {
    Image image;
    {
        const nb::gil_scoped_release released;
        image = file.film.mean();
    }
    return float_image(std::move(image));
}

/// None where the film has no coverage.
nb::object alpha_of_film(const FilmFile& file) {
    std::vector<float> alpha = alpha_of(file);
    if (alpha.empty()) return nb::none();
    return plane_of(std::move(alpha), file.film.window.height(), file.film.window.width());
}

/// Pixels and words that differ, and where the first is: column, row and channel.
std::tuple<std::uint64_t, std::uint64_t, std::uint32_t, std::uint32_t, std::string> difference(const FilmFile& a,
                                                                                               const FilmFile& b) {
    if (!(a.film.window == b.film.window))
        throw Error(ExitCode::FOREIGN_FILM, "Films of different windows cannot be compared; render both with the same "
                                            "size and crop.");
    const FilmDifference found = compare_films(a.film, b.film);
    return {found.pixels, found.words, found.x, found.y, found.channel};
}

nb::bytes bytes_of(const FilmFile& file) {
    std::vector<std::byte> bytes;
    {
        const nb::gil_scoped_release released;
        bytes = film_bytes(file);
    }
    return nb::bytes(bytes.data(), bytes.size());
}

FilmFile film_of(const nb::bytes& bytes) {
    const std::span content(static_cast<const std::byte*>(bytes.data()), bytes.size());
    const nb::gil_scoped_release released;
    return film_of_bytes(content, "The film of these bytes");
}

} // namespace

void bind_films(nb::module_& module) {
    nb::class_<FilmFile>(module, "Film")
        .def("add", sum, release(), nb::arg("other"))
        .def("difference", difference, release(), nb::arg("other"))
        .def(
            "hash", [](const FilmFile& file) { return file.film.hash(); }, release())
        .def("mean", mean_of_film)
        .def("alpha", alpha_of_film)
        .def("metadata", film_metadata, release(), nb::arg("film_hash"))
        .def("pixels", pixels_of)
        .def(
            "save", [](const FilmFile& file, const std::filesystem::path& path) { write_film(path, file); }, release(),
            nb::arg("path"))
        .def("to_bytes", bytes_of)
        .def_static("from_bytes", film_of, nb::arg("content"))
        .def(
            "copy", [](const FilmFile& file) { return file; }, release())
        .def_static("load", read_film, release(), nb::arg("path"))
        .def_prop_ro("width", [](const FilmFile& file) { return file.film.window.width(); })
        .def_prop_ro("height", [](const FilmFile& file) { return file.film.window.height(); })
        .def_prop_ro("window", window_of)
        .def_prop_ro("place", place_of)
        .def_prop_ro("samples", samples_of_film)
        .def_prop_ro("invalid_samples", [](const FilmFile& file) { return file.film.invalid_samples(); })
        .def_ro("scene_name", &FilmFile::scene_name)
        .def_ro("scene_hash", &FilmFile::scene_hash);
}

} // namespace triptych::python
