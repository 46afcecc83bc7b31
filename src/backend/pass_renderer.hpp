// Renders a picture in passes of about half a second, between which its film can be fetched, kept and gone on from.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"
#include "backend/dispatch_size.hpp"
#include "film/film_file.hpp"

#include <cstdint>

namespace triptych {

/// Adds samples to a film, pass by pass. A pass takes some samples of every pixel; where one sample of every pixel
/// would take too long, it takes that sample of some rows. However the passes fall, the film is the same.
class PassRenderer {
public:
    /// The backend has the scene loaded. `start` is empty or what an earlier PassRenderer fetched; then samples go on
    /// from there, else from `first_sample`. A pass takes about `target_seconds`.
    PassRenderer(Backend& backend, const CameraDescription& camera, FilmFile start, std::uint32_t first_sample,
                 double target_seconds = 0.5);

    /// Every pixel has the samples from the first one up to this.
    std::uint32_t next_sample() const { return m_next; }

    /// Renders one pass, up to sample `end` at most, which must be beyond next_sample(). `progress` is told how many
    /// samples over all pixels this PassRenderer has done; what it throws ends the pass, and all samples since the last
    /// fetch() are lost, as they are with an error of the device's.
    void render_pass(std::uint32_t end, const Progress& progress);

    /// The film with all passes so far, and the rows ahead. Its noise is the caller's. Where it throws, the samples
    /// since the last fetch() are lost, too, and the next one returns what that did.
    FilmFile& fetch();

    /// Samples over all pixels since the start, those of rows ahead included.
    std::uint64_t samples_done() const { return m_samples_done; }
    std::uint64_t rays() const { return m_rays; }
    double render_seconds() const { return m_render_seconds; } // measured on the device
    double fetch_seconds() const { return m_fetch_seconds; }

private:
    void render_rows(const Window& rows, SampleRange samples, const Progress& progress);
    Film read();
    void add(Film more);
    void lose_pass();

    Backend& m_backend;
    CameraDescription m_camera;
    FilmFile m_file;          // without what the device still holds
    std::uint32_t m_first;    // sample
    std::uint32_t m_next;     // with what the device holds
    std::uint32_t m_fetched;  // without it
    Window m_window;          // of the picture
    bool m_on_device = false; // samples of the whole window
    WorkBudget m_budget;      // in samples over pixels
    std::uint64_t m_samples_done = 0;
    std::uint64_t m_rays = 0;
    double m_render_seconds = 0.0;
    double m_fetch_seconds = 0.0;
};

} // namespace triptych
