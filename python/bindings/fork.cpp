// Forked children: threads and devices of the parent do not exist there, and waiting for them would never end.
// SPDX-License-Identifier: MIT
#include "bindings.hpp"

#include <atomic>

namespace triptych::python {
namespace {

std::atomic<bool> has_started = false; // threads or devices, in this process or in one that it was forked from
std::atomic<bool> is_child = false;    // of a process that had

} // namespace

void start_devices() {
    if (is_child)
        throw Error(
            ExitCode::USAGE,
            "This process was forked from one in which Triptych had started threads and devices, which do not "
            "exist here; start it with multiprocessing.get_context(\"spawn\"), or fork before the first render.");
    has_started = true;
}

void bind_fork(nb::module_& module) {
    module.def("note_fork", [] { is_child = is_child || has_started; });
}

} // namespace triptych::python
