// The channels of an image file by their names, as they are compared.
// SPDX-License-Identifier: MIT
#pragma once

#include "image/stored_image.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace triptych {

/// One channel of a StoredImage, which must outlive it: floats or whole numbers, one value every `stride`.
struct ChannelView {
    std::string name; // with its layer, and behind its part: "aovs:albedo.R"
    const float* floats = nullptr;
    const std::uint32_t* words = nullptr;
    std::size_t stride = 1;
    PixelBox window;
    std::uint32_t largest_code = 0; // of integers that `floats` were made of; 0: they were floats
    bool is_color = false;

    std::uint64_t size() const { return window.width() * window.height(); }
    float value(std::uint64_t pixel) const { return floats[pixel * stride]; }
    std::uint32_t word(std::uint64_t pixel) const { return words[pixel * stride]; }
};

/// All channels, those of the colours first. `as_codes`: colours as the file stores them, where it has integers; else
/// as linear light.
std::vector<ChannelView> channels_of(const StoredImage& image, bool as_codes);

/// Whether a channel holds depths, by the names that EXR files give them: there positive infinity stands for what lies
/// nowhere.
bool is_depth(const std::string& channel);

/// Whether `name` has the form of `pattern`, in which `*` stands for any text and `?` for one character.
bool matches(std::string_view pattern, std::string_view name);

} // namespace triptych
