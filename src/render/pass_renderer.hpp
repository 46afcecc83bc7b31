// Renders a picture in passes of about half a second. Between passes its film can be fetched, kept and continued.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"
#include "backend/dispatch_size.hpp"
#include "film/film_file.hpp"

#include <cstdint>
#include <functional>

namespace triptych {

/// Adds samples to a film, pass by pass. A pass takes some samples of every pixel; where even one sample of every pixel
/// would take too long, it takes that sample of some rows. The film does not depend on how it is cut into passes.
class PassRenderer {
public:
    /// The backend has the scene loaded. `start` is what an earlier PassRenderer fetched, which is continued, or empty;
    /// then samples start with `first_sample`. A pass takes about `target_seconds`.
    PassRenderer(Backend& backend, const CameraDescription& camera, FilmFile start, std::uint32_t first_sample,
                 double target_seconds = 0.5);

    /// Every pixel has the samples before this one.
    std::uint32_t next_sample() const { return m_next; }

    /// Renders one pass, up to sample `end` at most, which must be beyond next_sample(). `progress` is told how many
    /// samples over all pixels this PassRenderer has done. If it or the device throws, the pass ends and all samples
    /// since the last fetch() are lost. Where the backend pauses(), a pass may take long, and ends soon after `pause`
    /// has returned true.
    void render_pass(std::uint32_t end, const Progress& progress, const std::function<bool()>& pause = {});

    /// The film with all passes so far, and the rows ahead; its noise is left to the caller. If this throws, the
    /// samples since the last fetch() are lost, and the next call returns what that one did.
    FilmFile& fetch();

    /// Samples over all pixels that this PassRenderer has done, including those of rows ahead.
    std::uint64_t samples_done() const { return m_samples_done; }
    std::uint64_t rays() const { return m_rays; }
    double render_seconds() const { return m_render_seconds; } // measured on the device
    double fetch_seconds() const { return m_fetch_seconds; }

private:
    std::uint32_t render_rows(const Window& rows, SampleRange samples, const Progress& progress,
                              const std::function<bool()>& pause);
    Film read();
    void add(Film more);
    void lose_pass();

    Backend& m_backend;
    CameraDescription m_camera;
    FilmFile m_file;          // without what is still on the device
    std::uint32_t m_first;    // sample
    std::uint32_t m_next;     // counts what is still on the device
    std::uint32_t m_fetched;  // does not
    Window m_window;          // of the picture
    bool m_on_device = false; // samples of the whole window
    WorkBudget m_budget;      // in samples over pixels
    std::uint64_t m_samples_done = 0;
    std::uint64_t m_rays = 0;
    double m_render_seconds = 0.0;
    double m_fetch_seconds = 0.0;
};

} // namespace triptych
