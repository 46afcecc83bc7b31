// Codebooks of colours and of patterns, and slices of references to them.
// SPDX-License-Identifier: MIT
#include "image/basis_bits.hpp"
#include "image/basis_texture.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace triptych {

namespace {

/// A base colour of 5 bits each, and which offsets its texels have from it.
struct Endpoint {
    std::array<std::uint8_t, 3> color;
    std::uint8_t intensity;
};

/// Which of the four offsets each texel has, row by row.
using Selector = std::array<std::uint8_t, 16>;

bool read_endpoints(std::span<const std::byte> data, std::vector<Endpoint>& endpoints) {
    BitReader reader(data);
    std::array<HuffmanCode, 3> color_codes; // for values before of up to 9, 21 and 31
    for (HuffmanCode& code : color_codes) code = HuffmanCode::read(reader);
    const HuffmanCode intensity_code = HuffmanCode::read(reader);
    const bool is_valid =
        std::all_of(color_codes.begin(), color_codes.end(), [](const auto& c) { return c.is_valid(); });
    if (!is_valid || !intensity_code.is_valid()) return false;
    const bool is_gray = reader.bit() != 0;
    Endpoint last{{16, 16, 16}, 0};
    for (Endpoint& endpoint : endpoints) {
        const std::uint32_t intensity = intensity_code.symbol(reader);
        if (intensity == HuffmanCode::NO_SYMBOL) return false;
        last.intensity = static_cast<std::uint8_t>((last.intensity + intensity) & 7u);
        for (std::size_t i = 0; i < (is_gray ? 1 : 3); i++) {
            const std::uint32_t before = last.color[i];
            const std::uint32_t delta = color_codes[before <= 9 ? 0 : before <= 21 ? 1 : 2].symbol(reader);
            if (delta == HuffmanCode::NO_SYMBOL) return false;
            last.color[i] = static_cast<std::uint8_t>((before + delta) & 31u);
        }
        endpoint = last;
        if (is_gray) endpoint.color = {last.color[0], last.color[0], last.color[0]};
    }
    return !reader.is_short();
}

bool read_selectors(std::span<const std::byte> data, std::vector<Selector>& selectors) {
    BitReader reader(data);
    if (reader.bits(2) != 0) return false; // codebooks that are global: of no file
    const bool is_raw = reader.bit() != 0;
    const HuffmanCode code = is_raw ? HuffmanCode() : HuffmanCode::read(reader);
    std::array<std::uint32_t, 4> rows{};
    for (std::size_t i = 0; i < selectors.size(); i++) {
        for (std::size_t y = 0; y < 4; y++) {
            if (is_raw || i == 0) {
                rows[y] = reader.bits(8);
            } else {
                const std::uint32_t change = code.is_valid() ? code.symbol(reader) : HuffmanCode::NO_SYMBOL;
                if (change == HuffmanCode::NO_SYMBOL) return false;
                rows[y] ^= change;
            }
            for (std::size_t x = 0; x < 4; x++) {
                selectors[i][4 * y + x] = static_cast<std::uint8_t>((rows[y] >> (2 * x)) & 3u);
            }
        }
    }
    return !reader.is_short();
}

BasisBlock block_of(const Endpoint& endpoint, const Selector& selector) {
    constexpr int OFFSETS[8][4] = {{-8, -2, 2, 8},     {-17, -5, 5, 17},   {-29, -9, 9, 29},     {-42, -13, 13, 42},
                                   {-60, -18, 18, 60}, {-80, -24, 24, 80}, {-106, -33, 33, 106}, {-183, -47, 47, 183}};
    std::array<std::uint32_t, 4> texels{};
    for (std::size_t i = 0; i < 4; i++) {
        texels[i] = 0xff000000u;
        for (std::size_t k = 0; k < 3; k++) {
            const int base = (endpoint.color[k] << 3) | (endpoint.color[k] >> 2);
            const int value = std::clamp(base + OFFSETS[endpoint.intensity][i], 0, 255);
            texels[i] |= static_cast<std::uint32_t>(value) << (8 * k);
        }
    }
    BasisBlock block;
    for (std::size_t i = 0; i < block.size(); i++) block[i] = texels[selector[i]];
    return block;
}

/// The codes of slices: of predictions, of steps between endpoints, of selectors, of runs in their history.
struct SliceCodes {
    HuffmanCode predictions, steps, selectors, runs;
    std::uint32_t history = 0; // its length
};

bool read_codes(std::span<const std::byte> data, SliceCodes& codes) {
    BitReader reader(data);
    for (HuffmanCode* code : {&codes.predictions, &codes.steps, &codes.selectors, &codes.runs}) {
        *code = HuffmanCode::read(reader);
        if (!code->is_valid()) return false;
    }
    codes.history = reader.bits(13);
    return codes.history > 0 && !reader.is_short();
}

/// Selectors that were used of late, nearly in the order of their last use.
class History {
public:
    explicit History(std::uint32_t size) : m_values(size), m_next(size / 2) {}

    void add(std::uint32_t value) {
        m_values[m_next++] = value;
        if (m_next == m_values.size()) m_next = m_values.size() / 2;
    }

    /// What stands at a place, which moves half way to the front.
    std::uint32_t use(std::size_t place) {
        const std::uint32_t value = m_values[place];
        std::swap(m_values[place / 2], m_values[place]);
        return value;
    }

