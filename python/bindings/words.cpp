// The command line's options in sentences, as Python's keywords.
// SPDX-License-Identifier: MIT
#include "base/ascii.hpp"
#include "bindings.hpp"

#include <algorithm>
#include <utility>

namespace triptych::python {
namespace {

/// Whole phrases first, since the names of options are parts of them.
constexpr std::pair<std::string_view, std::string_view> PHRASES[] = {
    {"add --allow-folder ", "add to allow_folders "},
    {" (in Python: allow_folders)", ""},
    {"by --limit scene-bytes=SIZE", "by triptych.set_limits(scene_bytes=SIZE)"},
    {"--limit json-depth", "triptych.set_limits(json_depth=N)"},
    {"see --limit", "see triptych.set_limits"},
    {"--animation-time and --frames are for", "animation_time is for"},
    {"--exposure auto", "exposure=\"auto\""},
    {"--camera auto", "camera=\"auto\""},
};

/// Options that have a keyword, by the option.
constexpr std::pair<std::string_view, std::string_view> OPTIONS[] = {
    {"animation", "animation"},
    {"animation-time", "animation_time"},
    {"aov", "aovs"},
    {"backend", "backend"},
    {"bits", "bits"},
    {"budget", "budget_seconds"},
    {"camera", "camera"},
    {"checkpoint", "checkpoint"},
    {"crop", "crop"},
    {"denoise", "denoise"},
    {"device", "device"},
    {"exposure", "exposure"},
    {"quality", "quality"},
    {"resume", "resume"},
    {"sample-range", "samples"},
    {"scene", "scene"},
    {"sky", "sky"},
    {"spp", "spp"},
    {"target-noise", "target_noise"},
    {"variant", "variant"},
    {"tonemap", "tonemap"},
};

bool continues_word(char c) { return is_letter(c) || is_digit(c) || c == '-'; }

} // namespace

std::string python_words(std::string sentence) {
    for (const auto& [phrase, words] : PHRASES) {
        for (std::size_t at = 0; (at = sentence.find(phrase, at)) != std::string::npos; at += words.size())
            sentence.replace(at, phrase.size(), words);
    }
    std::size_t at = 0;
    while ((at = sentence.find("--", at)) != std::string::npos) {
        std::size_t end = at + 2;
        while (end < sentence.size() && continues_word(sentence[end])) ++end;
        const std::string_view option = std::string_view(sentence).substr(at + 2, end - at - 2);
        const auto* found = std::find_if(std::begin(OPTIONS), std::end(OPTIONS),
                                         [&](const auto& entry) { return entry.first == option; });
        const bool begins_word = at == 0 || sentence[at - 1] == ' ' || sentence[at - 1] == '(';
        if (begins_word && found != std::end(OPTIONS)) {
            sentence.replace(at, end - at, found->second);
            end = at + found->second.size();
        }
        at = end;
    }
    return sentence;
}

} // namespace triptych::python
