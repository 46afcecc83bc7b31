// How several devices share out one picture: which rows and samples each one draws next, by its measured speed.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/dispatch_size.hpp"
#include "film/film.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace triptych {

/// Some samples of some rows. Rows count from the top of the window.
struct Piece {
    std::uint32_t first_row = 0;
    std::uint32_t last_row = 0; // not in it
    SampleRange samples;

    std::uint32_t rows() const { return last_row - first_row; }
    bool operator==(const Piece&) const = default;
};

/// What a device draws into one film before that film is added to the picture: pieces of the whole window, or one of
/// fewer rows. It is added whole or not at all.
struct Lot {
    std::vector<Piece> pieces;
    std::uint64_t samples = 0;           // over all pixels
    unsigned holders = 0;                // devices that draw it; two where one is late
    std::atomic<bool> is_closed = false; // added to the picture by one of them
};

/// What a device is to do next.
struct Task {
    enum class Order { DRAW, COMMIT, WAIT };
    Order order = Order::WAIT;
    std::vector<Piece> pieces = {}; // to draw
    bool is_fresh = false;          // begin an empty film of the pieces' rows before
    std::shared_ptr<Lot> lot = {};  // that is drawn or added to the picture
};

/// Shares out the work among devices, numbered from 0. Knows neither devices nor clocks: it is told of both. Pieces
/// take about a quarter of a second, and less towards the end, so that all devices end together. Where a device is late
/// with the last of it, another one draws the same, and the first to finish counts. Not for several threads at once.
class WorkShare {
public:
    explicit WorkShare(std::size_t devices);

    /// Begins an empty picture of this many pixels, at least 1 x 1; what was there before is forgotten, except the
    /// speeds. No device draws meanwhile.
    void restart(std::uint32_t width, std::uint32_t height);

    /// More to draw: these samples of every pixel. What was there before is drawn, too.
    void add(SampleRange samples);

    /// Ends early: what no device has begun is not drawn any more, as far as it lies behind all that one has.
    void drain();

    /// From now on, or no longer, devices commit what they hold.
    void collect(bool wanted) { m_is_collecting = wanted; }

    /// Every pixel has the samples before this one once is_drawn().
    std::uint32_t end() const { return m_end; }

    /// What the device is to do at the time `now` (seconds): DRAW, then tell drew(); COMMIT, then tell committed(); or
    /// WAIT until something changes.
    Task take(std::size_t device, double now);

    /// The device has drawn its last task, in these seconds.
    void drew(std::size_t device, double seconds);

    /// The device has added its lot to the picture, or dropped it where the lot was closed before.
    void committed(std::size_t device);

    /// The device takes no part any more. What it held goes to the others.
    void failed(std::size_t device);

    /// True once all samples are drawn; some may still lie on devices.
    bool is_drawn() const;

    /// True once, besides, all of them are committed.
    bool is_collected() const;

    /// Samples over all pixels that are not drawn yet.
    std::uint64_t samples_left() const;

    /// Samples over all pixels a second, lately; 0 before the first piece.
    double speed(std::size_t device) const { return m_devices[device].speed(); }

    /// True where the device draws what another one is late with.
    bool draws_copy(std::size_t device) const { return m_devices[device].is_copy; }

private:
    struct Device {
        Device();
        WorkBudget budget;
        bool takes_part = true;
        bool is_drawing = false;
        bool is_copy = false;           // its lot is another device's as well
        std::uint64_t task_samples = 0; // of the task that it draws
        double due = 0.0;               // when it should have drawn it
        double lot_since = 0.0;
        std::shared_ptr<Lot> lot;
        double recent_samples = 0.0; // older ones count less
        double recent_seconds = 0.0;

        double speed() const { return recent_seconds > 0.0 ? recent_samples / recent_seconds : 0.0; }
        bool holds_open() const { return lot && !lot->is_closed; }
    };

    std::uint64_t samples_of(const Piece& piece) const {
        return std::uint64_t{piece.rows()} * m_width * piece.samples.count();
    }
    bool is_whole(const Piece& piece) const { return piece.rows() == m_height; }
    double pool_samples() const;
    double speed_of_all() const;
    double fastest() const;
    std::size_t choose(bool takes_whole, bool is_end) const;
    Piece plan(std::size_t place, double wanted, bool is_end) const;
    void remove(std::size_t place, const Piece& piece);
    Task draw(Device& device, const Piece& piece, double now);
    std::shared_ptr<Lot> late_lot(const Device& device, double now) const;
    Task copy(Device& device, std::shared_ptr<Lot> lot, double now);

    std::uint32_t m_width = 1;
    std::uint32_t m_height = 1;
    std::uint32_t m_first = 0; // sample of the last add()
    std::uint32_t m_end = 0;
    bool m_is_collecting = false;
    std::vector<Piece> m_pool; // what no device has begun
    std::vector<Device> m_devices;
};

} // namespace triptych
