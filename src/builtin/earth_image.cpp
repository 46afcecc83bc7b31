// A globe's map from fractal noise over the sphere, which has no seam and no poles; by + - * / on floats alone.
// SPDX-License-Identifier: MIT
#include "builtin/earth_image.hpp"

#include "scene/transform.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

namespace triptych {

namespace {

constexpr std::size_t WIDTH = 1024;
constexpr std::size_t HEIGHT = 512;

/// From a where t is 0 to b where it is 1.
template <typename Value>
Value mix(Value a, Value b, float t) {
    return a + t * (b - a);
}

/// Smooth noise about 0 with gradients along the twelve edges of a cube (Perlin, "Improving Noise", 2002), from a table
/// of our own.
class Noise {
public:
    explicit Noise(std::uint32_t seed) {
        for (std::size_t i = 0; i < 256; ++i) m_table[i] = static_cast<std::uint8_t>(i);
        for (std::size_t i = 255; i > 0; --i) {
            seed = seed * 1664525u + 1013904223u; // Knuth's linear congruential generator
            std::swap(m_table[i], m_table[(seed >> 16u) % (i + 1)]);
        }
        for (std::size_t i = 0; i < 256; ++i) m_table[256 + i] = m_table[i];
    }

    /// Within [-1, 1]; repeats itself after 256.
    float operator()(vec3 p) const {
        const int x = floor(p.x), y = floor(p.y), z = floor(p.z);
        const vec3 at = p - vec3(static_cast<float>(x), static_cast<float>(y), static_cast<float>(z));
        const unsigned i = static_cast<unsigned>(x) & 255u, j = static_cast<unsigned>(y) & 255u,
                       k = static_cast<unsigned>(z) & 255u;
        const vec3 w(fade(at.x), fade(at.y), fade(at.z));
        const unsigned left = m_table[i] + j, right = m_table[i + 1] + j;
        const unsigned l0 = m_table[left] + k, l1 = m_table[left + 1] + k;
        const unsigned r0 = m_table[right] + k, r1 = m_table[right + 1] + k;
        const vec3 one = at - vec3(1.0f);
        const float front = mix(mix(slope(l0, at.x, at.y, at.z), slope(r0, one.x, at.y, at.z), w.x),
                                mix(slope(l1, at.x, one.y, at.z), slope(r1, one.x, one.y, at.z), w.x), w.y);
        const float back = mix(mix(slope(l0 + 1, at.x, at.y, one.z), slope(r0 + 1, one.x, at.y, one.z), w.x),
                               mix(slope(l1 + 1, at.x, one.y, one.z), slope(r1 + 1, one.x, one.y, one.z), w.x), w.y);
        return mix(front, back, w.z);
    }

    /// Octaves of noise, each twice as fine as the one before and half as strong.
    float octaves(vec3 p, int count) const {
        float sum = 0.0f;
        float weight = 1.0f;
        for (int i = 0; i < count; ++i) {
            sum += weight * (*this)(p);
            weight *= 0.5f;
            p = 2.0f * p + vec3(5.3f, 1.7f, 9.1f); // so that no two have their zeros in one place
        }
        return sum;
    }

private:
    static int floor(float x) {
        const int toward_zero = static_cast<int>(x);
        return x < static_cast<float>(toward_zero) ? toward_zero - 1 : toward_zero;
    }
    static float fade(float t) { return t * t * t * (t * (t * 6.0f - 15.0f) + 10.0f); }

    float slope(unsigned entry, float x, float y, float z) const {
        const float* gradient = GRADIENTS[m_table[entry] & 15u];
        return gradient[0] * x + gradient[1] * y + gradient[2] * z;
    }

    static constexpr float GRADIENTS[16][3] = {
        {1, 1, 0}, {-1, 1, 0}, {1, -1, 0}, {-1, -1, 0}, {1, 0, 1}, {-1, 0, 1}, {1, 0, -1}, {-1, 0, -1},
        {0, 1, 1}, {0, -1, 1}, {0, 1, -1}, {0, -1, -1}, {1, 1, 0}, {-1, 1, 0}, {0, -1, 1}, {0, -1, -1}};

