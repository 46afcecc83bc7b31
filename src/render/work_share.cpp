// WorkShare: guided self-scheduling by measured speed (Polychronopoulos and Kuck, "Guided Self-Scheduling: A Practical
// Scheduling Scheme for Parallel Supercomputers", IEEE Transactions on Computers C-36(12), 1987) over rows and samples.
// SPDX-License-Identifier: MIT
#include "render/work_share.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace triptych {
namespace {

constexpr double FIRST_WORK = 16384.0;   // samples over pixels: a few ms on slow devices
constexpr double PIECE_SECONDS = 0.25;   // of a device, while much is left
constexpr double MIN_SECONDS = 0.002;    // less is mostly launching
constexpr double END_SHARE = 0.5;        // of the time that is left, towards the end
constexpr double MAX_HELD_SECONDS = 5.0; // until a device commits: what is lost with it
constexpr std::uint32_t END_ROWS = 64;   // towards the end: rather many samples of some rows, which come back fast
constexpr double FORGETTING = 0.5;       // how much of what was measured before a piece still counts after it
constexpr double MIN_LATE_SECONDS = 0.01;

} // namespace

WorkShare::Device::Device() : budget(FIRST_WORK, PIECE_SECONDS) {}

WorkShare::WorkShare(std::size_t devices) : m_devices(devices) {}

void WorkShare::restart(std::uint32_t width, std::uint32_t height) {
    m_width = width;
    m_height = height;
    m_pool.clear();
    for (Device& device : m_devices) {
        device.lot.reset();
        device.is_drawing = false;
        device.is_copy = false;
        device.task_samples = 0;
    }
}

void WorkShare::add(SampleRange samples) {
    m_first = samples.first;
    m_end = samples.last;
    if (samples.count() > 0) m_pool.push_back({0, m_height, samples});
}

void WorkShare::drain() {
    const auto last = std::find_if(m_pool.begin(), m_pool.end(), [&](const Piece& piece) {
        return is_whole(piece) && piece.samples.last == m_end && piece.samples.first >= m_first;
    });
    if (last == m_pool.end()) return;
    m_end = last->samples.first;
    m_pool.erase(last);
}

double WorkShare::pool_samples() const {
    std::uint64_t sum = 0;
    for (const Piece& piece : m_pool) sum += samples_of(piece);
    return static_cast<double>(sum);
}

double WorkShare::speed_of_all() const {
    double sum = 0.0;
    for (const Device& device : m_devices)
        if (device.takes_part) sum += device.speed();
    return sum;
}

double WorkShare::fastest() const {
    double speed = 0.0;
    for (const Device& device : m_devices)
        if (device.takes_part) speed = std::max(speed, device.speed());
    return speed;
}

/// Of the pool: the most towards the end. Before, what fits the device: begun rows are left to those that cannot take
/// the whole window.
std::size_t WorkShare::choose(bool takes_whole, bool is_end) const {
    const auto fits_worse = [&](const Piece& a, const Piece& b) {
        if (is_end) return samples_of(a) < samples_of(b);
        return (is_whole(a) == takes_whole) < (is_whole(b) == takes_whole);
    };
    return static_cast<std::size_t>(std::max_element(m_pool.begin(), m_pool.end(), fits_worse) - m_pool.begin());
}

/// What a device that wants this many samples over pixels is to draw of a part of the pool.
Piece WorkShare::plan(std::size_t place, double wanted, bool is_end) const {
    Piece piece = m_pool[place];
    const std::uint32_t even_rows = is_end ? std::min(piece.rows(), END_ROWS) : piece.rows();
    const double samples = wanted / (static_cast<double>(even_rows) * m_width);
    const auto count = static_cast<std::uint32_t>(std::clamp(samples, 1.0, double(piece.samples.count())));
    piece.samples.last = piece.samples.first + count;
    const double rows = std::round(wanted / (static_cast<double>(count) * m_width));
    piece.last_row = piece.first_row + static_cast<std::uint32_t>(std::clamp(rows, 1.0, double(piece.rows())));
    return piece;
}

/// Takes a planned piece out of the pool.
void WorkShare::remove(std::size_t place, const Piece& piece) {
    const Piece from = m_pool[place];
    m_pool.erase(m_pool.begin() + static_cast<std::ptrdiff_t>(place));
    Piece below = from;
    below.first_row = piece.last_row;
    below.samples = piece.samples;
    if (below.rows() > 0) m_pool.push_back(below);
    Piece later = from;
    later.samples.first = piece.samples.last;
    if (later.samples.count() > 0) m_pool.push_back(later);
}

