// The pieces that every part of the page is made of: escaped text, pictures as data, figures with units.
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/result.hpp"

#include <string>
#include <string_view>

namespace triptych {

/// Text for an element or a quoted attribute: & < > " ' are escaped.
std::string html_escape(std::string_view text);

/// A picture as an address that holds all of it: "data:image/png;base64,...".
std::string png_address(const Image& image);

/// Three digits and a decimal prefix: "12.3 M", "4.50 k"; `unit` follows: "12.3 ms". `value` is not negative.
std::string si(double value, std::string_view unit = "");

/// The same without zeros at the end, for values that are round anyway.
std::string si_round(double value, std::string_view unit = "");

/// The class that gives an outcome its colour: one hue a backend in the order of appearance, one shade a device; grey
/// for baselines.
std::string colour_class(const std::vector<Outcome>& outcomes, std::size_t index);

/// What tells a device from the others where space is short: the part of its name in parentheses, if there is one
/// before it for a processor's kernels, else the whole name.
std::string device_title(const Outcome& outcome);

} // namespace triptych