    std::array<std::uint8_t, 512> m_table;
};

/// From 0 at `from` to 1 at `to`, without a kink at either.
float step(float from, float to, float x) {
    const float t = std::clamp((x - from) / (to - from), 0.0f, 1.0f);
    return t * t * (3.0f - 2.0f * t);
}

// Colours in sRGB's encoding.
constexpr vec3 ABYSS{0.025f, 0.085f, 0.230f};
constexpr vec3 OCEAN{0.050f, 0.170f, 0.370f};
constexpr vec3 SHELF{0.170f, 0.430f, 0.520f};
constexpr vec3 DESERT{0.800f, 0.690f, 0.480f};
constexpr vec3 STEPPE{0.600f, 0.560f, 0.330f};
constexpr vec3 MEADOW{0.330f, 0.430f, 0.190f};
constexpr vec3 JUNGLE{0.090f, 0.260f, 0.090f};
constexpr vec3 TAIGA{0.170f, 0.290f, 0.190f};
constexpr vec3 TUNDRA{0.500f, 0.480f, 0.400f};
constexpr vec3 ROCK{0.430f, 0.370f, 0.320f};
constexpr vec3 ICE{0.930f, 0.950f, 0.970f};

constexpr std::uint32_t SEED = 2;
constexpr int COARSE_OCTAVES = 2;
constexpr int FINE_OCTAVES = 5;

/// Heights below are sea, so that it covers about two thirds of the globe.
constexpr float SEA_LEVEL = 0.10f;

/// What the weather makes of a place.
struct GlobePlace {
    float height;   // above the sea, about [-1, 1]
    float slope;    // of the ground, rising from the north-west: lit from there
    float latitude; // sine of it, without its sign
    float ripple;   // noise about 0, for borders that are no circles
    float rain;     // noise about 0
};

/// The latitude as plants and ice feel it; noise opens no hole at the poles.
float climate(const GlobePlace& place) {
    return place.latitude + 0.10f * place.ripple * (1.0f - step(0.91f, 0.985f, place.latitude));
}

vec3 sea_color(const GlobePlace& place) {
    const float depth = -place.height;
    const vec3 open = mix(OCEAN, ABYSS, step(0.05f, 0.45f, depth));
    const vec3 water = mix(SHELF, open, step(0.0f, 0.05f, depth));
    return mix(water, ICE, step(0.930f, 0.945f, climate(place)));
}

vec3 land_color(const GlobePlace& place) {
    const float s = climate(place);
    // Wet at the equator and again where the westerlies blow, dry in between.
    const float wet = 1.0f - step(0.08f, 0.36f, s) + 0.80f * step(0.44f, 0.68f, s) + 1.1f * place.rain;
    const float cold = s + 0.30f * step(0.15f, 0.75f, place.height);
    const vec3 forest = mix(JUNGLE, TAIGA, step(0.55f, 0.75f, cold));
    vec3 color = mix(DESERT, STEPPE, step(0.05f, 0.32f, wet));
    color = mix(color, MEADOW, step(0.30f, 0.55f, wet));
    color = mix(color, forest, step(0.50f, 0.85f, wet));
    color = mix(color, TUNDRA, step(0.82f, 0.92f, cold));
    color = mix(color, ROCK, 0.8f * step(0.30f, 0.50f, place.height));
    color = color * (1.0f + std::clamp(6.0f * place.slope, -0.28f, 0.28f));
    return mix(color, ICE, step(0.92f, 0.98f, cold));
}

std::uint32_t code(float value) { return static_cast<std::uint32_t>(std::clamp(value, 0.0f, 1.0f) * 255.0f + 0.5f); }

/// The unit vector to a texel's middle, y to the north.
class Sphere {
public:
    Sphere() {
        for (std::size_t x = 0; x < WIDTH; ++x)
            m_longitudes[x] = cos_sin_degrees((static_cast<double>(x) + 0.5) * (360.0 / WIDTH));
        for (std::size_t y = 0; y < HEIGHT; ++y)
            m_latitudes[y] = cos_sin_degrees(90.0 - (static_cast<double>(y) + 0.5) * (180.0 / HEIGHT));
    }

