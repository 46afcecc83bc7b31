// The names of integrators and samplers, in scene files and on the command line alike.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/scene.hpp"

#include <cstddef>
#include <string_view>

namespace triptych {

template <typename Value>
struct Named {
    std::string_view name;
    Value value;
};

inline constexpr Named<Integrator> INTEGRATORS[] = {{"path", Integrator::PATH}, {"path-mis", Integrator::PATH_MIS}};
inline constexpr Named<Sampler> SAMPLERS[] = {{"independent", Sampler::INDEPENDENT}, {"sobol", Sampler::SOBOL}};

/// The name of a value that stands in the table.
template <typename Value, std::size_t N>
constexpr std::string_view name_in(const Named<Value> (&table)[N], Value value) {
    std::size_t i = 0;
    while (i + 1 < N && table[i].value != value) ++i;
    return table[i].name;
}

constexpr std::string_view name_of(Integrator integrator) { return name_in(INTEGRATORS, integrator); }
constexpr std::string_view name_of(Sampler sampler) { return name_in(SAMPLERS, sampler); }

} // namespace triptych
