// What an image file may hold beside the film's mean: AOVs, the variance, and the picture without its noise.
// SPDX-License-Identifier: MIT
#pragma once

#include "film/noise.hpp"
#include "image/denoise.hpp"
#include "render/aovs.hpp"
#include "render/picture.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace triptych {

struct PartsRequest {
    std::vector<Aov> aovs;
    bool variance = false;
    bool denoise = false;

    bool has_channels() const { return variance || !aovs.empty(); }
    bool is_empty() const { return !has_channels() && !denoise; }
};

/// Adds an AOV by its name, "variance", or "all" of them. False for another name.
bool add_aov(PartsRequest& request, const std::string& name);

/// What add_aov() takes: "albedo, normal, ... or all".
std::string aov_names();

/// The most bytes a pixel that noise, AOVs and denoising take beside the film.
std::uint64_t more_bytes_per_pixel(const PartsRequest& request, bool measures_noise);

struct PictureParts {
    std::optional<Image> denoised; // to be written in place of the mean
    std::vector<Channel> channels; // for .exr files
};

/// Makes the parts of a picture that is drawn.
class PartsMaker {
public:
    /// Loads Open Image Denoise where the request needs it. Throws Error (USAGE) where it is not installed. `threads`
    /// are those of its CPU device; 0: all.
    PartsMaker(PartsRequest request, unsigned threads);

    const PartsRequest& request() const { return m_request; }

    /// `backend` has the scene loaded; what it held of the picture is lost. `noise` is needed for the variance alone.
    /// `progress` is told of each dispatch. Throws Error as the backend and the denoiser do.
    PictureParts make(Backend& backend, const Picture& picture, SampleRange samples, const Film& film,
                      const std::optional<NoiseMeter>& noise, const Progress& progress) const;

private:
    PartsRequest m_request;
    std::unique_ptr<Denoiser> m_denoiser;
};

} // namespace triptych
