// The caller of a render: hears how far it is, and may end it early.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/backend.hpp"
#include "base/error.hpp"
#include "film/film_file.hpp"
#include "render/device_team.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace triptych {

/// What a render asks of its caller, always on the thread that renders. These defaults never end it.
class RenderHost {
public:
    RenderHost() = default;
    virtual ~RenderHost() = default;
    RenderHost(const RenderHost&) = delete;
    RenderHost& operator=(const RenderHost&) = delete;

    /// Called before the first pass, with samples over all pixels; a checkpoint already holds `done_before` of them.
    /// The result is told after each dispatch how many are done, and is destroyed when the last pass ends.
    virtual Progress start_passes(std::uint64_t /*total*/, std::uint64_t /*done_before*/) { return {}; }

    /// Told how several devices share the render, each time before the progress is told.
    virtual void show_devices(const std::vector<DeviceShare>& /*devices*/) {}

    /// True once the render is to end early. Asked after each dispatch and between passes.
    virtual bool should_stop() { return false; }

    /// Throws the error that ends the render, after should_stop() returned true. `consequence` is a clause that says
    /// what became of the result.
    [[noreturn]] virtual void stop(const std::string& consequence) {
        throw Error(ExitCode::INTERRUPTED, "Interrupted; " + consequence + ".");
    }

    /// While the result lives, the process may end `grace_seconds` after it was asked to, without waiting for the
    /// call that the render is in: there is nothing to lose.
    virtual std::shared_ptr<void> allow_sudden_end(const std::string& /*consequence*/, unsigned /*grace_seconds*/ = 0) {
        return {};
    }

    /// True where take_picture() is to be called before the next pass.
    virtual bool wants_picture() { return false; }

    /// Takes the picture so far.
    virtual void take_picture(const FilmFile& /*file*/, const DeviceInfo& /*device*/) {}
};

} // namespace triptych
