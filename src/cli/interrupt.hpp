// Ctrl-C and termination: the first signal ends the work in good order, the second ends the process at once.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace triptych {

/// From now on the first SIGINT or SIGTERM is only noted. A signal that is ignored stays so.
void note_interrupts();

/// Throws Error (INTERRUPTED or TERMINATED) once a signal has been noted; `consequence` ends its sentence.
void stop_if_interrupted(const std::string& consequence);

} // namespace triptych
