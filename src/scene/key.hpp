// How tables of kinds say which keys a thing has in a scene file; parser, formatter, schema and pages follow them.
// SPDX-License-Identifier: MIT
#pragma once

#include "scene/ranges.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace triptych {

/// What a key's value is.
enum class ValueType : std::uint8_t {
    NUMBER,            // rounded to float32
    REAL,              // in double precision
    REAL_OR_ZERO,      // the same; 0 is allowed beside the range
    WHOLE,             // from 1 to the range's end
    BOOLEAN,           // true or false
    BIT,               // 0 or 1
    POINT,             // x, y, z in float32; a direction, too
    REAL_POINT,        // x, y, z in double precision
    POINTS,            // three points
    PAIR,              // two numbers
    ROWS,              // two rows of three numbers
    COLOR,             // red, green, blue
    COLOR_OR_TEXTURE,  // or a texture's name
    NUMBER_OR_TEXTURE, // or a texture's name
    NUMBER_OR_COLOR,   // one number stands for three
    CHOICE,            // one of Key::choices
    TEXTURE,           // a texture's name
    MATERIAL,          // a material's name
    OBJECT,            // an object's name
    IMAGE_FILE,        // an image file's name
    MESH_FILE,         // a mesh file's name
    TRANSFORM,         // an array of steps
    SHAPES,            // an array of shapes
    BOUNDARY,          // a closed shape without a material
    KEYFRAMES,         // an array of pairs of a time and a value
};

/// A key, its value's range where it has numbers, and one sentence on it, with code in backticks.
struct Key {
    std::string_view name;
    ValueType type;
    std::string_view sentence;
    Range range{0.0, 0.0};
    std::string_view fallback = ""; // what holds without the key, as JSON; empty where that is no value
    bool is_required = false;
    std::span<const std::string_view> choices{}; // of ValueType::CHOICE
};

/// A key that must be there.
constexpr Key required(std::string_view name, ValueType type, std::string_view sentence, Range range = {0.0, 0.0}) {
    return {name, type, sentence, range, "", true};
}

/// A key that may be left out.
constexpr Key optional(std::string_view name, ValueType type, std::string_view sentence, Range range = {0.0, 0.0},
                       std::string_view fallback = "") {
    return {name, type, sentence, range, fallback};
}

/// A key that names one of `choices`, which must outlive it.
constexpr Key choice(std::string_view name, std::span<const std::string_view> choices, std::string_view sentence,
                     std::string_view fallback) {
    return {name, ValueType::CHOICE, sentence, {0.0, 0.0}, fallback, false, choices};
}

/// One kind of a thing: what "type" calls it, a sentence on it, and its keys beside "type".
struct Kind {
    std::string_view name;
    std::string_view sentence;
    std::span<const Key> keys;
};

/// The keys of a table whose entries say what each of them sets.
template <typename Entry, std::size_t N>
constexpr std::array<Key, N> keys_of(const Entry (&table)[N]) {
    std::array<Key, N> keys;
    for (std::size_t i = 0; i < N; i++) keys[i] = table[i].key;
    return keys;
}

/// The keys of both tables.
template <std::size_t N, std::size_t M>
constexpr std::array<Key, N + M> joined(const Key (&first)[N], const std::array<Key, M>& more) {
    std::array<Key, N + M> keys;
    for (std::size_t i = 0; i < N; i++) keys[i] = first[i];
    for (std::size_t i = 0; i < M; i++) keys[N + i] = more[i];
    return keys;
}

/// The names of a table's entries, in its order.
template <typename Entry, std::size_t N>
constexpr std::array<std::string_view, N> names_of(const Entry (&table)[N]) {
    std::array<std::string_view, N> names;
    for (std::size_t i = 0; i < N; i++) names[i] = table[i].name;
    return names;
}

} // namespace triptych
