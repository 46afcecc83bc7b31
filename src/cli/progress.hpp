// Progress on stderr: a bar that is drawn anew in place on a terminal, or now and then a line for logs.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/named.hpp"
#include "base/stopwatch.hpp"
#include "render/device_team.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace triptych {

/// How progress is shown. AUTO: a bar on a terminal; elsewhere lines where messages of the level info are wanted.
enum class ProgressMode { AUTO, BAR, LINES, NONE };

inline constexpr Named<ProgressMode> PROGRESS_MODES[] = {{"auto", ProgressMode::AUTO},
                                                         {"bar", ProgressMode::BAR},
                                                         {"lines", ProgressMode::LINES},
                                                         {"none", ProgressMode::NONE}};

/// Share done, speed and time left, in words, with a note behind the speed.
std::string progress_words(std::uint64_t done, std::uint64_t total, double seconds, std::uint64_t done_before = 0,
                           const std::string& note = "");

/// One line of at most `columns` characters: share done, bar, speed, time left. What was `done_before` took none of the
/// seconds.
std::string progress_line(std::uint64_t done, std::uint64_t total, double seconds, unsigned columns,
                          std::uint64_t done_before = 0, const std::string& note = "");

/// The speeds of several devices in Msamples/s, as a note: " (cuda 0: 812.44, cpu 0: 14.30)". Empty for one device.
std::string speeds_note(const std::vector<DeviceShare>& devices);

/// A bar draws itself anew at most ten times a second and wipes itself out at its end; lines come every ten seconds and
/// when all is done.
class ProgressDisplay {
public:
    /// Of the total, `done_before` was done earlier.
    ProgressDisplay(std::uint64_t total, ProgressMode mode, std::uint64_t done_before = 0);
    ~ProgressDisplay();
    ProgressDisplay(const ProgressDisplay&) = delete;
    ProgressDisplay& operator=(const ProgressDisplay&) = delete;

    /// `done` counts what was done before, too.
    void update(std::uint64_t done);

    /// What is said behind the speed from now on.
    void set_note(std::string note) { m_note = std::move(note); }

private:
    void draw_bar(std::uint64_t done, double seconds);
    void write_line(std::uint64_t done, double seconds);

    std::uint64_t m_total;
    std::uint64_t m_before;
    ProgressMode m_mode; // never AUTO
    bool m_drawn = false;
    std::string m_note;
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
