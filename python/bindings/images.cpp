// Image files, tone mapping and distances between images.
// SPDX-License-Identifier: MIT
#include "base/atomic_file.hpp"
#include "bindings.hpp"
#include "compare/difference.hpp"
#include "image/image_formats.hpp"
#include "image/tone_map.hpp"

#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

namespace triptych::python {
namespace {

using Pixels = nb::ndarray<const float, nb::shape<-1, -1, 3>, nb::c_contig, nb::device::cpu>;

Image image_of(const Pixels& pixels) {
    Image image;
    image.height = static_cast<std::uint32_t>(pixels.shape(0));
    image.width = static_cast<std::uint32_t>(pixels.shape(1));
    image.rgb.assign(pixels.data(), pixels.data() + pixels.size());
    return image;
}

/// Column, row, and size of the whole image, (0, 0) where it is the whole one.
using Place = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>;

/// The values of a channel: float32, or uint32 for numbers.
using Plane = nb::ndarray<nb::ndim<2>, nb::c_contig, nb::device::cpu>;

template <typename Value>
std::vector<Value> values_of(const Plane& plane) {
    const auto* const data = static_cast<const Value*>(plane.data());
    return {data, data + plane.size()};
}

std::vector<Channel> channels_of(const std::vector<std::tuple<std::string, Plane>>& planes) {
    std::vector<Channel> channels;
    for (const auto& [name, plane] : planes) {
        Channel channel{name, {}};
        if (plane.dtype() == nb::dtype<std::uint32_t>()) {
            channel.values = values_of<std::uint32_t>(plane);
        } else {
            channel.values = values_of<float>(plane);
        }
        channels.push_back(std::move(channel));
    }
    return channels;
}

using Bits = std::optional<std::uint32_t>;
using Quality = std::optional<std::uint32_t>;

void write(const std::filesystem::path& path, const Pixels& pixels, const ImageMetadata& metadata, const Place& place,
           const std::vector<std::tuple<std::string, Plane>>& planes, Bits bits, Quality quality) {
    const nb::gil_scoped_release released;
    check_image_format(path, {bits, quality});
    const auto [x, y, whole_width, whole_height] = place;
    write_image(path, image_of(pixels), metadata, channels_of(planes), {x, y, whole_width, whole_height},
                {bits, quality});
}

/// The bytes of such a file.
nb::bytes encode(const std::string& path, const Pixels& pixels, const ImageMetadata& metadata, const Place& place,
                 const std::vector<std::tuple<std::string, Plane>>& planes, Bits bits, Quality quality) {
    Bytes file;
    {
        const nb::gil_scoped_release released;
        check_image_format(path, {bits, quality});
        const auto [x, y, whole_width, whole_height] = place;
        file = encode_image(path, image_of(pixels), metadata, channels_of(planes), {x, y, whole_width, whole_height},
                            {bits, quality});
    }
    return nb::bytes(file.data(), file.size());
}

template <typename Code>
using Codes = nb::ndarray<nb::numpy, Code, nb::shape<-1, -1, 3>>;

template <typename Code>
Codes<Code> srgb_codes(const Pixels& pixels, Code (*encode)(float)) {
    auto codes = std::make_unique<std::vector<Code>>(pixels.size());
    {
        const nb::gil_scoped_release released;
        std::transform(pixels.data(), pixels.data() + pixels.size(), codes->begin(), encode);
    }
    Code* const data = codes->data();
    const nb::capsule owner(codes.release(), [](void* kept) noexcept { delete static_cast<std::vector<Code>*>(kept); });
    return Codes<Code>(data, {pixels.shape(0), pixels.shape(1), 3}, owner);
}

FloatImage read(const std::filesystem::path& path) {
    Image image;
    {
        const nb::gil_scoped_release released;
        image = read_image(path);
    }
    return float_image(std::move(image));
}

double exposure_of(const Pixels& pixels) {
    const nb::gil_scoped_release released;
    return auto_exposure(image_of(pixels));
}

FloatImage map_tones(const Pixels& pixels, double exposure_stops, const std::string& curve) {
    const ToneMapping mapping{exposure_stops, TONE_CURVES[place_in(names_of(TONE_CURVES), curve, "tonemap")].value};
    Image image;
    {
        const nb::gil_scoped_release released;
        image = tone_mapped(image_of(pixels), mapping);
    }
    return float_image(std::move(image));
}

/// Differing pixels, largest distance in ULP, RMSE, PSNR in dB, mean FLIP error, values that are not finite.
std::tuple<std::uint64_t, std::uint32_t, double, double, double, std::uint64_t> compare(const Pixels& a,
                                                                                        const Pixels& b) {
    const nb::gil_scoped_release released;
    const Difference found = compare_images(image_of(a), image_of(b));
    return {found.differing_pixels, found.max_ulp, found.rmse, found.psnr, found.flip, found.non_finite};
}

} // namespace

FloatImage float_image(Image image) {
    const auto kept = std::make_unique<Image>(std::move(image)).release();
    const nb::capsule owner(kept, [](void* pointer) noexcept { delete static_cast<Image*>(pointer); });
    return FloatImage(kept->rgb.data(), {kept->height, kept->width, 3}, owner);
}

void bind_images(nb::module_& module) {
    module.def(
        "write_file",
        [](const std::filesystem::path& path, const std::string& text) {
            write_file_atomically(path, std::as_bytes(std::span(text)));
        },
        nb::call_guard<nb::gil_scoped_release>(), nb::arg("path"), nb::arg("text"));
    module.def("write_image", write, nb::arg("path"), nb::arg("pixels").noconvert(), nb::arg("metadata"),
               nb::arg("place"), nb::arg("channels"), nb::arg("bits") = nb::none(), nb::arg("quality") = nb::none());
    module.def(
        "is_for_display", [](const std::string& path) { return is_for_display(path); }, nb::arg("path"));
    module.def(
        "has_alpha", [](const std::string& path) { return has_alpha(path); }, nb::arg("path"));
    module.def("encode_image", encode, nb::arg("path"), nb::arg("pixels").noconvert(), nb::arg("metadata"),
               nb::arg("place"), nb::arg("channels"), nb::arg("bits") = nb::none(), nb::arg("quality") = nb::none());
    module.def(
        "encode_srgb8", [](const Pixels& pixels) { return srgb_codes(pixels, encode_srgb); },
        nb::arg("pixels").noconvert());
    module.def(
        "encode_srgb16", [](const Pixels& pixels) { return srgb_codes(pixels, encode_srgb16); },
        nb::arg("pixels").noconvert());
    module.def("read_image", read, nb::arg("path"));
    module.def("auto_exposure", exposure_of, nb::arg("pixels").noconvert());
    module.def("tone_mapped", map_tones, nb::arg("pixels").noconvert(), nb::arg("exposure_stops"), nb::arg("curve"));
    module.def("compare_images", compare, nb::arg("a").noconvert(), nb::arg("b").noconvert());
}

} // namespace triptych::python