    vec3 point(std::size_t x, std::size_t y) const {
        const auto [cos_longitude, sin_longitude] = m_longitudes[x];
        const auto [cos_latitude, sin_latitude] = m_latitudes[y];
        return {static_cast<float>(cos_latitude * cos_longitude), static_cast<float>(sin_latitude),
                static_cast<float>(-cos_latitude * sin_longitude)};
    }

private:
    std::array<CosSinDegrees, WIDTH> m_longitudes;
    std::array<CosSinDegrees, HEIGHT> m_latitudes;
};

/// A smooth function over the sphere, worked out at every fourth texel and linear in between.
template <typename Value>
class Field {
public:
    template <typename Function>
    Field(const Sphere& sphere, Function function) : m_values(COLUMNS * ROWS) {
        for (std::size_t row = 0; row < ROWS; ++row) {
            for (std::size_t column = 0; column < COLUMNS; ++column) {
                const std::size_t y = std::min(row * STEP, HEIGHT - 1);
                m_values[row * COLUMNS + column] = function(sphere.point(column * STEP, y));
            }
        }
    }

    Value operator()(std::size_t x, std::size_t y) const {
        const std::size_t left = x / STEP, right = (left + 1) % COLUMNS;
        const Value* upper = m_values.data() + y / STEP * COLUMNS;
        const Value* lower = upper + COLUMNS;
        const float across = static_cast<float>(x % STEP) / STEP, down = static_cast<float>(y % STEP) / STEP;
        return mix(mix(upper[left], upper[right], across), mix(lower[left], lower[right], across), down);
    }

private:
    static constexpr std::size_t STEP = 4;
    static constexpr std::size_t COLUMNS = WIDTH / STEP;
    static constexpr std::size_t ROWS = HEIGHT / STEP + 1;
    std::vector<Value> m_values;
};

/// Heights of all texels. The ground is looked up at a place that noise has moved, which bends its shapes; the deep sea
/// is spared the finer octaves.
std::vector<float> make_heights(const Noise& noise, const Sphere& sphere) {
    const auto bent = [&](vec3 p) {
        const vec3 q = 2.0f * p;
        const vec3 bend(noise(q + vec3(31.0f)), noise(q + vec3(47.0f)), noise(q + vec3(61.0f)));
        return 1.35f * (p + 0.22f * bend);
    };
    const Field<vec3> place(sphere, bent);
    const Field<float> coarse(sphere, [&](vec3 p) { return noise.octaves(bent(p), COARSE_OCTAVES) - SEA_LEVEL; });
    std::vector<float> heights(WIDTH * HEIGHT);
    for (std::size_t y = 0; y < HEIGHT; ++y) {
        for (std::size_t x = 0; x < WIDTH; ++x) {
            float& height = heights[y * WIDTH + x];
            height = coarse(x, y);
            const float detail = step(-0.45f, -0.25f, height);
            if (detail == 0.0f) continue;
            height += 0.25f * detail * noise.octaves(4.0f * place(x, y), FINE_OCTAVES);
        }
    }
    return heights;
}

std::shared_ptr<const ImageData> make() {
    const Noise noise(SEED);
    const Sphere sphere;
    const std::vector<float> heights = make_heights(noise, sphere);
    const Field<float> ripple(sphere, [&](vec3 p) { return noise.octaves(4.0f * p + vec3(17.0f), 3); });
    const Field<float> rain(sphere, [&](vec3 p) { return noise.octaves(2.2f * p + vec3(83.0f), 3); });
    const auto image = std::make_shared<ImageData>();
    image->file = "earth.png";
    image->width = WIDTH;
    image->height = HEIGHT;
    image->format = shared::IMAGE_SRGB8;
    image->words.resize(WIDTH * HEIGHT);
    for (std::size_t y = 0; y < HEIGHT; ++y) {
        const float* row = heights.data() + y * WIDTH;
        const float* north = y == 0 ? row : row - WIDTH;
        const float sine = sphere.point(0, y).y;
        for (std::size_t x = 0; x < WIDTH; ++x) {
            const GlobePlace place{row[x], row[x] - north[(x + WIDTH - 1) % WIDTH], sine < 0.0f ? -sine : sine,
                                   ripple(x, y), rain(x, y)};
            const vec3 color = place.height < 0.0f ? sea_color(place) : land_color(place);
            image->words[y * WIDTH + x] = code(color.x) | code(color.y) << 8u | code(color.z) << 16u;
        }
    }
    return image;
}

} // namespace

std::shared_ptr<const ImageData> make_earth_image() {
    static const std::shared_ptr<const ImageData> IMAGE = make();
    return IMAGE;
}

} // namespace triptych
