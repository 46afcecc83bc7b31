// A random number that notes who reads it: to be included before any shared file (see DRAWN in shaders/language.hpp).
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#define DRAWN triptych::test::Drawn
#define DRAWN_FROM(numbers, pixel, sample_index, group) triptych::test::recorded(numbers, pixel, sample_index, group)

namespace triptych::test {

/// One of a path's numbers: pixel, sample, group and component (0 to 3).
using Draw = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, int>;

/// Which numbers were read, and which of them by more than one event.
class DrawRecord {
public:
    /// Notes that the event which drew a group as the `event`th of all has read that number of it.
    void read(const Draw& draw, std::uint64_t event) {
        if (m_readers.emplace(draw, event).first->second != event) m_repeated.insert(draw);
    }
    std::uint64_t next_event() { return ++m_events; }
    std::uint64_t reads() const { return m_readers.size(); }
    const std::set<Draw>& repeated() const { return m_repeated; }

    /// How many numbers of groups [first, end) were read.
    std::uint64_t reads_within(std::uint32_t first, std::uint32_t end) const {
        std::uint64_t count = 0;
        for (const auto& [draw, event] : m_readers) {
            const std::uint32_t group = std::get<2>(draw);
            count += group >= first && group < end;
        }
        return count;
    }

private:
    std::map<Draw, std::uint64_t> m_readers;
    std::set<Draw> m_repeated;
    std::uint64_t m_events = 0;
};

/// What is being recorded; nothing where it is null.
inline DrawRecord* draw_record = nullptr;

/// A number in [0, 1) that a path draws. What becomes a plain float is read.
class Drawn {
public:
    Drawn() = default;
    Drawn(float value) : m_value(value) {}
    Drawn(float value, const Draw& draw, std::uint64_t event) : m_value(value), m_draw(draw), m_event(event) {}
    operator float() const {
        if (draw_record != nullptr && m_event != 0) draw_record->read(m_draw, m_event);
        return m_value;
    }
    float unread() const { return m_value; }

private:
    float m_value = 0.0f;
    Draw m_draw;
    std::uint64_t m_event = 0; // 0: drawn by no path
};

/// The four numbers, with what they are noted as.
template <typename Numbers>
Numbers recorded(const Numbers& numbers, std::uint32_t pixel, std::uint32_t sample, std::uint32_t group) {
    if (draw_record == nullptr) return numbers;
    const std::uint64_t event = draw_record->next_event();
    return {{numbers.x.unread(), {pixel, sample, group, 0}, event},
            {numbers.y.unread(), {pixel, sample, group, 1}, event},
            {numbers.z.unread(), {pixel, sample, group, 2}, event},
            {numbers.w.unread(), {pixel, sample, group, 3}, event}};
}

} // namespace triptych::test
