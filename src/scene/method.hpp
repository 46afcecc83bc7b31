// How a picture is computed from its scene, and the table of the options that choose it.
// SPDX-License-Identifier: MIT
#pragma once

#include "layout.glsl"
#include "scene/key.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

namespace triptych {

/// How light is gathered: by plain path tracing, or with light sampling and multiple importance sampling.
enum class Integrator : std::uint8_t { PATH, PATH_MIS };

/// Where a path's random numbers come from.
enum class Sampler : std::uint8_t { INDEPENDENT, SOBOL };

/// How a picture is computed. It is stored in films, so that parts of different pictures are never added.
struct Method {
    Integrator integrator = Integrator::PATH_MIS;
    Sampler sampler = Sampler::SOBOL;
    bool roulette = false;
    bool transparent = false;

    bool operator==(const Method&) const = default;
};

/// One member of Method. Scene files, the command line, Python, films, metadata and reports follow this entry.
struct MethodOption {
    std::string_view name;                    // on the command line, in Python, metadata and reports
    Key key;                                  // among the integrator's of a scene file
    std::string_view help;                    // on the command line
    std::span<const std::string_view> values; // by number; of a switch, "false" and "true"
    std::uint32_t flags;                      // the FRAME_ bits of layout.glsl that hold the value's number
    std::uint32_t (*get)(const Method&);      // the value's number
    void (*set)(Method&, std::uint32_t);

    bool is_switch() const { return key.type == ValueType::BOOLEAN; }
    std::string_view value(const Method& method) const { return values[get(method)]; }
};

namespace detail {

inline constexpr std::string_view SWITCH_VALUES[] = {"false", "true"};
inline constexpr std::string_view INTEGRATOR_VALUES[] = {"path", "path-mis"};  // by Integrator
inline constexpr std::string_view SAMPLER_VALUES[] = {"independent", "sobol"}; // by Sampler

template <auto MEMBER>
constexpr MethodOption method_option(std::string_view name, Key key, std::string_view help, std::uint32_t flags) {
    return {name,
            key,
            help,
            key.type == ValueType::BOOLEAN ? std::span<const std::string_view>(SWITCH_VALUES) : key.choices,
            flags,
            [](const Method& method) { return static_cast<std::uint32_t>(method.*MEMBER); },
            [](Method& method, std::uint32_t value) {
                auto& member = method.*MEMBER;
                member = static_cast<std::remove_reference_t<decltype(member)>>(value);
            }};
}

} // namespace detail

inline constexpr MethodOption METHOD_OPTIONS[] = {
    detail::method_option<&Method::integrator>(
        "integrator",
        choice("type", detail::INTEGRATOR_VALUES,
               "`path` follows rays until they meet a light; `path-mis` also samples lights from every scattering, and "
               "combines both by multiple importance sampling",
               R"("path-mis")"),
        "Plain path tracing, or with light sampling; both converge to one picture", shared::FRAME_LIGHT_SAMPLING),
    detail::method_option<&Method::sampler>(
        "sampler",
        choice("sampler", detail::SAMPLER_VALUES, "`independent` random numbers, or an Owen-scrambled `sobol` sequence",
               R"("sobol")"),
        "Where a path's numbers come from", shared::FRAME_SOBOL),
    detail::method_option<&Method::roulette>(
        "roulette",
        optional("roulette", ValueType::BOOLEAN,
                 "whether dim paths may end early (Russian roulette); the expected picture stays the same", {0, 0},
                 "false"),
        "End dim paths early at random (default: as the scene says)", shared::FRAME_ROULETTE),
    detail::method_option<&Method::transparent>(
        "transparent",
        optional("transparent", ValueType::BOOLEAN,
                 "whether the camera sees nothing where it would see the background, which lights the scene all the "
                 "same; the picture then has alpha",
                 {0, 0}, "false"),
        "Leave the background out of the picture, which then has alpha", shared::FRAME_TRANSPARENT),
};

inline constexpr std::size_t METHOD_OPTION_COUNT = std::size(METHOD_OPTIONS);

/// The FRAME_ bits of a method.
constexpr std::uint32_t frame_flags(const Method& method) {
    std::uint32_t flags = 0;
    for (const MethodOption& option : METHOD_OPTIONS)
        flags |= option.get(method) << static_cast<unsigned>(std::countr_zero(option.flags));
    return flags;
}

/// All FRAME_ bits that methods set.
inline constexpr std::uint32_t METHOD_FLAGS = [] {
    std::uint32_t flags = 0;
    for (const MethodOption& option : METHOD_OPTIONS) flags |= option.flags;
    return flags;
}();

/// The method that has these FRAME_ bits, or nothing where one of its options has no such value.
constexpr std::optional<Method> method_of(std::uint32_t flags) {
    Method method;
    for (const MethodOption& option : METHOD_OPTIONS) {
        const std::uint32_t value = (flags & option.flags) >> static_cast<unsigned>(std::countr_zero(option.flags));
        if (value >= option.values.size()) return {};
        option.set(method, value);
    }
    return method;
}

/// What is asked of a method: the numbers of the values that are set, in the order of METHOD_OPTIONS.
struct MethodRequest {
    std::array<std::optional<std::uint32_t>, METHOD_OPTION_COUNT> values;

    /// `method` with the values that are set.
    Method over(Method method) const {
        for (std::size_t i = 0; i < METHOD_OPTION_COUNT; i++)
            if (values[i]) METHOD_OPTIONS[i].set(method, *values[i]);
        return method;
    }
};

} // namespace triptych
