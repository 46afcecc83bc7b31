// Signals: the first Ctrl-C or termination ends the work in good order, SIGUSR1 asks for the picture so far.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace triptych {

/// From now on the first SIGINT, SIGTERM, SIGHUP or SIGXCPU is only noted (see base/interruption.hpp). A signal that is
/// ignored stays so.
void note_interrupts();

/// True once one of them has been noted.
bool interrupted();

/// Throws Error with the signal's exit code once one has been noted; `consequence` ends its sentence.
void stop_if_interrupted(const std::string& consequence);

/// From now on SIGUSR1 is only noted.
void note_picture_requests();

/// True where SIGUSR1 came since the last call.
bool picture_requested();

} // namespace triptych
