// What an image file may hold beside the film's mean: AOVs, the variance, and the picture without its noise.
// SPDX-License-Identifier: MIT
#pragma once

#include "film/noise.hpp"
#include "image/denoise.hpp"
#include "render/aovs.hpp"
#include "render/cryptomattes.hpp"
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
    bool light_groups = false;
    std::vector<Cryptomatte> cryptomattes;

    bool has_channels() const { return variance || light_groups || !aovs.empty() || !cryptomattes.empty(); }
    bool is_empty() const { return !has_channels() && !denoise; }
};

/// Adds an AOV by its name, "variance", or "all" of them. False for another name.
bool add_aov(PartsRequest& request, const std::string& name);

/// What add_aov() takes: "albedo, normal, ... or all".
std::string aov_names();

/// Adds a Cryptomatte layer by its name, or "all" of them. False for another name.
bool add_cryptomatte(PartsRequest& request, const std::string& name);

/// What add_cryptomatte() takes.
std::string cryptomatte_names();

/// The most bytes a pixel that noise, AOVs and denoising take beside the film.
std::uint64_t more_bytes_per_pixel(const PartsRequest& request, bool measures_noise);

/// The light of one group, whose films add up to the picture's.
struct GroupFilm {
    std::string name;
    FilmFile film; // of a scene name and hash of its own, so that it is added to none but its like
};

struct PictureParts {
    std::optional<Image> denoised; // to be written in place of the mean
    std::vector<Channel> channels; // for .exr files
    ImageMetadata metadata;        // what they need to be understood
    std::vector<GroupFilm> light_groups;
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
