// The threads of a DeviceTeam, one a device, and what they share.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/stopwatch.hpp"
#include "render/device_team.hpp"
#include "render/work_share.hpp"

#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace triptych {

/// Does the work of a DeviceTeam. Its public functions are called on the thread of the team; each device is used on its
/// own alone, from opening to closing.
class TeamCrew {
public:
    TeamCrew(std::vector<TeamCandidate> candidates, Trace* trace);
    ~TeamCrew();
    TeamCrew(const TeamCrew&) = delete;
    TeamCrew& operator=(const TeamCrew&) = delete;

    /// Does it with every device that takes part, at once.
    void do_with_all(const std::function<void(Backend&)>& act);

    /// Does it with the first device that takes part. Throws what `act` throws.
    void do_with_one(const std::function<void(Backend&)>& act);

    void begin(const shared::Frame& frame);
    std::uint32_t render(SampleRange samples, const Progress& progress, const std::function<bool()>& pause);

    /// Brings all that is drawn home, and copies it.
    void read(Film& film);

    std::vector<DeviceShare> shares() const;
    double compile_seconds() const; // of the device that took longest
    double render_seconds() const { return m_render_seconds; }
    std::uint64_t rays() const { return m_rays; }

private:
    struct Member {
        DeviceInfo info;
        std::function<std::unique_ptr<Backend>()> open;
        std::unique_ptr<Backend> backend;
        std::function<void(Member&)> job; // to be done once, before it goes on drawing
        bool is_busy = false;             // drawing, reading or with a job
        bool takes_part = true;
        std::exception_ptr failure;
        bool is_reported = false; // the failure
        std::atomic<std::uint64_t> drawn_of_task = 0;
        std::uint64_t samples = 0;
        double seconds = 0.0;
        double compile_seconds = 0.0;
        std::string failure_text;
        std::thread thread;
    };
    using Lock = std::unique_lock<std::mutex>;

    void live(std::size_t number);
    void do_job(Member& member, std::size_t number, Lock& lock);
    void take_step(Member& member, std::size_t number, Lock& lock);
    void draw(Member& member, const Task& task, bool counts);
    void commit(Member& member, std::size_t number, const Task& task);
    void add(std::vector<shared::FilmPixel> pixels, const Piece& rows);
    void fail(Member& member, std::size_t number);

    void wait_until(Lock& lock, const std::function<bool()>& is_done, const std::function<void(Lock&)>& meanwhile);
    bool is_any_busy() const;
    void stop_drawing(Lock& lock);
    void report_failures(Lock& lock);
    void close();

    Trace* m_trace;
    Stopwatch m_clock;
    mutable std::mutex m_mutex;      // of all that follows, and of the members
    std::condition_variable m_wakes; // members
    std::condition_variable m_tells; // the team's thread
    std::vector<Member> m_members;   // never resized once threads run
    WorkShare m_share;               // of the picture since begin()
    shared::Frame m_frame{};
    bool m_is_closing = false;
    std::atomic<bool> m_is_stopped = true; // nobody is to draw
    std::uint64_t m_rays = 0;
    double m_render_seconds = 0.0;
    std::mutex
        m_adding; // of m_pixels; is held from the fetching of a film to its adding, so that there is one at a time
    std::vector<shared::FilmPixel> m_pixels; // of the window; empty before the first film
};

} // namespace triptych
