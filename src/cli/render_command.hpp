// What the parts of `triptych render` share: its options, its host, and what becomes of a picture that is drawn.
// SPDX-License-Identifier: MIT
#pragma once

#include "cli/frames.hpp"
#include "cli/output.hpp"
#include "cli/render_options.hpp"
#include "cli/signal_host.hpp"
#include "cli/tone_options.hpp"
#include "render/drawn.hpp"
#include "render/rendering.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace triptych {

struct RenderCommandOptions {
    RenderOptions render;
    DeviceChoice device;
    std::string output;
    PictureFileOptions picture_file;
    ToneMapping tone;
    PartsRequest parts;
    CheckpointOptions checkpoint;
    std::optional<double> time_limit_seconds;
    std::optional<double> target_noise;
    bool strict = false;
    std::string stats_json;
    std::string trace;
    std::optional<FrameRange> frames; // where set, `output` has a place for their numbers
    std::optional<double> fps;
    std::uint32_t moments = 1; // that each picture's samples are spread over

    PictureTarget target() const { return {output, picture_file.stdout_format, picture_file.encoding}; }

    ImageMetadata metadata(const FilmFile& file, const std::string& film_hash, const DeviceInfo& drawn_by) const {
        return picture_file.no_metadata ? ImageMetadata() : render_metadata(file, film_hash, drawn_by);
    }
};

/// Writes the picture of an unfinished render at SIGUSR1.
class RenderCommandHost final : public SignalHost {
public:
    explicit RenderCommandHost(const RenderCommandOptions& options)
        : SignalHost(options.render.shown_progress()), m_options(options) {}

    bool wants_picture() override { return picture_requested(); }

    /// Where writing fails, the render continues all the same.
    void take_picture(const FilmFile& file, const DeviceInfo& device) override;

private:
    const RenderCommandOptions& m_options;
};

/// Writes and reports a picture that is drawn; `picture` has the samples that were asked for. Throws Error: OUTPUT,
/// BAD_SAMPLES where the options ask for that; then a checkpoint keeps the film.
void finish(const RenderCommandOptions& options, Picture picture, Rendering rendering, const RenderControl& control,
            Checkpoint& checkpoint);

/// The checkpoint of one picture, its files claimed.
Checkpoint checkpoint_of(const RenderCommandOptions& options);

/// The options of one frame of a sequence.
RenderCommandOptions options_of_frame(const RenderCommandOptions& options, std::uint32_t frame);

/// What the files of a sequence say of the films that they were made from, by frame, empty where there is nothing
/// whole. To be called before they are claimed as outputs.
std::vector<ImageMetadata> metadata_of_frames(const RenderCommandOptions& options);

/// Throws Error (USAGE) where options have no meaning for several pictures, or for several moments.
void check_frames(const RenderCommandOptions& options);

/// Renders frame after frame, or one picture over several moments; leaves out frames whose files, as `found` says, show
/// them already.
void run_frames(const RenderCommandOptions& options, const std::vector<ImageMetadata>& found, const PartsMaker* parts,
                OpenDevices& devices, const RenderOptions& asked_for);

} // namespace triptych
