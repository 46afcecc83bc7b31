// Ctrl-C and termination: the first signal ends the work in good order, the second ends the process at once.
// SPDX-License-Identifier: MIT
#include "cli/interrupt.hpp"

#include "base/error.hpp"

#include <fmt/format.h>

#include <csignal>

namespace triptych {
namespace {

volatile std::sig_atomic_t noted_signal = 0;

extern "C" void note_signal(int signal_number) {
    noted_signal = signal_number;
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
}

} // namespace

void note_interrupts() {
    for (const int signal_number : {SIGINT, SIGTERM})
        if (std::signal(signal_number, note_signal) == SIG_IGN) std::signal(signal_number, SIG_IGN);
}

void stop_if_interrupted(const std::string& consequence) {
    if (noted_signal == 0) return;
    if (noted_signal == SIGINT) throw Error(ExitCode::INTERRUPTED, fmt::format("Interrupted; {}.", consequence));
    throw Error(ExitCode::TERMINATED, fmt::format("Terminated; {}.", consequence));
}

} // namespace triptych
