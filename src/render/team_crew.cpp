// TeamCrew: each thread asks the WorkShare for a task, does it without the lock, and tells how it went.
// SPDX-License-Identifier: MIT
#include "render/team_crew.hpp"

#include "base/error.hpp"
#include "base/trace.hpp"
#include "render/drawn.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <utility>

namespace triptych {
namespace {

using std::chrono_literals::operator""ms;

/// Thrown through a device's render() that is of no use any more.
struct NotNeeded {};

std::size_t window_width(const shared::Frame& frame) { return frame.x1 - frame.x0; }

std::uint64_t pixel_count(const shared::Frame& frame) {
    return std::uint64_t{frame.x1 - frame.x0} * (frame.y1 - frame.y0);
}

shared::Frame frame_of_rows(shared::Frame frame, const Piece& piece) {
    frame.y1 = frame.y0 + piece.last_row;
    frame.y0 += piece.first_row;
    return frame;
}

} // namespace

TeamCrew::TeamCrew(std::vector<TeamCandidate> candidates, Trace* trace)
    : m_trace(trace), m_members(candidates.size()), m_share(candidates.size()) {
    for (std::size_t i = 0; i < candidates.size(); i++) {
        Member& member = m_members[i];
        member.info = std::move(candidates[i].device);
        member.open = std::move(candidates[i].open);
        member.job = [](Member& opened) {
            opened.backend = opened.open();
            opened.info = opened.backend->device();
        };
    }
    try {
        for (std::size_t i = 0; i < m_members.size(); i++) m_members[i].thread = std::thread([this, i] { live(i); });
        do_with_all({});
    } catch (...) {
        close();
        throw;
    }
}

TeamCrew::~TeamCrew() { close(); }

void TeamCrew::close() {
    {
        const Lock lock(m_mutex);
        m_is_stopped = true;
        m_is_closing = true;
    }
    m_wakes.notify_all();
    for (Member& member : m_members)
        if (member.thread.joinable()) member.thread.join();
}

/// All that a device's thread does.
void TeamCrew::live(std::size_t number) {
    Member& member = m_members[number];
    if (m_trace != nullptr) m_trace->name_thread(fmt::format("host of {} {}", member.info.backend, member.info.index));
    Lock lock(m_mutex);
    for (;;) {
        if (!member.takes_part && member.backend) {
            const std::unique_ptr<Backend> lost = std::exchange(member.backend, nullptr);
            lock.unlock();
        }
        if (!lock.owns_lock()) lock.lock();
        if (member.job) {
            do_job(member, number, lock);
        } else if (m_is_closing) {
            break;
        } else if (!member.takes_part || m_is_stopped) {
            m_wakes.wait(lock);
        } else {
            take_step(member, number, lock);
        }
    }
    lock.unlock();
    member.backend.reset();
}

void TeamCrew::do_job(Member& member, std::size_t number, Lock& lock) {
    const std::function<void(Member&)> job = std::exchange(member.job, nullptr);
    member.is_busy = true;
    lock.unlock();
    try {
        job(member);
        const double compiled = member.backend->compile_seconds();
        lock.lock();
        member.compile_seconds = compiled;
    } catch (...) {
        lock.lock();
        fail(member, number);
    }
    member.is_busy = false;
    m_tells.notify_all();
}

void TeamCrew::take_step(Member& member, std::size_t number, Lock& lock) {
    const Task task = m_share.take(number, m_clock.seconds());
    if (task.order == Task::Order::WAIT) {
        m_tells.notify_all();
        // What others are late with shows by time alone.
        m_share.is_drawn() ? m_wakes.wait(lock) : void(m_wakes.wait_for(lock, 5ms));
        return;
    }
    const bool counts = !m_share.draws_copy(number);
    member.is_busy = true;
    lock.unlock();
    const Stopwatch watch;
    try {
        if (task.order == Task::Order::DRAW) {
            draw(member, task, counts);
        } else {
            commit(member, number, task);
        }
        const double compiled = member.backend->compile_seconds();
        lock.lock();
        member.compile_seconds = compiled;
        if (task.order == Task::Order::DRAW) m_share.drew(number, watch.seconds());
    } catch (const NotNeeded&) {
        lock.lock();
    } catch (...) {
        lock.lock();
        fail(member, number);
    }
    member.seconds += watch.seconds();
    member.drawn_of_task = 0;
    member.is_busy = false;
    m_wakes.notify_all();
    m_tells.notify_all();
}

void TeamCrew::draw(Member& member, const Task& task, bool counts) {
    if (task.is_fresh) member.backend->begin(frame_of_rows(m_frame, task.pieces.front()));
    for (const Piece& piece : task.pieces)
        member.backend->render(piece.samples, [&](std::uint64_t done) {
            if (m_is_stopped || task.lot->is_closed) throw NotNeeded();
            if (counts) member.drawn_of_task = done;
        });
}

/// Adds a device's film to the picture, unless another device has added the same.
void TeamCrew::commit(Member& member, std::size_t number, const Task& task) {
    const std::scoped_lock adding(m_adding);
    const Lot& lot = *task.lot;
    const bool is_first = !lot.is_closed;
    if (is_first) {
        const shared::Frame frame = frame_of_rows(m_frame, lot.pieces.front());
        Film film;
        film.image_width = frame.camera.width;
        film.image_height = frame.camera.height;
        film.window = {frame.x0, frame.y0, frame.x1, frame.y1};
        member.backend->read(film);
        const auto count = [](std::uint32_t sum, const Piece& piece) { return sum + piece.samples.count(); };
        check_complete(film, std::accumulate(lot.pieces.begin(), lot.pieces.end(), 0u, count), member.info);
        add(std::move(film.pixels), lot.pieces.front());
    }
    const std::uint64_t rays = member.backend->rays();
    const Lock lock(m_mutex);
    m_share.committed(number);
    if (!is_first) return;
    member.samples += lot.samples;
    m_rays += rays;
}

void TeamCrew::add(std::vector<shared::FilmPixel> pixels, const Piece& rows) {
    if (m_pixels.empty() && pixels.size() == pixel_count(m_frame)) {
        m_pixels = std::move(pixels);
        return;
    }
    m_pixels.resize(pixel_count(m_frame));
    shared::FilmPixel* to = m_pixels.data() + window_width(m_frame) * rows.first_row;
    for (const shared::FilmPixel& pixel : pixels) {
        *to = sum_of(*to, pixel);
        ++to;
    }
}

void TeamCrew::fail(Member& member, std::size_t number) {
    member.failure = std::current_exception();
    member.takes_part = false;
    m_share.failed(number);
    m_wakes.notify_all();
}

/// Waits for the members. Throws where none is left.
void TeamCrew::wait_until(Lock& lock, const std::function<bool()>& is_done,
                          const std::function<void(Lock&)>& meanwhile) {
    while (true) {
        report_failures(lock);
        if (is_done()) return;
        m_tells.wait_for(lock, 20ms);
        if (meanwhile) meanwhile(lock);
    }
}

bool TeamCrew::is_any_busy() const {
    return std::any_of(m_members.begin(), m_members.end(),
                       [](const Member& member) { return member.is_busy || member.job; });
}

/// What is drawn and not read is lost.
void TeamCrew::stop_drawing(Lock& lock) {
    m_is_stopped = true;
    m_tells.wait(lock, [&] { return !is_any_busy(); });
}

/// Warns of those who have failed since the last call.
void TeamCrew::report_failures(Lock& lock) {
    for (Member& member : m_members) {
        if (!member.failure || member.is_reported) continue;
        member.is_reported = true;
        const bool is_last = std::none_of(m_members.begin(), m_members.end(), [](const Member& other) {
            return other.takes_part || (other.failure && !other.is_reported);
        });
        try {
            std::rethrow_exception(member.failure);
        } catch (const Error& error) {
            member.failure_text = error.what();
            if (!is_last && error.code() != ExitCode::INVALID_INPUT) { // a mistake in --shader-dir is the user's
                lock.unlock();
                spdlog::warn("{} The other devices go on.", error.what());
                lock.lock();
                continue;
            }
            stop_drawing(lock);
            throw;
        } catch (...) {
            stop_drawing(lock);
            throw;
        }
    }
}

void TeamCrew::do_with_all(const std::function<void(Backend&)>& act) {
    Lock lock(m_mutex);
    stop_drawing(lock);
    for (Member& member : m_members)
        if (member.takes_part && act) member.job = [act](Member& doing) { act(*doing.backend); };
    m_wakes.notify_all();
    wait_until(lock, [&] { return !is_any_busy(); }, {});
}

void TeamCrew::do_with_one(const std::function<void(Backend&)>& act) {
    Lock lock(m_mutex);
    stop_drawing(lock);
    const auto one = std::find_if(m_members.begin(), m_members.end(), [](const Member& m) { return m.takes_part; });
    if (one == m_members.end()) throw Error(ExitCode::NO_DEVICE, "No device is left; choose others.");
    std::exception_ptr thrown;
    one->job = [&](Member& doing) {
        try {
            act(*doing.backend);
        } catch (...) {
            thrown = std::current_exception();
        }
    };
    m_wakes.notify_all();
    m_tells.wait(lock, [&] { return !is_any_busy(); });
    if (thrown) std::rethrow_exception(thrown);
}

void TeamCrew::begin(const shared::Frame& frame) {
    Lock lock(m_mutex);
    stop_drawing(lock);
    m_frame = frame;
    m_share.restart(frame.x1 - frame.x0, frame.y1 - frame.y0);
    m_pixels = {};
    m_rays = 0;
}

std::uint32_t TeamCrew::render(SampleRange samples, const Progress& progress, const std::function<bool()>& pause) {
    const Stopwatch watch;
    Lock lock(m_mutex);
    m_share.add(samples);
    m_is_stopped = false;
    m_wakes.notify_all();
    const std::uint64_t total = pixel_count(m_frame) * samples.count();
    std::uint64_t told = 0;
    bool is_paused = false;
    const auto tell = [&](Lock& held) {
        std::uint64_t left = m_share.samples_left();
        for (const Member& member : m_members) left -= std::min<std::uint64_t>(left, member.drawn_of_task);
        const std::uint64_t done = total - std::min(left, total);
        held.unlock();
        try {
            if (progress && done > told) progress(done);
            told = std::max(told, done);
            is_paused = is_paused || (pause && pause());
        } catch (...) {
            held.lock();
            stop_drawing(held);
            throw;
        }
        held.lock();
        if (is_paused) m_share.drain();
    };
    wait_until(
        lock, [&] { return m_share.is_drawn(); }, tell);
    const std::uint32_t end = m_share.end();
    const std::uint64_t done = pixel_count(m_frame) * (end - samples.first);
    lock.unlock();
    if (progress && done > told) progress(done);
    m_render_seconds = watch.seconds();
    return end;
}

void TeamCrew::read(Film& film) {
    Lock lock(m_mutex);
    m_share.collect(true);
    m_is_stopped = false;
    m_wakes.notify_all();
    wait_until(lock, [&] { return m_share.is_collected(); }, {});
    m_share.collect(false);
    lock.unlock();
    const std::scoped_lock adding(m_adding);
    m_pixels.resize(pixel_count(m_frame));
    film.pixels = m_pixels;
}

std::vector<DeviceShare> TeamCrew::shares() const {
    const Lock lock(m_mutex);
    std::vector<DeviceShare> shares;
    for (std::size_t i = 0; i < m_members.size(); i++) {
        const Member& member = m_members[i];
        shares.push_back({member.info, member.samples, member.seconds, m_share.speed(i), member.failure_text});
    }
    return shares;
}

double TeamCrew::compile_seconds() const {
    const Lock lock(m_mutex);
    double longest = 0.0;
    for (const Member& member : m_members) longest = std::max(longest, member.compile_seconds);
    return longest;
}

} // namespace triptych
