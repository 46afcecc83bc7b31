// Where the time went: spans on tracks, as a file that Perfetto and chrome://tracing show.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

namespace triptych {

/// What is shown beside a span: names and values.
using TraceArguments = std::vector<std::pair<std::string, std::variant<std::uint64_t, double, std::string>>>;

/// Collects spans from its construction on, of any thread. Whoever may trace takes a `Trace*`, which is null where
/// nobody asked for a trace.
class Trace {
public:
    using Clock = std::chrono::steady_clock;

    /// Gives this thread of the host a track of its own; all others share one.
    void name_thread(const std::string& name);

    /// Something that the host did. Spans of one thread nest.
    void add_span(const std::string& name, Clock::time_point start, Clock::time_point end,
                  const TraceArguments& arguments = {});

    /// A dispatch that took `seconds` on `device` and whose end was seen just now. Devices keep clocks of their own, so
    /// the span keeps its length, ends now, and starts no earlier than the device's last dispatch ended.
    void add_dispatch(const std::string& device, double seconds, const TraceArguments& arguments);

    /// A moment, across all tracks.
    void add_mark(const std::string& name, const TraceArguments& arguments = {});

    /// All of it as a JSON array of trace events ("Trace Event Format", Google 2016).
    std::string json() const;

    /// Writes json() to a file, whole or not at all. Throws Error (OUTPUT).
    void write(const std::filesystem::path& path) const;

private:
    using Nanoseconds = std::chrono::nanoseconds;

    struct Event {
        std::string name;
        std::size_t track; // 0: the host
        bool is_device;    // of a device
        bool is_span;      // or a moment
        Nanoseconds start; // since the trace began
        Nanoseconds length;
        TraceArguments arguments;
    };
    struct Track {
        std::string name;
        Nanoseconds end{0}; // of its last span
    };

    std::size_t track(const std::string& name);
    std::size_t thread_track() const;
    Nanoseconds since_start(Clock::time_point time) const;

    Clock::time_point m_start = Clock::now();
    mutable std::mutex m_mutex; // of all that follows
    std::vector<Track> m_tracks{{"host", Nanoseconds(0)}};
    std::map<std::thread::id, std::size_t> m_thread_tracks;
    std::vector<Event> m_events;
};

/// A span of the host from here to the end of the scope, whether that is reached or left by an exception. Costs nothing
/// where `trace` is null.
class TraceSpan {
public:
    TraceSpan(Trace* trace, std::string name, TraceArguments arguments = {})
        : m_trace(trace), m_name(std::move(name)), m_arguments(std::move(arguments)) {}
    ~TraceSpan() { end(); }
    TraceSpan(const TraceSpan&) = delete;
    TraceSpan& operator=(const TraceSpan&) = delete;

    /// Ends the span here and starts another: for phases that follow each other without a gap.
    void next(std::string name, TraceArguments arguments = {}) {
        const Trace::Clock::time_point now = end();
        m_name = std::move(name);
        m_arguments = std::move(arguments);
        m_start = now;
    }

private:
    Trace::Clock::time_point end() {
        const Trace::Clock::time_point now = Trace::Clock::now();
        if (m_trace != nullptr) m_trace->add_span(m_name, m_start, now, m_arguments);
        return now;
    }

    Trace* m_trace;
    std::string m_name;
    TraceArguments m_arguments;
    Trace::Clock::time_point m_start = Trace::Clock::now();
};

} // namespace triptych
