// Frames of a sequence, each of one moment or of several.
// SPDX-License-Identifier: MIT
#include "cli/render_command.hpp"

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/interruption.hpp"
#include "film/film_head.hpp"
#include "film/metadata.hpp"
#include "render/motion_blur.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <span>
#include <utility>

namespace triptych {
namespace {

constexpr double DEFAULT_FPS = 24.0;

/// What a file says of the film that it holds or was made from; empty where there is none or it is damaged.
ImageMetadata metadata_of_file(const std::string& file) {
    std::error_code no_matter;
    if (!std::filesystem::exists(file, no_matter)) return {};
    try {
        if (!is_film_path(file)) return read_image_metadata(file);
        const FilmHead head = read_film_head(file);
        if (head.ahead_rows != 0) return {};
        return film_metadata({head.scene_name, head.scene_hash, head.settings, head.samples, {}}, "");
    } catch (const Error&) {
        return {};
    }
}

/// Whether a file with that metadata shows the whole picture. Where `scene_hash` is empty, the picture's scene has its
/// own.
bool is_of_picture(const ImageMetadata& found, const Picture& picture, const std::string& scene_hash) {
    const std::string& hash = scene_hash.empty() ? picture.scene->hash : scene_hash;
    const FilmFile wanted{picture.scene_name, hash, picture.settings, {picture.samples}, {}};
    const ImageMetadata expected = film_metadata(wanted, "");
    return std::all_of(expected.begin(), expected.end(), [&](const auto& entry) {
        const auto same = found.find(entry.first);
        return entry.first == "film_hash" || (same != found.end() && same->second == entry.second);
    });
}

/// Pictures of one frame.
class Frame {
public:
    Frame(FrameScene& scene, std::uint32_t number, std::uint32_t moments)
        : m_scene(scene), m_number(number), m_moments(moments) {}

    Picture picture(std::uint32_t moment) {
        return m_moments == 1 ? m_scene.picture(m_number) : m_scene.picture(m_number, slice_of(moment, m_moments));
    }

    /// Whether a file with that metadata shows this frame, whose scene's hash is made of those of all moments.
    bool is_shown_by(const ImageMetadata& found) {
        if (found.empty()) return false;
        if (m_moments == 1) return is_of_picture(found, picture(0), {});
        Hasher hasher;
        for (std::uint32_t moment = 0; moment < m_moments; moment++)
            hasher.add(std::as_bytes(std::span(picture(moment).scene->hash)));
        return is_of_picture(found, picture(0), hasher.hex());
    }

    Rendering render(const RenderCommandOptions& options, Picture& first, OpenDevices& devices,
                     const RenderControl& control, Checkpoint& checkpoint) {
        if (m_moments == 1) return render_picture(first, devices, control, checkpoint);
        const std::uint32_t spp = options.render.spp.value_or(m_scene.spp());
        if (spp < m_moments)
            throw Error(ExitCode::USAGE,
                        fmt::format("--motion-blur {} needs as many samples a pixel at least, and there "
                                    "are {}; allow more with --spp.",
                                    m_moments, spp));
        return render_moments(
            m_moments, spp, [this](std::uint32_t moment) { return picture(moment); }, devices, control);
    }

private:
    FrameScene& m_scene;
    std::uint32_t m_number;
    std::uint32_t m_moments;
};

/// Renders one frame. False where its file shows it already.
bool run_frame(const RenderCommandOptions& own, Frame& frame, const ImageMetadata& found, const PartsMaker* parts,
               OpenDevices& devices) {
    RenderCommandHost host(own);
    const RenderControl control{.host = host,
                                .if_interrupted = fmt::format("{} was not written", own.target().name()),
                                .target_noise = own.target_noise,
                                .parts = parts};
    std::optional<EndAtSignal> nothing_to_lose(control.if_interrupted);
    if (frame.is_shown_by(found)) return false;
    Picture picture = frame.picture(0);
    check_alpha(own.target(), picture.settings.method);
    nothing_to_lose.reset();
    Checkpoint checkpoint;
    if (own.moments == 1) checkpoint = checkpoint_of(own);
    Rendering rendering = frame.render(own, picture, devices, control, checkpoint);
    finish(own, std::move(picture), std::move(rendering), control, checkpoint);
    return true;
}

} // namespace

RenderCommandOptions options_of_frame(const RenderCommandOptions& options, std::uint32_t frame) {
    RenderCommandOptions own = options;
    own.output = frame_path(options.output, frame);
    // A frame that was not begun has no checkpoint, and that is worth no warning.
    own.checkpoint.resume = own.checkpoint.resume && std::filesystem::exists(own.output + ".checkpoint");
    return own;
}

std::vector<ImageMetadata> metadata_of_frames(const RenderCommandOptions& options) {
    std::vector<ImageMetadata> found;
    for (std::uint32_t i = 0; i < options.frames->count(); i++)
        found.push_back(metadata_of_file(frame_path(options.output, options.frames->number(i))));
    return found;
}

/// Throws Error (USAGE) where an option has no meaning for several pictures.
void check_frames(const RenderCommandOptions& options) {
    const auto refuse = [](const std::string& sentence) { throw Error(ExitCode::USAGE, sentence); };
    if (options.frames && !has_frame_place(options.output))
        refuse("With --frames the output needs a place for their numbers; name it as -o out.####.png.");
    const std::pair<const char*, bool> single[] = {{"--stats-json", !options.stats_json.empty()},
                                                   {"--time-limit", options.time_limit_seconds.has_value()},
                                                   {"--checkpoint", !options.checkpoint.file.empty()}};
    for (const auto& [option, is_given] : single)
        if (is_given && options.frames)
            refuse(fmt::format("{} is for one picture; leave it out with --frames.", option));
    if (options.render.scene == "-")
        refuse("A sequence's scene is loaded more than once, so it must be a file, not standard input.");
    if (options.moments > 1) {
        const std::pair<const char*, bool> still[] = {
            {"--target-noise", options.target_noise.has_value()},
            {"--time-limit", options.time_limit_seconds.has_value()},
            {"--aov, --light-groups, --cryptomatte or --denoise", !options.parts.is_empty()},
            {"--checkpoint", !options.checkpoint.file.empty()}};
        for (const auto& [option, is_given] : still)
            if (is_given) refuse(fmt::format("{} cannot be combined with --motion-blur; leave it out.", option));
    }
    if (options.checkpoint.resume && !options.frames)
        refuse("With --motion-blur a picture is drawn whole, so there is no checkpoint; leave out --resume.");
    if (options.checkpoint.resume && options.picture_file.no_metadata)
        refuse("--resume tells drawn frames by their metadata; leave out --no-metadata.");
}

void run_frames(const RenderCommandOptions& options, const std::vector<ImageMetadata>& found, const PartsMaker* parts,
                OpenDevices& devices, const RenderOptions& asked_for) {
    FrameScene scene(asked_for, options.fps.value_or(DEFAULT_FPS), devices);
    if (!options.frames) {
        Frame frame(scene, 0, options.moments);
        run_frame(options, frame, {}, parts, devices);
        return;
    }
    std::uint32_t kept = 0;
    for (std::uint32_t i = 0; i < options.frames->count(); i++) {
        const std::uint32_t number = options.frames->number(i);
        Frame frame(scene, number, options.moments);
        const bool is_drawn = run_frame(options_of_frame(options, number), frame,
                                        found.empty() ? ImageMetadata() : found[i], parts, devices);
        kept += is_drawn ? 0 : 1;
    }
    if (kept > 0 && !options.render.quiet) print_line(fmt::format("{} frames were there already.", kept));
}

} // namespace triptych
