// Where results go: stdout, text files, and pictures in the format of their ending.
// SPDX-License-Identifier: MIT
#include "cli/output.hpp"

#include "base/ascii.hpp"
#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "base/visible.hpp"
#include "cli/tone_options.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <span>
#include <unistd.h>

namespace triptych {

namespace {

void write_stdout(std::span<const std::byte> bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) != bytes.size() || std::fflush(stdout) != 0)
        throw Error(ExitCode::OUTPUT,
                    fmt::format("Cannot write to standard output ({}); send it elsewhere.", std::strerror(errno)));
}

} // namespace

void print_result(const std::string& text) {
    const std::string visible = visible_text(text);
    write_stdout(std::as_bytes(std::span(visible)));
}

void print_line(const std::string& sentence) { print_result(visible_line(sentence) + "\n"); }

std::string json_text(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

void write_text(const std::string& path, const std::string& text, IfExists if_exists) {
    if (path == STDOUT_PATH) return print_result(text);
    write_file_atomically(path, std::as_bytes(std::span(text)), if_exists);
}

void claim_output(const std::string& path, const std::string& name) {
    if (path.empty()) return;
    claim_file(path, FileUse::WRITTEN, name);
    if (path != STDOUT_PATH) check_writable(path);
}

bool is_film_path(const std::filesystem::path& path) { return ending_of(path) == ".film"; }

bool is_exr_path(const std::filesystem::path& path) { return ending_of(path) == ".exr"; }

void claim_picture(const PictureTarget& target, const ToneMapping& tone) {
    const std::filesystem::path path = target.typed_path();
    if (!is_film_path(path)) {
        check_image_format(path, target.encoding, ", or a .film file for the exact sums");
    } else if (target.encoding != ImageEncoding()) {
        throw Error(ExitCode::USAGE,
                    fmt::format("{} holds exact sums, which --bits and --quality have no say in; leave them out, or "
                                "name a picture.",
                                path.string()));
    }
    if (tone != ToneMapping() && !is_for_display(path))
        throw Error(ExitCode::USAGE, fmt::format("{} holds linear light, which --exposure and --tonemap would spoil; "
                                                 "leave them out, or name a .png or .jpg file.",
                                                 path.string()));
    claim_output(target.output, "--output");
    if (target.is_stdout() && isatty(STDOUT_FILENO) == 1)
        throw Error(ExitCode::USAGE, "A terminal cannot show the bytes of a picture; send standard output to a file or "
                                     "a program, or name a file with -o.");
}

void check_alpha(const PictureTarget& target, const Method& method) {
    const std::filesystem::path path = target.typed_path();
    if (!method.transparent || is_film_path(path) || has_alpha(path)) return;
    throw Error(ExitCode::USAGE, fmt::format("{} has no alpha, which a transparent picture needs; name a .png, .exr or "
                                             ".film file, or render it with --no-transparent.",
                                             path.string()));
}

namespace {

/// Lights in physical units are easily thousands of times as bright as a screen.
void warn_of_overexposure(const std::string& name, const std::string& ending, const Image& image) {
    constexpr double MANY = 0.5;
    const double share = overexposed_share(image);
    if (share < MANY) return;
    spdlog::warn("{}: {:.0f} % of its pixels are brighter than a {} shows; --exposure auto (here {}) or --tonemap "
                 "brings out what is in them.",
                 name, 100.0 * share, ending, auto_exposure(image));
}

} // namespace

void write_picture(const PictureTarget& target, const FilmFile& file, ImageMetadata metadata, const ToneMapping& tone,
                   PictureParts parts) {
    const std::filesystem::path path = target.typed_path();
    if (is_film_path(path)) return write_film(path, file);
    const bool has_metadata = !metadata.empty();
    if (has_metadata && parts.denoised) metadata["denoised"] = "by Open Image Denoise";
    Image image = parts.denoised ? std::move(*parts.denoised) : file.film.mean();
    if (const std::vector<float> alpha = alpha_of(file); !alpha.empty()) {
        if (is_for_display(path)) image = unassociated(std::move(image), alpha);
        parts.channels.push_back({std::string(ALPHA_CHANNEL), alpha});
    }
    if (tone == ToneMapping() && is_for_display(path)) warn_of_overexposure(target.name(), ending_of(path), image);
    metadata.merge(parts.metadata); // channels mean nothing without it
    const ToneMapping mapping = exposed_for(tone, image);
    if (has_metadata && mapping != ToneMapping()) {
        metadata["exposure"] = fmt::format("{}", mapping.exposure_stops);
        metadata["tonemap"] = name_in(TONE_CURVES, mapping.curve);
    }
    const Window window = file.settings.effective_window();
    const ImagePlace place{window.x0, window.y0, file.settings.width, file.settings.height};
    const Image mapped = tone_mapped(std::move(image), mapping);
    if (target.is_stdout())
        return write_stdout(encode_image(path, mapped, metadata, parts.channels, place, target.encoding));
    write_image(path, mapped, metadata, parts.channels, place, target.encoding);
}

} // namespace triptych
