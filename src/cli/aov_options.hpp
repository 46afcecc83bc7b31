// The options that ask for more than the picture: --aov and --denoise.
// SPDX-License-Identifier: MIT
#pragma once

#include "backend/aovs.hpp"
#include "cli/output.hpp"
#include "image/denoise.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace triptych {

struct AovOptions {
    std::vector<Aov> aovs;
    bool variance = false;
    bool denoise = false;
};

/// Adds --aov and --denoise to a command; `options` must outlive the parse.
void add_aov_options(CLI::App& command, AovOptions& options);

/// Makes what the options ask for.
class PartsMaker {
public:
    /// Throws Error (USAGE) where the file at `output` cannot hold it, or where Open Image Denoise is asked for and
    /// not to be had. `threads` are those of its CPU device; 0: all.
    PartsMaker(const AovOptions& options, const std::filesystem::path& output, unsigned threads);

    /// `backend` has the scene loaded, and what it held of the picture is lost; `variance` is the picture's, where it
    /// was measured. Throws Error: what the backend and the denoiser throw.
    PictureParts make(Backend& backend, const PackedScene& scene, const RenderSettings& settings, SampleRange samples,
                      const Film& film, const std::optional<Image>& variance, const Progress& progress) const;

private:
    AovOptions m_options;
    std::unique_ptr<Denoiser> m_denoiser;
};

} // namespace triptych
