// The progress bar: one line on stderr, only where stderr is a terminal.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/stopwatch.hpp"

#include <cstdint>
#include <string>

namespace triptych {

/// One line of at most `columns` characters: share done, bar, speed, time left. What was `done_before` took none of the
/// seconds.
std::string progress_line(std::uint64_t done, std::uint64_t total, double seconds, unsigned columns,
                          std::uint64_t done_before = 0);

/// Draws itself anew at most ten times a second and wipes itself out at its end.
class ProgressBar {
public:
    /// Draws nothing where `wanted` is false or stderr is no terminal. Of the total, `done_before` was done earlier.
    ProgressBar(std::uint64_t total, bool wanted, std::uint64_t done_before = 0);
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    /// `done` counts what was done before, too.
    void update(std::uint64_t done);

private:
    std::uint64_t m_total;
    std::uint64_t m_before;
    bool m_active;
    bool m_drawn = false;
    double m_last_seconds = 0.0;
    Stopwatch m_watch;
};

/// One line of words that is drawn anew in place.
class StatusLine {
public:
    /// Draws nothing where `wanted` is false or stderr is no terminal.
    explicit StatusLine(bool wanted);
    ~StatusLine();
    StatusLine(const StatusLine&) = delete;
    StatusLine& operator=(const StatusLine&) = delete;

    void show(const std::string& words);
    void clear();

private:
    bool m_active;
    std::string m_shown;
};

} // namespace triptych
