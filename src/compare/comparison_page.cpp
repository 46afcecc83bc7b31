// A comparison as one page: the template of page/ with figures and pictures in it.
// SPDX-License-Identifier: MIT
#include "base/atomic_file.hpp"
#include "compare/comparison.hpp"
#include "compare/flip.hpp"
#include "compare/page_data.hpp"
#include "compare_page.hpp"
#include "image/stored_image.hpp"
#include "image/tone_map.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <span>
#include <string_view>

namespace triptych {

namespace {

using Json = nlohmann::ordered_json;

/// Larger is worse, among pairs of one verdict.
double badness(const ComparedPair& pair) {
    const PairDifference& found = pair.difference;
    if (!found.misfits.empty()) return 2.0;
    if (found.flip) return *found.flip;
    return found.pixels == 0 ? 0.0 : double(found.differing_pixels) / double(found.pixels);
}

/// Whether `a` is to stand before `b`.
bool is_worse(const ComparedPair& a, const ComparedPair& b) {
    if (a.verdict != b.verdict) return a.verdict > b.verdict;
    return badness(a) > badness(b);
}

/// Each value the mean, or the largest, of a square of `factor` pixels a side; smaller ones at the right and lower
/// edge.
Image shrunk(const Image& image, std::uint32_t factor, bool to_largest) {
    if (factor == 1) return image;
    Image result{(image.width + factor - 1) / factor, (image.height + factor - 1) / factor, {}};
    result.rgb.reserve(std::size_t(3) * result.width * result.height);
    for (std::uint32_t top = 0; top < image.height; top += factor)
        for (std::uint32_t left = 0; left < image.width; left += factor)
            for (std::size_t c = 0; c < 3; ++c) {
                const std::uint32_t right = std::min(left + factor, image.width);
                const std::uint32_t bottom = std::min(top + factor, image.height);
                double sum = 0.0, largest = 0.0;
                for (std::uint32_t y = top; y < bottom; ++y)
                    for (std::uint32_t x = left; x < right; ++x) {
                        const auto value = double(image.rgb[3 * (std::size_t(y) * image.width + x) + c]);
                        sum += value;
                        largest = std::max(largest, value);
                    }
                result.rgb.push_back(float(to_largest ? largest : sum / double((right - left) * (bottom - top))));
            }
    return result;
}

/// Shades of gray that look evenly spaced.
Image gray(const std::vector<float>& values, std::uint32_t width, std::uint32_t height) {
    Image image{width, height, {}};
    for (const float value : values) image.rgb.insert(image.rgb.end(), 3, value * value);
    return image;
}

std::string picture_element(std::size_t index, const char* kind, const Image& image) {
    return fmt::format("<script type=\"text/plain\" id=\"picture-{}-{}\">{}</script>\n", index, kind,
                       png_address(image));
}

/// The pictures of a pair, and how they are exposed, as elements of the page.
class PairPictures {
public:
    PairPictures(const ComparedPair& pair, std::size_t index, const PageOptions& options, const PairOptions& measured)
        : m_index(index), m_side(options.side) {
        try {
            if (!pair.files.a.empty()) m_a = read_stored_image(pair.files.a);
            if (!pair.files.b.empty()) m_b = read_stored_image(pair.files.b);
        } catch (const Error&) { // the file is gone or was changed: its figures stay
            return;
        }
        expose();
        if (m_exposure != 0.0)
            m_elements += fmt::format("<script type=\"text/plain\" id=\"picture-{}-exposure\">{:.1f}</script>\n", index,
                                      m_exposure);
        add("a", m_a.colors, false, m_exposure);
        add("b", m_b.colors, false, m_exposure);
        const Image& a = m_a.colors;
        if (a.rgb.empty() || a.width != m_b.colors.width || a.height != m_b.colors.height) return;
        add("difference", gray(difference_map(m_a, m_b, measured), a.width, a.height), true, 0.0);
        if (pair.difference.flip_kind != FlipKind::NONE)
            add("heat", heatmap(flip_map(m_a, m_b, pair.difference.flip_kind), a.width, a.height), true, 0.0);
    }

    const std::string& elements() const { return m_elements; }

private:
    /// Pictures of floats that a display cannot show are brought to middle gray, B as A is.
    void expose() {
        const StoredImage& shown = m_a.colors.rgb.empty() ? m_b : m_a;
        if (shown.codes.largest > 0 || shown.colors.rgb.empty()) return;
        Image finite = shown.colors;
        for (float& value : finite.rgb) value = std::isfinite(value) ? value : 0.0f;
        constexpr double MANY = 0.2;
        if (overexposed_share(finite) > MANY) m_exposure = auto_exposure(finite);
    }

    void add(const char* kind, const Image& image, bool to_largest, double exposure) {
        if (image.rgb.empty()) return;
        const std::uint32_t largest = std::max(image.width, image.height);
        Image small = shrunk(image, (largest + m_side - 1) / m_side, to_largest);
        const auto factor = float(std::exp2(exposure));
        for (float& value : small.rgb) value *= factor;
        m_elements += picture_element(m_index, kind, small);
    }

    std::size_t m_index;
    std::uint32_t m_side;
    StoredImage m_a, m_b;
    double m_exposure = 0.0;
    std::string m_elements;
};

} // namespace

void write_comparison_page(const std::string& path, const ImageComparison& comparison, const PageOptions& options) {
    ImageComparison sorted = comparison;
    std::stable_sort(sorted.pairs.begin(), sorted.pairs.end(), is_worse);
    Json data = comparison_json(sorted);
    std::vector<std::size_t> shown;
    std::size_t without = 0;
    for (std::size_t i = 0; i < sorted.pairs.size(); ++i) {
        const PairVerdict verdict = sorted.pairs[i].verdict;
        data["pairs"][i]["origin"] = {sorted.pairs[i].difference.x0, sorted.pairs[i].difference.y0};
        if (verdict == PairVerdict::FAILED || (verdict < PairVerdict::WARNED && !options.shows_all)) continue;
        if (shown.size() < options.pictures) {
            shown.push_back(i);
        } else {
            ++without;
        }
    }
    data["without_pictures"] = without;

    // The template with its places taken out: data, then pictures, which come one pair at a time.
    const std::string_view page = COMPARE_PAGE, data_place = "{{data}}", pictures_place = "{{pictures}}";
    const std::size_t data_at = page.find(data_place), pictures_at = page.find(pictures_place);
    AtomicFile file(path);
    const auto write = [&](std::string_view text) { file.write(std::as_bytes(std::span(text))); };
    write(page.substr(0, data_at));
    write(script_json(std::move(data)));
    write(page.substr(data_at + data_place.size(), pictures_at - data_at - data_place.size()));
    for (const std::size_t i : shown) write(PairPictures(sorted.pairs[i], i, options, sorted.options).elements());
    write(page.substr(pictures_at + pictures_place.size()));
    file.commit();
}

} // namespace triptych
