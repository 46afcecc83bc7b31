// A peer to measure the CPU backend against: the same pictures traced with Intel's Embree, where the build found it.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"

#include <memory>

namespace triptych {

/// How Embree is told of spheres.
enum class BaselineKind {
    USER_GEOMETRY, // Embree's tree proposes, the shared sphere test disposes: the film equals every backend's
    SPHERE_POINTS, // Embree's own spheres and self-hits kept off by 1e-3 as in the books: the same except for rounding
};

/// Opens Embree behind the interface of a backend: one path at a time on the CPU backend's threads, tiles and film,
/// each ray by rtcIntersect1, shading by the shared text, so that finding hits is what is compared. No entry of the
/// registry: only a bench opens it. Throws Error (NO_DEVICE) in a build without Embree or where Embree does not start.
std::unique_ptr<Backend> open_baseline(BaselineKind kind, const BackendOptions& options);

} // namespace triptych
