// Signals: handlers only set flags, which the work asks for between its steps.
// SPDX-License-Identifier: MIT
#include "cli/interrupt.hpp"

#include "base/interruption.hpp"

#include <array>
#include <csignal>

namespace triptych {
namespace {

constexpr std::array STOPS{SIGINT, SIGTERM, SIGHUP, SIGXCPU};

volatile std::sig_atomic_t noted_request = 0;

/// A second signal ends the process at once, except SIGXCPU, which comes anew with every second.
extern "C" void note_first(int signal_number) {
    for (const int stop : STOPS) {
        struct sigaction action {};
        if (::sigaction(stop, nullptr, &action) != 0 || action.sa_handler != note_first) continue; // ignored
        ::signal(stop, stop == SIGXCPU ? SIG_IGN : SIG_DFL);
    }
    note_stop(signal_number);
}

extern "C" void note_request(int) { noted_request = 1; }

} // namespace

void note_interrupts() {
    struct sigaction action {};
    action.sa_handler = note_first;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (const int stop : STOPS) sigaddset(&action.sa_mask, stop); // none comes before note_first is done
    for (const int stop : STOPS) {
        struct sigaction before {};
        if (::sigaction(stop, nullptr, &before) != 0 || before.sa_handler == SIG_IGN) continue;
        ::sigaction(stop, &action, nullptr);
    }
}

bool interrupted() { return noted_stop() != 0; }

void stop_if_interrupted(const std::string& consequence) {
    if (interrupted()) throw stop_error(consequence);
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
