// The names of integrators and samplers, in scene files and on the command line alike.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/named.hpp"
#include "scene/scene.hpp"

#include <string_view>

namespace triptych {

inline constexpr Named<Integrator> INTEGRATORS[] = {{"path", Integrator::PATH}, {"path-mis", Integrator::PATH_MIS}};
inline constexpr Named<Sampler> SAMPLERS[] = {{"independent", Sampler::INDEPENDENT}, {"sobol", Sampler::SOBOL}};

constexpr std::string_view name_of(Integrator integrator) { return name_in(INTEGRATORS, integrator); }
constexpr std::string_view name_of(Sampler sampler) { return name_in(SAMPLERS, sampler); }

} // namespace triptych
