// Devices of given speeds under a simulated clock, which a WorkShare gives their work to.
// SPDX-License-Identifier: MIT
#pragma once

#include "render/work_share.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

namespace triptych::test {

struct SimulatedDevice {
    double speed = 1e6;                                    // samples of cost 1 a second
    double launch_seconds = 0.001;                         // of every task
    double slow_from = std::numeric_limits<double>::max(); // when it gets slower
    double slower = 50.0;                                  // then by this factor
    double fails_at = std::numeric_limits<double>::max();
};

/// Draws a window of rows with different costs. Counts how often each sample of each row was added to the picture.
class Simulation {
public:
    Simulation(std::vector<SimulatedDevice> devices, std::uint32_t width, std::vector<double> row_costs)
        : m_share(devices.size()), m_width(width), m_costs(std::move(row_costs)) {
        for (const SimulatedDevice& device : devices) m_states.push_back({device});
        m_share.restart(width, static_cast<std::uint32_t>(m_costs.size()));
    }

    WorkShare& share() { return m_share; }
    double now() const { return m_now; }
    unsigned copies() const { return m_copies; }
    const std::vector<std::vector<unsigned>>& added() const { return m_added; } // by sample, by row

    void add(SampleRange samples) {
        m_added.resize(std::max<std::size_t>(m_added.size(), samples.last), std::vector<unsigned>(m_costs.size()));
        m_share.add(samples);
    }

    /// Runs until all is drawn; then, if wanted, until it is collected. `each` is called after every event.
    void run(bool collects, const std::function<void()>& each = {}) {
        m_share.collect(collects);
        while (collects ? !m_share.is_collected() : !m_share.is_drawn()) {
            const auto next = std::min_element(m_states.begin(), m_states.end(),
                                               [](const State& a, const State& b) { return a.time < b.time; });
            if (next->time == NEVER) return; // all have failed
            m_now = next->time;
            step(*next, static_cast<std::size_t>(next - m_states.begin()));
            if (each) each();
        }
        m_share.collect(false);
    }

    /// Seconds that the devices would take at best from the start on, with work that can be split at will.
    double ideal_seconds(std::uint32_t samples) const {
        const double cost = std::accumulate(m_costs.begin(), m_costs.end(), 0.0) * m_width * samples;
        double low = 0.0, high = 1e9;
        for (int i = 0; i < 200; ++i) {
            const double middle = (low + high) / 2.0;
            double done = 0.0;
            for (const State& state : m_states) {
                const SimulatedDevice& device = state.device;
                const double end = std::min(middle, device.fails_at);
                done += device.speed *
                        (std::min(end, device.slow_from) + std::max(0.0, end - device.slow_from) / device.slower);
            }
            (done < cost ? low : high) = middle;
        }
        return high;
    }

private:
    static constexpr double NEVER = std::numeric_limits<double>::max();
    static constexpr double POLL_SECONDS = 0.005;    // of a device that waits
    static constexpr double DISPATCH_SECONDS = 0.04; // after which a device notices that it draws in vain

    struct State {
        SimulatedDevice device;
        double time = 0.0; // of its next event
        double started = 0.0;
        Task task = {}; // under way
    };

    double seconds_of(const State& state, const Task& task) const {
        double cost = 0.0;
        for (const Piece& piece : task.pieces)
            cost += std::accumulate(m_costs.begin() + piece.first_row, m_costs.begin() + piece.last_row, 0.0) *
                    m_width * piece.samples.count();
        const bool is_slow = m_now >= state.device.slow_from;
        return state.device.launch_seconds + cost / state.device.speed * (is_slow ? state.device.slower : 1.0);
    }

    void step(State& state, std::size_t number) {
        if (m_now >= state.device.fails_at) {
            m_share.failed(number);
            state.time = NEVER;
            return;
        }
        if (state.task.order == Task::Order::DRAW && !state.task.lot->is_closed) {
            m_share.drew(number, m_now - state.started);
        } else if (state.task.order == Task::Order::COMMIT) {
            if (!state.task.lot->is_closed) count(*state.task.lot);
            m_share.committed(number);
            hurry(state.task.lot);
        }
        state.task = m_share.take(number, m_now);
        state.started = m_now;
        state.time = m_now;
        if (state.task.order == Task::Order::WAIT) state.time += POLL_SECONDS;
        if (state.task.order == Task::Order::DRAW) {
            m_copies += m_share.draws_copy(number);
            state.time += seconds_of(state, state.task);
        }
        if (state.time > state.device.fails_at) state.time = std::max(m_now, state.device.fails_at);
    }

    /// Lets those end soon who draw a lot that is closed.
    void hurry(const std::shared_ptr<Lot>& lot) {
        for (State& state : m_states)
            if (state.task.order == Task::Order::DRAW && state.task.lot == lot)
                state.time = std::min(state.time, m_now + DISPATCH_SECONDS);
    }

    void count(const Lot& lot) {
        for (const Piece& piece : lot.pieces)
            for (std::uint32_t sample = piece.samples.first; sample < piece.samples.last; ++sample)
                for (std::uint32_t row = piece.first_row; row < piece.last_row; ++row) ++m_added[sample][row];
    }

    WorkShare m_share;
    std::uint32_t m_width;
    std::vector<double> m_costs;
    std::vector<State> m_states;
    std::vector<std::vector<unsigned>> m_added;
    double m_now = 0.0;
    unsigned m_copies = 0;
};

} // namespace triptych::test
