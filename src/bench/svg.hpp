// Axes and charts as inline SVG: no script, colours by CSS classes, a title for those who cannot see them.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace triptych {

enum class ScaleKind { LINEAR, LOG };

/// Maps values to places along an axis, with ticks at round values.
class Scale {
public:
    /// Covers [low, high]; a linear one starts at `low` and ends at a round value, a logarithmic one runs over whole
    /// decades, or over 1-2-5 steps where it spans less than one, and needs low > 0.
    Scale(ScaleKind kind, double low, double high, double from, double to);

    /// Where a value stands; beyond the ends it is held at them.
    double at(double value) const;
    const std::vector<double>& ticks() const { return m_ticks; }

private:
    ScaleKind m_kind;
    double m_low;
    double m_high;
    double m_from;
    double m_to;
    std::vector<double> m_ticks;
};

/// One bar: its length, the interval of its median and the extremes, and what is written beside it.
struct Bar {
    std::string label;   // "cpu 0"
    std::string detail;  // small, below the label
    std::string colour;  // class
    std::string value;   // with unit, at the bar's end
    double length = 0.0; // > 0
    double low = 0.0;    // of the interval; low == high: none is drawn
    double high = 0.0;
};

/// What an axis shows: its title, and the unit that its ticks carry ("s" for "10 ms"; may be empty).
struct AxisText {
    std::string title;
    std::string unit;
};

/// Horizontal bars from zero, or on a logarithmic axis from somewhat below the shortest.
std::string bar_chart(const std::string& title, const AxisText& axis, const std::vector<Bar>& bars, ScaleKind kind);

/// One row of dots, one a run, about a common zero.
struct DotRow {
    std::string label;
    std::string detail;
    std::string colour;
    std::vector<double> dots; // deviation from the median in per cent
    double low = 0.0;         // of the interval, likewise
    double high = 0.0;
};

std::string dot_chart(const std::string& title, const std::vector<DotRow>& rows);

/// One line of a chart over two logarithmic axes.
struct Line {
    std::string label;
    std::string colour;
    std::vector<std::pair<double, double>> points; // x > 0, y > 0, ascending in x
};

/// `ideal` draws dashed what exact proportion would be, from each line's first point on.
std::string line_chart(const std::string& title, const AxisText& x_axis, const AxisText& y_axis,
                       const std::vector<Line>& lines, bool ideal);

} // namespace triptych
