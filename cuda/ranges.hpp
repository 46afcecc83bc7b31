// Named ranges that NVIDIA's profilers show; NVTX looks for them at run time, and without one a range costs next to
// nothing.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#if __has_include(<nvtx3/nvtx3.hpp>)

#include <nvtx3/nvtx3.hpp>

namespace triptych {

struct ProfilerDomain {
    // NVTX asks for this very name. NOLINTNEXTLINE(readability-identifier-naming)
    static constexpr const char* name = "triptych";
};

/// A range of this thread from here to the end of the scope.
using ProfilerRange = nvtx3::scoped_range_in<ProfilerDomain>;

} // namespace triptych

#else // a toolkit without NVTX

namespace triptych {

struct ProfilerRange {
    explicit ProfilerRange(const std::string&) {}
};

} // namespace triptych

#endif
