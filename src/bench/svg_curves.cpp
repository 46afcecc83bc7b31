// Line charts over two logarithmic axes.
// SPDX-License-Identifier: MIT
#include "bench/html_text.hpp"
#include "bench/svg.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace triptych {

namespace {

// In units of the drawing, which is stretched to its place's width.
constexpr double CURVES_WIDTH = 340.0;
constexpr double CURVES_HEIGHT = 290.0;
constexpr double LEFT = 58.0;
constexpr double RIGHT = 22.0;
constexpr double CURVES_TOP = 26.0;
constexpr double BOTTOM = 46.0;

struct Extent {
    double low;
    double high;
};

Extent extent(const std::vector<Line>& lines, double std::pair<double, double>::*member) {
    Extent extent{lines.front().points.front().*member, lines.front().points.front().*member};
    for (const Line& line : lines) {
        for (const auto& point : line.points) {
            extent.low = std::min(extent.low, point.*member);
            extent.high = std::max(extent.high, point.*member);
        }
    }
    return extent;
}

std::string draw_axes(const Scale& x, const Scale& y, const AxisText& x_axis, const AxisText& y_axis) {
    std::string text;
    for (const double tick : x.ticks())
        text += fmt::format("<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/>"
                            "<text class=\"tick\" x=\"{0:.1f}\" y=\"{3}\" text-anchor=\"middle\">{4}</text>\n",
                            x.at(tick), CURVES_TOP, CURVES_HEIGHT - BOTTOM, CURVES_HEIGHT - BOTTOM + 16.0,
                            si_round(tick, x_axis.unit));
    for (const double tick : y.ticks())
        text += fmt::format("<line class=\"grid\" x1=\"{1}\" x2=\"{2}\" y1=\"{0:.1f}\" y2=\"{0:.1f}\"/>"
                            "<text class=\"tick\" x=\"{3}\" y=\"{4:.1f}\" text-anchor=\"end\">{5}</text>\n",
                            y.at(tick), LEFT, CURVES_WIDTH - RIGHT, LEFT - 7.0, y.at(tick) + 4.0,
                            si_round(tick, y_axis.unit));
    text += fmt::format("<text class=\"tick\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
                        (LEFT + CURVES_WIDTH - RIGHT) / 2.0, CURVES_HEIGHT - 8.0, html_escape(x_axis.title));
    return text + fmt::format("<text class=\"tick\" x=\"{}\" y=\"14\">{}</text>\n", 4.0, html_escape(y_axis.title));
}

std::string draw_ideal(const Scale& x, const Scale& y, const Line& line) {
    const auto [x0, y0] = line.points.front();
    const double last = line.points.back().first;
    return fmt::format("<line class=\"ideal\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>\n", x.at(x0),
                       y.at(y0), x.at(last), y.at(y0 * last / x0));
}

} // namespace

std::string line_chart(const std::string& title, const AxisText& x_axis, const AxisText& y_axis,
                       const std::vector<Line>& lines, bool ideal) {
    const Extent wide = extent(lines, &std::pair<double, double>::first);
    Extent high = extent(lines, &std::pair<double, double>::second);
    for (const Line& line : lines) {
        const auto& [x0, y0] = line.points.front();
        if (ideal) high.high = std::max(high.high, y0 * line.points.back().first / x0);
    }
    const Scale x(ScaleKind::LOG, wide.low, wide.high, LEFT, CURVES_WIDTH - RIGHT);
    const Scale y(ScaleKind::LOG, high.low, high.high, CURVES_HEIGHT - BOTTOM, CURVES_TOP);
    std::string text = fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\"><title>{}</title>\n",
                                   CURVES_WIDTH, CURVES_HEIGHT, html_escape(title), html_escape(title));
    text += draw_axes(x, y, x_axis, y_axis);
    for (const Line& line : lines) {
        std::string path;
        std::string marks;
        for (const auto& [px, py] : line.points) {
            path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", x.at(px), y.at(py));
            marks +=
                fmt::format("<circle class=\"dot\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\"><title>{}: {} at {} {}"
                            "</title></circle>",
                            x.at(px), y.at(py), html_escape(line.label), si(py), si(px), html_escape(x_axis.title));
        }
        text += fmt::format("<g class=\"{}\">{}<path class=\"line\" d=\"{}\"/>{}</g>\n", line.colour,
                            ideal ? draw_ideal(x, y, line) : "", path, marks);
    }
    return text + "</svg>\n";
}

} // namespace triptych
