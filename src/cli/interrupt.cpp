// Signals: handlers only set flags, which the work asks for between its steps.
// SPDX-License-Identifier: MIT
#include "cli/interrupt.hpp"

#include "base/error.hpp"

#include <fmt/format.h>

#include <csignal>

namespace triptych {
namespace {

volatile std::sig_atomic_t noted_signal = 0;
volatile std::sig_atomic_t noted_request = 0;

extern "C" void note_signal(int signal_number) {
    noted_signal = signal_number;
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
}

extern "C" void note_request(int) { noted_request = 1; }

} // namespace

void note_interrupts() {
    for (const int signal_number : {SIGINT, SIGTERM})
        if (std::signal(signal_number, note_signal) == SIG_IGN) std::signal(signal_number, SIG_IGN);
}

bool interrupted() { return noted_signal != 0; }

void stop_if_interrupted(const std::string& consequence) {
    if (noted_signal == 0) return;
    if (noted_signal == SIGINT) throw Error(ExitCode::INTERRUPTED, fmt::format("Interrupted; {}.", consequence));
    throw Error(ExitCode::TERMINATED, fmt::format("Terminated; {}.", consequence));
}

void note_picture_requests() {
    // Unlike std::signal this restarts system calls on every system, and keeps the handler.
    struct sigaction action {};
    action.sa_handler = note_request;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGUSR1, &action, nullptr);
}

bool picture_requested() {
    const bool requested = noted_request != 0;
    if (requested) noted_request = 0;
    return requested;
}

} // namespace triptych
