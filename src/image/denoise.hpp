// Open Image Denoise, found at run time: takes the noise out of a picture by what its camera rays meet first.
// SPDX-License-Identifier: MIT
#pragma once

#include "image/image.hpp"

#include <memory>

namespace triptych {

/// The library, loaded.
class Denoiser {
public:
    /// Loads the library, version 2, from where the system's loader finds it, or from the PyPI package pyoidn where
    /// that lies beside Triptych's own. `threads` are those of its CPU device; 0:
    /// all. Throws Error (USAGE) with what to do where there is none, or where it cannot run on this machine.
    explicit Denoiser(unsigned threads = 0);
    ~Denoiser();
    Denoiser(const Denoiser&) = delete;
    Denoiser& operator=(const Denoiser&) = delete;

    /// The picture without its noise. `color` is linear light of any brightness, `albedo` lies in [0, 1], `normal` in
    /// [-1, 1]; all three are of one size. Not the same bits on all machines. Throws Error (INTERNAL) with the
    /// library's own sentence where it fails, (LIMIT) where its memory does not suffice.
    Image denoise(const Image& color, const Image& albedo, const Image& normal) const;

private:
    struct Library;
    std::unique_ptr<Library> m_library;
};

} // namespace triptych
