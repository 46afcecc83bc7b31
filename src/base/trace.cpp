// Trace: events in nanoseconds, written as the microseconds of Chrome's trace events.
// SPDX-License-Identifier: MIT
#include "base/trace.hpp"

#include "base/atomic_file.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <span>

namespace triptych {

namespace {

using Json = nlohmann::ordered_json;

constexpr int PROCESS = 1; // trace events number processes and threads; ours is one process

double microseconds(std::chrono::nanoseconds time) { return static_cast<double>(time.count()) / 1e3; }

Json json_of(const TraceArguments& arguments) {
    Json json = Json::object();
    for (const auto& [name, value] : arguments) {
        std::visit([&, &key = name](const auto& known) { json[key] = known; }, value);
    }
    return json;
}

/// Gives a process or thread its name.
Json naming(const char* what, std::size_t thread, const std::string& name) {
    return {{"name", what}, {"ph", "M"}, {"pid", PROCESS}, {"tid", thread}, {"args", {{"name", name}}}};
}

} // namespace

void Trace::name_thread(const std::string& name) {
    const std::scoped_lock lock(m_mutex);
    m_tracks.push_back({name, Nanoseconds(0)});
    m_thread_tracks[std::this_thread::get_id()] = m_tracks.size() - 1;
}

void Trace::add_span(const std::string& name, Clock::time_point start, Clock::time_point end,
                     const TraceArguments& arguments) {
    const std::scoped_lock lock(m_mutex);
    m_events.push_back({name, thread_track(), false, true, since_start(start), end - start, arguments});
}

void Trace::add_dispatch(const std::string& device, double seconds, const TraceArguments& arguments) {
    const auto length = std::chrono::duration_cast<Nanoseconds>(std::chrono::duration<double>(seconds));
    const std::scoped_lock lock(m_mutex);
    const std::size_t number = track(device);
    Track& known = m_tracks[number];
    const Nanoseconds start = std::max(since_start(Clock::now()) - length, known.end);
    known.end = start + length;
    m_events.push_back({"dispatch", number, true, true, start, length, arguments});
}

void Trace::add_mark(const std::string& name, const TraceArguments& arguments) {
    const std::scoped_lock lock(m_mutex);
    m_events.push_back({name, thread_track(), false, false, since_start(Clock::now()), Nanoseconds(0), arguments});
}

std::string Trace::json() const {
    const std::scoped_lock lock(m_mutex);
    Json events = Json::array();
    events.push_back(naming("process_name", 0, "triptych " TRIPTYCH_VERSION));
    for (std::size_t i = 0; i < m_tracks.size(); i++) events.push_back(naming("thread_name", i, m_tracks[i].name));
    for (const Event& event : m_events) {
        Json json = {{"name", event.name},
                     {"cat", event.is_device ? "device" : "host"},
                     {"ph", event.is_span ? "X" : "i"},
                     {"ts", microseconds(event.start)}};
        if (event.is_span) {
            json["dur"] = microseconds(event.length);
        } else {
            json["s"] = "g"; // a line across all tracks
        }
        json["pid"] = PROCESS;
        json["tid"] = event.track;
        json["args"] = json_of(event.arguments);
        events.push_back(std::move(json));
    }
    // One event a line: long traces stay readable and greppable.
    std::string text = "[\n";
    for (std::size_t i = 0; i < events.size(); i++) {
        text += events[i].dump(-1, ' ', false, Json::error_handler_t::replace);
        text += i + 1 < events.size() ? ",\n" : "\n";
    }
    return text + "]\n";
}

void Trace::write(const std::filesystem::path& path) const {
    const std::string text = json();
    write_file_atomically(path, std::as_bytes(std::span(text)));
}

std::size_t Trace::track(const std::string& name) {
    const auto found = std::find_if(m_tracks.begin() + 1, m_tracks.end(),
                                    [&](const Track& candidate) { return candidate.name == name; });
    if (found == m_tracks.end()) {
        m_tracks.push_back({name, Nanoseconds(0)});
        return m_tracks.size() - 1;
    }
    return static_cast<std::size_t>(found - m_tracks.begin());
}

std::size_t Trace::thread_track() const {
    const auto found = m_thread_tracks.find(std::this_thread::get_id());
    return found == m_thread_tracks.end() ? 0 : found->second;
}

Trace::Nanoseconds Trace::since_start(Clock::time_point time) const { return time - m_start; }

} // namespace triptych
