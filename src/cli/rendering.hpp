// Draws a picture on one device, and says how long each phase took.
// SPDX-License-Identifier: MIT
#pragma once

#include "cli/picture.hpp"

#include <cstdint>

namespace triptych {

/// Wall-clock seconds, but for `render`, which the device measures.
struct RenderSeconds {
    double open = 0.0; // finding and opening the device, without compiling
    double upload = 0.0;
    double compile = 0.0;
    double render = 0.0;
    double readback = 0.0;
};

/// A picture that has been drawn.
struct Rendering {
    DeviceInfo device;
    Film film;
    std::uint64_t rays = 0;
    RenderSeconds seconds;
};

/// Draws the picture on a device that list_devices named. `show_progress` draws a progress bar on a terminal;
/// `if_interrupted` ends the sentence that a signal brings about.
/// Throws Error: what the backend throws, INTERRUPTED, TERMINATED, INTERNAL where the device left samples out.
Rendering render_picture(const Picture& picture, const DeviceInfo& device, const BackendOptions& options,
                         bool show_progress, const std::string& if_interrupted);

} // namespace triptych
