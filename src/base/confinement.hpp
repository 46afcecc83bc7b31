// Work on files that may come from anyone, in a thread that can do little beside reading them.
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <span>

namespace triptych {

/// What the machine's kernel enforces upon confined work.
struct Confinement {
    bool files = false; // Landlock
    bool calls = false; // seccomp
};

/// Runs `work` in a thread of its own and waits for it; what it throws is thrown on. The thread can open files for
/// reading alone, and only those of `readable`, folders with all that is below them, links resolved; it can start no
/// program, open no socket and look into no other process. Threads that it starts are bound by the same, so `work` must
/// start none that outlive it. Where the kernel lacks one of the two means (Landlock, "Landlock: unprivileged access
/// control", docs.kernel.org; seccomp, seccomp(2)), the other holds alone: readers check by themselves where files lie.
/// Returns what was enforced.
Confinement run_confined(std::span<const std::filesystem::path> readable, const std::function<void()>& work);

} // namespace triptych