    std::size_t size() const { return m_values.size(); }

private:
    std::vector<std::uint32_t> m_values;
    std::size_t m_next;
};

class SliceDecoder {
public:
    SliceDecoder(const SliceCodes& codes, std::size_t endpoints, std::size_t selectors, const BasisLzSlice& slice)
        : m_codes(codes), m_endpoints(endpoints), m_selectors(selectors), m_slice(slice), m_reader(slice.data),
          m_history(codes.history), m_row_above(slice.columns), m_predictions_below((slice.columns + 1) / 2) {}

    /// Calls put(column, row, endpoint, selector) for each block; false where the slice is damaged.
    template <typename Put>
    bool run(Put put) {
        for (std::size_t y = 0; y < m_slice.rows; y++) {
            std::size_t upper_left = 0;
            for (std::size_t x = 0; x < m_slice.columns; x++) {
                if (x % 2 == 0 && !read_predictions(x, y)) return false;
                const std::size_t above = m_row_above[x];
                if (!read_endpoint(x, y, above, upper_left)) return false;
                upper_left = above;
                m_row_above[x] = m_endpoint;
                const std::size_t selector = read_selector();
                if (m_endpoint >= m_endpoints || selector >= m_selectors || m_reader.is_short()) return false;
                put(x, y, m_endpoint, selector);
            }
        }
        return true;
    }

private:
    /// Four predictions, of 2 x 2 blocks, stand together: those of the row below wait.
    bool read_predictions(std::size_t x, std::size_t y) {
        constexpr std::uint32_t REPEAT = 256, LEAST_REPEATS = 3;
        if (y % 2 == 1) {
            m_predictions = m_predictions_below[x / 2];
            return true;
        }
        if (m_prediction_repeats > 0) {
            m_prediction_repeats--;
        } else {
            const std::uint32_t symbol = m_codes.predictions.symbol(m_reader);
            if (symbol == REPEAT) {
                m_prediction_repeats = m_reader.chunks(4) + LEAST_REPEATS - 1;
            } else if (symbol < REPEAT) {
                m_last_predictions = symbol;
            } else {
                return false;
            }
        }
        m_predictions = m_last_predictions & 15u;
        m_predictions_below[x / 2] = m_last_predictions >> 4u;
        return true;
    }

    bool read_endpoint(std::size_t x, std::size_t y, std::size_t above, std::size_t upper_left) {
        const std::uint32_t how = m_predictions & 3u;
        m_predictions >>= 2u;
        if (how == 0) return x > 0; // that of the left, as before
        if (how == 1 || how == 2) {
            m_endpoint = how == 1 ? above : upper_left;
            return y > 0 && (how == 1 || x > 0);
        }
        const std::uint32_t step = m_codes.steps.symbol(m_reader);
        if (step == HuffmanCode::NO_SYMBOL) return false;
        m_endpoint += step;
        if (m_endpoint >= m_endpoints) m_endpoint -= m_endpoints;
        return true;
    }

    /// Beyond all selectors where the slice is damaged.
    std::size_t read_selector() {
        constexpr std::uint32_t LEAST_RUN = 3, LONG_RUN = 63;
        if (m_run > 0) {
            m_run--;
            return m_history.use(0);
        }
        std::size_t symbol = m_codes.selectors.symbol(m_reader);
        if (symbol == m_selectors + m_history.size()) {
            const std::uint32_t run = m_codes.runs.symbol(m_reader);
            if (run > LONG_RUN) return m_selectors;
            m_run = LEAST_RUN + (run == LONG_RUN ? m_reader.chunks(7) : run) - 1;
            symbol = m_selectors;
        }
        if (symbol < m_selectors) {
            m_history.add(static_cast<std::uint32_t>(symbol));
            return symbol;
        }
        return symbol < m_selectors + m_history.size() ? m_history.use(symbol - m_selectors) : m_selectors;
    }

    const SliceCodes& m_codes;
    std::size_t m_endpoints, m_selectors; // how many there are
    const BasisLzSlice& m_slice;
    BitReader m_reader;
    History m_history;
    std::vector<std::size_t> m_row_above; // endpoints
    std::vector<std::uint32_t> m_predictions_below;
    std::uint32_t m_predictions = 0, m_last_predictions = 0, m_prediction_repeats = 0, m_run = 0;
    std::size_t m_endpoint = 0;
};

} // namespace

bool decode_basis_lz(const BasisLzGlobals& globals, std::span<const BasisLzSlice> slices,
                     const std::function<void(std::size_t, std::size_t, std::size_t, const BasisBlock&)>& put) {
    std::vector<Endpoint> endpoints(globals.endpoint_count);
    std::vector<Selector> selectors(globals.selector_count);
    SliceCodes codes;
    if (!read_endpoints(globals.endpoints, endpoints) || !read_selectors(globals.selectors, selectors) ||
        !read_codes(globals.tables, codes)) {
        return false;
    }
    for (std::size_t i = 0; i < slices.size(); i++) {
        const auto put_block = [&](std::size_t column, std::size_t row, std::size_t endpoint, std::size_t selector) {
            put(i, column, row, block_of(endpoints[endpoint], selectors[selector]));
        };
        if (!SliceDecoder(codes, endpoints.size(), selectors.size(), slices[i]).run(put_block)) return false;
    }
    return true;
}

} // namespace triptych
