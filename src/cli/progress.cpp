// Progress on stderr: a bar that is drawn anew in place on a terminal, or now and then a line for logs.
// SPDX-License-Identifier: MIT
#include "cli/progress.hpp"

#include "base/visible.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace triptych {
namespace {

constexpr double REDRAW_SECONDS = 0.1;
constexpr double LINE_SECONDS = 10.0;
constexpr unsigned MAX_BAR_WIDTH = 40;
constexpr unsigned MIN_BAR_WIDTH = 5;

unsigned terminal_columns() {
    winsize size{};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
    return size.ws_col;
}

/// Seconds as h:mm:ss or m:ss.
std::string format_time(double seconds) {
    const auto whole = static_cast<std::uint64_t>(seconds + 0.5);
    if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
    return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

double share_of(std::uint64_t done, std::uint64_t total) {
    return total == 0 ? 1.0 : static_cast<double>(done) / static_cast<double>(total);
}

std::string speed_and_rest(std::uint64_t done, std::uint64_t total, double seconds, std::uint64_t done_before,
                           const std::string& note) {
    const double speed = seconds > 0.0 ? static_cast<double>(done - done_before) / seconds : 0.0;
    const double left = speed > 0.0 ? static_cast<double>(total - done) / speed : 0.0;
    return fmt::format("{:.2f} Msamples/s{}, {} left", speed * 1e-6, note, format_time(left));
}

bool is_terminal() { return isatty(STDERR_FILENO) == 1; }

} // namespace

std::string progress_words(std::uint64_t done, std::uint64_t total, double seconds, std::uint64_t done_before,
                           const std::string& note) {
    return fmt::format("{:.0f} %, {}", share_of(done, total) * 100.0,
                       speed_and_rest(done, total, seconds, done_before, note));
}

std::string progress_line(std::uint64_t done, std::uint64_t total, double seconds, unsigned columns,
                          std::uint64_t done_before, const std::string& note) {
    const double share = share_of(done, total);
    const std::string before = fmt::format("{:3.0f} % ", share * 100.0);
    const std::string after = " " + speed_and_rest(done, total, seconds, done_before, note);
    // The last column stays free: some terminals wrap as soon as it is written.
    const std::size_t used = before.size() + after.size() + 2 + 1;
    if (columns < used + MIN_BAR_WIDTH) return (before + after.substr(1)).substr(0, columns > 0 ? columns - 1 : 0);
    const std::size_t width = std::min<std::size_t>(columns - used, MAX_BAR_WIDTH);
    const auto filled = static_cast<std::size_t>(share * static_cast<double>(width));
    return fmt::format("{}[{}{}]{}", before, std::string(filled, '='), std::string(width - filled, ' '), after);
}

std::string speeds_note(const std::vector<DeviceShare>& devices) {
    if (devices.size() < 2) return "";
    std::string words;
    for (const DeviceShare& share : devices) {
        if (!share.failure.empty()) continue;
        words += fmt::format("{}{} {}: {:.2f}", words.empty() ? "" : ", ", share.device.backend, share.device.index,
                             share.speed * 1e-6);
    }
    return fmt::format(" ({})", words);
}

ProgressDisplay::ProgressDisplay(std::uint64_t total, ProgressMode mode, std::uint64_t done_before)
    : m_total(total), m_before(done_before), m_mode(mode) {
    if (mode != ProgressMode::AUTO) return;
    m_mode = is_terminal()                             ? ProgressMode::BAR
             : spdlog::should_log(spdlog::level::info) ? ProgressMode::LINES
                                                       : ProgressMode::NONE;
}

ProgressDisplay::~ProgressDisplay() {
    if (m_drawn && m_mode == ProgressMode::BAR) std::fputs("\r\x1b[K", stderr);
}

void ProgressDisplay::update(std::uint64_t done) {
    if (m_mode == ProgressMode::BAR) draw_bar(done, m_watch.seconds());
    if (m_mode == ProgressMode::LINES) write_line(done, m_watch.seconds());
}

void ProgressDisplay::draw_bar(std::uint64_t done, double seconds) {
    if (m_drawn && done < m_total && seconds - m_last_seconds < REDRAW_SECONDS) return;
    m_last_seconds = seconds;
    m_drawn = true;
    const std::string line = progress_line(done, m_total, seconds, terminal_columns(), m_before, m_note);
    std::fputs(fmt::format("\r{}\x1b[K", line).c_str(), stderr);
    std::fflush(stderr);
}

void ProgressDisplay::write_line(std::uint64_t done, double seconds) {
    const bool is_end = done >= m_total && !m_drawn;
    if (!is_end && (done >= m_total || seconds - m_last_seconds < LINE_SECONDS)) return;
    m_last_seconds = seconds;
    m_drawn = is_end;
    std::fputs(fmt::format("triptych: {}\n", progress_words(done, m_total, seconds, m_before, m_note)).c_str(), stderr);
    std::fflush(stderr);
}

StatusLine::StatusLine(bool wanted) : m_active(wanted && is_terminal()) {}

StatusLine::~StatusLine() { clear(); }

void StatusLine::show(const std::string& words) {
    if (!m_active || words == m_shown) return;
    m_shown = words;
    const unsigned columns = terminal_columns();
    std::fputs(fmt::format("\r{}\x1b[K", visible_line(words).substr(0, columns > 0 ? columns - 1 : 0)).c_str(), stderr);
    std::fflush(stderr);
}

void StatusLine::clear() {
    if (!m_shown.empty()) std::fputs("\r\x1b[K", stderr);
    m_shown.clear();
}

} // namespace triptych
