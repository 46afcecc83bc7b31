// Signals that ask the process to end: noted for whoever works to look at, or ending it at once where nothing is lost.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.hpp"

#include <string>

namespace triptych {

/// The signal that asked the process to end; 0 where none did.
int noted_stop();

/// For signal handlers alone: notes the signal. Where an EndAtSignal lives, prints its sentence and ends the process.
void note_stop(int signal_number) noexcept;

/// The error for the noted signal, with its exit code; `consequence` ends the sentence.
Error stop_error(const std::string& consequence);

/// While it lives, a noted signal ends the process: for times in which there is nothing to lose and calls may not
/// return for long, such as a driver's compiler or reading from a pipe. The main thread's alone; they may nest.
class EndAtSignal {
public:
    /// `consequence` ends the sentence on stderr. The end comes `grace` seconds after the signal, by SIGALRM.
    explicit EndAtSignal(const std::string& consequence, unsigned grace = 0);
    ~EndAtSignal();
    EndAtSignal(const EndAtSignal&) = delete;
    EndAtSignal& operator=(const EndAtSignal&) = delete;

private:
    std::string m_consequence;
    const char* m_outer;
    unsigned m_outer_grace;
};

/// While it lives, an EndAtSignal waits: for a file that would be left behind half written.
class HoldSignals {
public:
    HoldSignals();
    ~HoldSignals();
    HoldSignals(const HoldSignals&) = delete;
    HoldSignals& operator=(const HoldSignals&) = delete;
};

} // namespace triptych
