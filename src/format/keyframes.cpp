// Finds keyframes in a document and interpolates between them, by operations that round alike on every machine.
// SPDX-License-Identifier: MIT
#include "format/keyframes.hpp"

#include "base/overloaded.hpp"
#include "format/fields.hpp"
#include "format/format_text.hpp"
#include "scene/kinds_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <vector>

namespace triptych {

namespace {

struct Keyframe {
    double seconds;
    std::vector<double> values;
};

/// A value whose numbers change over time.
struct Track {
    std::vector<Keyframe> frames; // one or more
    bool is_array = false;
    Interpolation interpolation = Interpolation::LINEAR;
};

std::vector<double> numbers_of(JsonCursor json, std::string_view what) {
    const auto number = [&](JsonCursor value) {
        if (!value.is_number()) value.fail_expected(fmt::format("a number of {}", what));
        return value.real({-MAX_KEYFRAME, MAX_KEYFRAME});
    };
    std::vector<double> numbers;
    if (!json.is_array()) return {number(json)};
    json.for_each_element([&](JsonCursor element) { numbers.push_back(number(element)); });
    return numbers;
}

Keyframe parse_keyframe(JsonCursor json) {
    if (!json.is_array() || json.size() != 2)
        json.fail_expected("a pair of a time in seconds and a value, a number or an array of numbers");
    return {json.element(0).real(KEYFRAME_TIME), numbers_of(json.element(1), "a keyframe")};
}

Track parse_track(JsonCursor json) {
    const Fields fields(json, KEYFRAMES_KEYS);
    const JsonCursor frames = fields.at("keyframes");
    if (!frames.is_array() || frames.size() == 0) frames.fail_expected("an array of one keyframe or more");
    Track track;
    track.is_array =
        frames.element(0).is_array() && frames.element(0).size() == 2 && frames.element(0).element(1).is_array();
    frames.for_each_element([&](JsonCursor frame) {
        Keyframe next = parse_keyframe(frame);
        if (!track.frames.empty() && !(next.seconds > track.frames.back().seconds))
            frame.element(0).fail("the times of keyframes must ascend");
        if (frame.element(1).is_array() != track.is_array ||
            (!track.frames.empty() && next.values.size() != track.frames.back().values.size()))
            frame.element(1).fail("all keyframes of a value must have as many numbers");
        track.frames.push_back(std::move(next));
    });
    if (const auto name = fields.find("interpolation"))
        track.interpolation = static_cast<Interpolation>(choose(*name, std::span(INTERPOLATIONS)));
    return track;
}

/// The slope of a value at a keyframe: that between its neighbours, at the ends that towards the only one.
double slope(const Track& track, std::size_t frame, std::size_t value) {
    const Keyframe& before = track.frames[frame == 0 ? 0 : frame - 1];
    const Keyframe& after = track.frames[std::min(frame + 1, track.frames.size() - 1)];
    return (after.values[value] - before.values[value]) / (after.seconds - before.seconds);
}

double interpolate(const Track& track, std::size_t frame, std::size_t value, double seconds) {
    const Keyframe& from = track.frames[frame];
    const Keyframe& to = track.frames[frame + 1];
    const double duration = to.seconds - from.seconds;
    const double t = (seconds - from.seconds) / duration;
    const double a = from.values[value], b = to.values[value];
    switch (track.interpolation) {
    case Interpolation::LINEAR: return a + t * (b - a);
    case Interpolation::CATMULL_ROM: break;
    }
    // Hermite's cubic.
    const double slope_a = duration * slope(track, frame, value), slope_b = duration * slope(track, frame + 1, value);
    const double t2 = t * t, t3 = t2 * t;
    return a + (3.0 * t2 - 2.0 * t3) * (b - a) + (t3 - 2.0 * t2 + t) * slope_a + (t3 - t2) * slope_b;
}

std::vector<double> values_at(const Track& track, double seconds) {
    if (seconds <= track.frames.front().seconds) return track.frames.front().values;
    if (seconds >= track.frames.back().seconds) return track.frames.back().values;
    const auto is_later = [](double time, const Keyframe& frame) { return time < frame.seconds; };
    const auto next = std::upper_bound(track.frames.begin(), track.frames.end(), seconds, is_later);
    const auto frame = static_cast<std::size_t>(next - track.frames.begin()) - 1;
    std::vector<double> values;
    for (std::size_t i = 0; i < track.frames[frame].values.size(); i++)
        values.push_back(interpolate(track, frame, i, seconds));
    return values;
}

/// Replaces what has keyframes at `json` and below. True where there was anything.
bool resolve(JsonDocument& document, JsonCursor json, double seconds) {
    bool found = false;
    if (json.is_array()) {
        json.for_each_element([&](JsonCursor element) {
            if (!element.is_number()) found = resolve(document, element, seconds) || found;
        });
        return found;
    }
    if (!json.is_object()) return false;
    // A material or texture may be called "keyframes", too, but is no array.
    const auto frames = json.find("keyframes");
    if (!frames || !frames->is_array()) {
        json.for_each_member(
            [&](std::string_view, JsonCursor member) { found = resolve(document, member, seconds) || found; });
        return found;
    }
    const Track track = parse_track(json);
    const std::vector<double> values = values_at(track, seconds);
    track.is_array ? document.replace(json.value(), values) : document.replace(json.value(), values.front());
    return true;
}

/// Whether any value at `json` or below has keyframes.
bool has_keyframes(JsonCursor json) {
    bool found = false;
    if (json.is_array()) json.for_each_element([&](JsonCursor element) { found = found || has_keyframes(element); });
    if (!json.is_object()) return found;
    json.for_each_member([&](std::string_view key, JsonCursor member) {
        found = found || (key == "keyframes" && member.is_array()) || has_keyframes(member);
    });
    return found;
}

std::string text_of(const JsonValue& value) {
    const auto joined = [](const auto& list, char open, char close, auto item) {
        std::string text(1, open);
        for (const auto& element : list) text += (text.size() == 1 ? "" : ", ") + item(element);
        return text + close;
    };
    return std::visit(Overloaded{[](std::monostate) { return std::string("null"); },
                                 [](bool boolean) { return std::string(boolean ? "true" : "false"); },
                                 [](double number) { return fmt::format("{}", number); },
                                 [](std::string_view text) { return format_string(std::string(text)); },
                                 [&](const JsonArray& array) { return joined(array, '[', ']', text_of); },
                                 [&](const JsonObject& object) {
                                     return joined(object, '{', '}', [](const JsonMember& member) {
                                         return format_string(std::string(member.key)) + ": " + text_of(member.value);
                                     });
                                 }},
                      value.data);
}

} // namespace

TimeDependence resolve_keyframes(JsonDocument& document, double seconds) {
    TimeDependence found;
    const JsonCursor root(document);
    if (!root.is_object()) return found;
    root.for_each_member([&](std::string_view key, JsonCursor part) {
        if (key == "camera" && has_keyframes(part)) found.camera = text_of(part.value());
        const bool changes = resolve(document, part, seconds);
        if (key != "camera") found.content = found.content || changes;
    });
    return found;
}

} // namespace triptych