Task WorkShare::take(std::size_t number, double now) {
    Device& device = m_devices[number];
    if (device.lot && device.lot->is_closed) {
        device.lot.reset(); // another one was faster
        device.is_copy = false;
        device.is_drawing = false;
        device.task_samples = 0;
    }
    const Task commit{Task::Order::COMMIT, {}, false, device.lot};
    const bool must_commit =
        device.lot && (m_is_collecting || device.lot->holders > 1 || !is_whole(device.lot->pieces.front()));
    if (must_commit) return commit;
    if (m_pool.empty()) {
        std::shared_ptr<Lot> late = late_lot(device, now);
        if (!late) return {};
        if (device.lot) return commit;
        return copy(device, std::move(late), now);
    }
    const double left = pool_samples();
    const double all = speed_of_all();
    const double own = device.speed();
    double wanted = std::min(device.budget.work(), left * END_SHARE / static_cast<double>(m_devices.size()));
    bool is_end = false;
    if (own > 0.0) {
        // Not even a row where the others have drawn all before. The fastest one always takes what is left.
        if (own < fastest() && m_width / own > left / (all - own)) return {};
        const double seconds = END_SHARE * left / all;
        is_end = seconds < PIECE_SECONDS;
        wanted = std::min(device.budget.work(), own * std::clamp(seconds, MIN_SECONDS, PIECE_SECONDS));
    }
    const std::size_t place = choose(wanted >= double(m_width) * m_height, is_end);
    const Piece piece = plan(place, wanted, is_end);
    const bool joins = device.lot && is_whole(piece) && !is_end && now - device.lot_since < MAX_HELD_SECONDS;
    if (device.lot && !joins) return commit;
    remove(place, piece);
    return draw(device, piece, now);
}

Task WorkShare::draw(Device& device, const Piece& piece, double now) {
    Task task{Task::Order::DRAW, {piece}, !device.lot, {}};
    if (!device.lot) {
        device.lot = std::make_shared<Lot>();
        device.lot->holders = 1;
        device.lot_since = now;
    }
    device.lot->pieces.push_back(piece);
    device.lot->samples += samples_of(piece);
    task.lot = device.lot;
    device.is_drawing = true;
    device.task_samples = samples_of(piece);
    const double speed = device.speed();
    device.due = now + (speed > 0.0 ? static_cast<double>(device.task_samples) / speed : PIECE_SECONDS);
    return task;
}

/// What another device still draws, if this one would have it sooner. One that is late is taken to be late as long
/// again.
std::shared_ptr<Lot> WorkShare::late_lot(const Device& device, double now) const {
    if (device.speed() <= 0.0) return {};
    std::shared_ptr<Lot> latest;
    double most = MIN_LATE_SECONDS;
    for (const Device& other : m_devices) {
        if (!other.is_drawing || !other.holds_open() || other.lot->holders > 1) continue;
        const double wait = std::abs(other.due - now);
        const double own = static_cast<double>(other.lot->samples) / device.speed();
        if (wait < most || 2.0 * own > wait) continue;
        most = wait;
        latest = other.lot;
    }
    return latest;
}

Task WorkShare::copy(Device& device, std::shared_ptr<Lot> lot, double now) {
    device.lot = std::move(lot);
    device.lot->holders++;
    device.is_copy = true;
    device.is_drawing = true;
    device.task_samples = device.lot->samples;
    device.due = now + static_cast<double>(device.task_samples) / device.speed();
    return {Task::Order::DRAW, device.lot->pieces, true, device.lot};
}

void WorkShare::drew(std::size_t number, double seconds) {
    Device& device = m_devices[number];
    const auto samples = static_cast<double>(device.task_samples);
    device.is_drawing = false;
    device.task_samples = 0;
    device.budget.took(samples, seconds);
    device.recent_samples = FORGETTING * device.recent_samples + samples;
    device.recent_seconds = FORGETTING * device.recent_seconds + std::max(seconds, 1e-9);
}

void WorkShare::committed(std::size_t number) {
    Device& device = m_devices[number];
    device.lot->is_closed = true;
    device.lot.reset();
    device.is_copy = false;
}

void WorkShare::failed(std::size_t number) {
    Device& device = m_devices[number];
    device.takes_part = false;
    device.is_drawing = false;
    device.task_samples = 0;
    if (device.holds_open() && --device.lot->holders == 0)
        m_pool.insert(m_pool.end(), device.lot->pieces.begin(), device.lot->pieces.end());
    device.lot.reset();
}

bool WorkShare::is_drawn() const {
    return m_pool.empty() && std::none_of(m_devices.begin(), m_devices.end(), [](const Device& device) {
               return device.holds_open() && (device.is_drawing || device.is_copy);
           });
}

bool WorkShare::is_collected() const {
    return is_drawn() &&
           std::none_of(m_devices.begin(), m_devices.end(), [](const Device& device) { return device.holds_open(); });
}

std::uint64_t WorkShare::samples_left() const {
    auto left = static_cast<std::uint64_t>(pool_samples());
    for (const Device& device : m_devices)
        if (device.holds_open() && !device.is_copy) left += device.task_samples;
    return left;
}

} // namespace triptych
