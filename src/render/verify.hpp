// Renders a picture on several devices and compares the film sums bit by bit.
// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.hpp"
#include "film/film_difference.hpp"
#include "render/differing_sample.hpp"
#include "render/host.hpp"
#include "render/picture.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace triptych {

enum class VerdictStatus { REFERENCE, EQUAL, DIFFERENT, FAILED, SKIPPED };

/// "reference", "equal", "different", "failed" or "skipped".
std::string_view name_of(VerdictStatus status);

/// How a device's film compares with the reference's.
struct DeviceVerdict {
    DeviceInfo device;
    VerdictStatus status = VerdictStatus::SKIPPED;
    std::string reason;           // of FAILED and SKIPPED, one sentence
    ExitCode code = ExitCode::OK; // of FAILED
    std::string film_hash;        // empty where nothing was rendered
    FilmDifference difference;
    std::optional<DifferingSample> sample; // of DIFFERENT, where the pixel differs by itself, too
    std::shared_ptr<const Film> film;      // of REFERENCE and DIFFERENT
    double seconds = 0.0;                  // that the device rendered
};

/// Renders the picture on every device of `devices`, and first on the reference: the processor with its plainest
/// kernel, which stands last among its kind. The first film is what the others are compared with. A device that fails
/// or is absent gets a verdict that says why. Throws what the host throws; `if_interrupted` ends its sentence.
std::vector<DeviceVerdict> verify(const Picture& picture, std::vector<DeviceInfo> devices,
                                  const BackendOptions& options, RenderHost& host, const std::string& if_interrupted);

/// Throws the Error that the verdicts amount to: a difference (IMAGES_DIFFER), else a failure, else that fewer than
/// `least` devices rendered (NO_DEVICE).
void require_equal(std::span<const DeviceVerdict> verdicts, std::size_t least = 2);

} // namespace triptych
