// What is asked of a picture, from Python's keywords.
// SPDX-License-Identifier: MIT
#include "bindings.hpp"
#include "film/request.hpp"
#include "scene/kinds_settings.hpp"

#include <nanobind/stl/array.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <array>
#include <cstdint>
#include <limits>
#include <optional>

namespace triptych::python {
namespace {

std::uint32_t in_range(std::int64_t value, std::uint32_t min, std::uint32_t max, const char* what) {
    if (value < min || value > max)
        throw Error(ExitCode::USAGE, fmt::format("{} must lie in [{}, {}], not be {}.", what, min, max, value));
    return static_cast<std::uint32_t>(value);
}

/// Sizes that are too large pass: settings_of refuses them with the exit code of a limit.
std::optional<std::uint64_t> positive(std::optional<std::int64_t> size, const char* what) {
    if (!size) return {};
    if (*size < 1) throw Error(ExitCode::USAGE, fmt::format("{} must be at least 1, not {}.", what, *size));
    return static_cast<std::uint64_t>(*size);
}

/// What the keywords of METHOD_OPTIONS ask for: names, or booleans of switches, or None.
MethodRequest method_request(const nb::dict& keywords) {
    MethodRequest request;
    for (std::size_t i = 0; i < METHOD_OPTION_COUNT; i++) {
        const MethodOption& option = METHOD_OPTIONS[i];
        const nb::str name(option.name.data(), option.name.size());
        if (!keywords.contains(name) || keywords[name].is_none()) continue;
        const nb::object value = keywords[name];
        if (option.is_switch() ? !nb::isinstance<nb::bool_>(value) : !nb::isinstance<nb::str>(value))
            throw nb::type_error(fmt::format("{} must be {}, not {}.", option.name,
                                             option.is_switch() ? "True, False or None" : "a text or None",
                                             nb::repr(value).c_str())
                                     .c_str());
        request.values[i] =
            option.is_switch()
                ? std::uint32_t(nb::cast<bool>(value))
                : static_cast<std::uint32_t>(place_in(option.values, nb::cast<std::string>(value), option.name));
    }
    return request;
}

/// A request as Python's keywords give it; what is None comes from the scene.
PictureRequest make_request(std::optional<std::int64_t> width, std::optional<std::int64_t> height,
                            std::optional<std::int64_t> spp, std::optional<std::int64_t> max_depth, std::int64_t seed,
                            const nb::dict& method, const std::optional<std::array<std::int64_t, 4>>& crop,
                            const std::optional<std::array<std::int64_t, 2>>& samples, double clamp_indirect) {
    constexpr std::uint32_t MAX_UINT32 = std::numeric_limits<std::uint32_t>::max();
    PictureRequest request;
    request.width = positive(width, "width");
    request.height = positive(height, "height");
    if (spp) request.spp = in_range(*spp, 1, shared::FILM_MAX_SAMPLES, "spp");
    if (max_depth) request.max_depth = in_range(*max_depth, 1, MAX_DEPTH, "max_depth");
    request.seed = in_range(seed, 0, MAX_UINT32, "seed");
    request.method = method_request(method);
    if (!(clamp_indirect >= 0.0 && clamp_indirect <= MAX_RADIANCE))
        throw Error(ExitCode::USAGE, fmt::format("clamp_indirect must lie in [0, {}], 0 for no limit, not be {}.",
                                                 MAX_RADIANCE, clamp_indirect));
    request.clamp_indirect = static_cast<float>(clamp_indirect);
    if (crop) {
        const auto edge = [&](std::size_t i) { return in_range((*crop)[i], 0, MAX_UINT32, "each edge of crop"); };
        request.crop = Window{edge(0), edge(2), edge(1), edge(3)};
    }
    if (samples) {
        const SampleRange range{in_range((*samples)[0], 0, shared::FILM_MAX_SAMPLES, "the first of samples"),
                                in_range((*samples)[1], 0, shared::FILM_MAX_SAMPLES, "the end of samples")};
        if (range.first >= range.last)
            throw Error(ExitCode::USAGE, fmt::format("samples must be a pair with first < last, not ({}, {}).",
                                                     range.first, range.last));
        request.sample_range = range;
    }
    return request;
}

} // namespace

void bind_requests(nb::module_& module) {
    nb::class_<PictureRequest>(module, "Request")
        .def_static("make", make_request, nb::arg("width").none(), nb::arg("height").none(), nb::arg("spp").none(),
                    nb::arg("max_depth").none(), nb::arg("seed"), nb::arg("method"), nb::arg("crop").none(),
                    nb::arg("samples").none(), nb::arg("clamp_indirect") = 0.0);
}

} // namespace triptych::python
