// Charts with one row a device: bars and dots.
// SPDX-License-Identifier: MIT
#include "bench/html_text.hpp"
#include "bench/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace triptych {

namespace {

// In units of the drawing, which is stretched to the page's width.
constexpr double BARS_WIDTH = 860.0;
constexpr double LABELS = 245.0; // at the left
constexpr double VALUES = 150.0; // at the right, for what is written at a full bar's end
constexpr double ROW = 46.0;
constexpr double BAR = 22.0;
constexpr double AXIS = 44.0; // below the rows
constexpr double BARS_TOP = 6.0;

std::string open_chart(const std::string& title, std::size_t rows) {
    return fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\"><title>{}</title>\n", BARS_WIDTH,
                       BARS_TOP + ROW * static_cast<double>(rows) + AXIS, html_escape(title), html_escape(title));
}

/// Lines across the rows at the ticks, their values below, and the axis' title.
template <typename Format>
std::string draw_axis(const Scale& scale, std::size_t rows, const std::string& unit, const Format& format) {
    const double bottom = BARS_TOP + ROW * static_cast<double>(rows);
    std::string text;
    for (const double tick : scale.ticks())
        text += fmt::format("<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/>"
                            "<text class=\"tick\" x=\"{0:.1f}\" y=\"{3}\" text-anchor=\"middle\">{4}</text>\n",
                            scale.at(tick), BARS_TOP, bottom, bottom + 16.0, html_escape(format(tick)));
    return text + fmt::format("<text class=\"tick\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
                              (LABELS + BARS_WIDTH - VALUES) / 2.0, bottom + 36.0, html_escape(unit));
}

std::string draw_label(const std::string& label, const std::string& detail, double middle) {
    return fmt::format("<text class=\"label\" x=\"{0}\" y=\"{1:.1f}\" text-anchor=\"end\">{2}</text>"
                       "<text class=\"detail\" x=\"{0}\" y=\"{3:.1f}\" text-anchor=\"end\">{4}</text>",
                       LABELS - 12.0, middle - 2.0, html_escape(label), middle + 13.0, html_escape(detail));
}

/// "+1.2 %", with a real minus sign where it is due.
std::string percent(double value) {
    const double size = std::abs(value);
    if (size < 1e-9) return "0 %";
    return fmt::format("{}{:.{}f} %", value < 0.0 ? "−" : "+", size,
                       size < 9.95 && std::fmod(size, 1.0) != 0.0 ? 1 : 0);
}

/// A horizontal line with small ends.
std::string draw_interval(double left, double right, double middle) {
    return fmt::format("<path class=\"interval\" d=\"M{0:.1f} {2:.1f}H{1:.1f}M{0:.1f} {3:.1f}v8M{1:.1f} {3:.1f}v8\"/>",
                       left, right, middle, middle - 4.0);
}

} // namespace

std::string bar_chart(const std::string& title, const AxisText& axis, const std::vector<Bar>& bars, ScaleKind kind) {
    double shortest = bars.front().length;
    double longest = 0.0;
    for (const Bar& bar : bars) {
        shortest = std::min(shortest, bar.length);
        longest = std::max({longest, bar.length, bar.high});
    }
    const double start = kind == ScaleKind::LINEAR ? 0.0 : shortest / 3.0;
    const Scale scale(kind, start, longest, LABELS, BARS_WIDTH - VALUES);
    std::string text = open_chart(title, bars.size());
    text += draw_axis(scale, bars.size(), axis.title, [&](double tick) { return si_round(tick, axis.unit); });
    double middle = BARS_TOP + ROW / 2.0;
    for (const Bar& bar : bars) {
        const double end = scale.at(bar.length);
        text += fmt::format("<g class=\"{}\">", bar.colour) + draw_label(bar.label, bar.detail, middle);
        text += fmt::format("<rect class=\"fill\" x=\"{}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{}\" rx=\"2\"/>",
                            LABELS, middle - BAR / 2.0, std::max(1.0, end - LABELS), BAR);
        const bool has_interval = bar.high > bar.low;
        if (has_interval) text += draw_interval(scale.at(bar.low), scale.at(bar.high), middle);
        text += fmt::format("<text class=\"value\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text></g>\n",
                            (has_interval ? std::max(end, scale.at(bar.high)) : end) + 8.0, middle + 5.0,
                            html_escape(bar.value));
        middle += ROW;
    }
    return text + "</svg>\n";
}

std::string dot_chart(const std::string& title, const std::vector<DotRow>& rows) {
    double reach = 1.0; // per cent
    for (const DotRow& row : rows)
        for (const double dot : row.dots) reach = std::max(reach, std::abs(dot));
    const Scale scale(ScaleKind::LINEAR, -reach, reach, LABELS, BARS_WIDTH - VALUES);
    std::string text = open_chart(title, rows.size());
    text += draw_axis(scale, rows.size(), "render time of each run, from the device's own median",
                      [](double tick) { return percent(tick); });
    double middle = BARS_TOP + ROW / 2.0;
    for (const DotRow& row : rows) {
        text += fmt::format("<g class=\"{}\">", row.colour) + draw_label(row.label, row.detail, middle);
        text += fmt::format("<rect class=\"band\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{}\" rx=\"2\"/>",
                            scale.at(row.low), middle - BAR / 2.0,
                            std::max(1.0, scale.at(row.high) - scale.at(row.low)), BAR);
        for (const double dot : row.dots)
            text += fmt::format("<circle class=\"dot\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\"/>", scale.at(dot), middle);
        text +=
            fmt::format("<text class=\"value\" x=\"{}\" y=\"{:.1f}\">{} to {}</text></g>\n", BARS_WIDTH - VALUES + 12.0,
                        middle + 5.0, percent(*std::min_element(row.dots.begin(), row.dots.end())),
                        percent(*std::max_element(row.dots.begin(), row.dots.end())));
        middle += ROW;
    }
    return text + "</svg>\n";
}

} // namespace triptych
