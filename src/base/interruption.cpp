// What a handler may do is little: it sets atomic variables, writes to stderr and ends the process.
// SPDX-License-Identifier: MIT
#include "base/interruption.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstring>

namespace triptych {

namespace {

std::atomic<int> noted = 0;
std::atomic<const char*> end_consequence = nullptr; // of the innermost EndAtSignal
std::atomic<unsigned> grace_seconds = 0;            // of that one
std::atomic<int> holds = 0;
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<unsigned>::is_always_lock_free &&
              std::atomic<const char*>::is_always_lock_free);

struct StopSignal {
    int number;
    ExitCode code;
    const char* word;
};

constexpr std::array STOP_SIGNALS{StopSignal{SIGINT, ExitCode::INTERRUPTED, "Interrupted"},
                                  StopSignal{SIGHUP, ExitCode::HUNG_UP, "Hung up"},
                                  StopSignal{SIGXCPU, ExitCode::CPU_TIME_OVER, "The limit of CPU time was reached"},
                                  StopSignal{SIGTERM, ExitCode::TERMINATED, "Terminated"}};

const StopSignal& stop_of(int number) {
    for (const StopSignal& stop : STOP_SIGNALS)
        if (stop.number == number) return stop;
    return STOP_SIGNALS.back();
}

/// Calls only what is safe in a signal handler.
[[noreturn]] void end_now(int number, const char* consequence) {
    const StopSignal& stop = stop_of(number);
    std::array<char, 4096> sentence;
    std::size_t size = 0;
    for (const char* part : {"triptych: ", stop.word, "; ", consequence, ".\n"}) {
        const std::size_t count = std::min(std::strlen(part), sentence.size() - size);
        std::memcpy(sentence.data() + size, part, count);
        size += count;
    }
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, sentence.data(), size);
    ::_exit(static_cast<int>(stop.code));
}

/// Ends the process where a signal was noted and nothing stands against it.
void end_unless_held() {
    const int number = noted;
    const char* consequence = end_consequence;
    if (number != 0 && consequence != nullptr && holds == 0) end_now(number, consequence);
}

/// The same once the grace is over.
void end_if_due() {
    if (noted == 0 || end_consequence == nullptr) return;
    if (const unsigned grace = grace_seconds; grace > 0) {
        ::alarm(grace);
    } else {
        end_unless_held();
    }
}

extern "C" void end_at_alarm(int) { end_unless_held(); }

} // namespace

int noted_stop() { return noted; }

void note_stop(int signal_number) noexcept {
    noted = signal_number;
    end_if_due();
}

Error stop_error(const std::string& consequence) {
    const StopSignal& stop = stop_of(noted);
    return {stop.code, fmt::format("{}; {}.", stop.word, consequence)};
}

EndAtSignal::EndAtSignal(const std::string& consequence, unsigned grace)
    : m_consequence(consequence), m_outer(end_consequence), m_outer_grace(grace_seconds) {
    if (grace > 0) std::signal(SIGALRM, end_at_alarm);
    grace_seconds = grace;
    end_consequence = m_consequence.c_str();
    end_if_due();
}

EndAtSignal::~EndAtSignal() {
    end_consequence = m_outer;
    grace_seconds = m_outer_grace;
}

HoldSignals::HoldSignals() { ++holds; }

HoldSignals::~HoldSignals() {
    --holds;
    end_if_due();
}

} // namespace triptych
