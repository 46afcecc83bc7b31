// Figures with units, elements, and charts as SVG, drawn at the width of their place and anew when that changes.
// Everything is built from elements and text nodes: no text from outside is ever read as HTML.
// SPDX-License-Identifier: MIT
"use strict";

const PREFIXES = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"], [1, ""], [1e-3, "m"], [1e-6, "µ"], [1e-9, "n"]];

function prefixOf(value) {
  if (value <= 0) return [1, ""];
  // 999.6 rounds to 1.00 of the next prefix.
  return PREFIXES.find(([factor]) => value >= factor * 0.9995) ?? PREFIXES[PREFIXES.length - 1];
}

/** A figure with three digits, without an exponent: "12.3", "1234", "0.0123". */
function digits3(value) {
  const size = Math.abs(value);
  if (size === 0) return "0";
  // Digits before the point are never cut; 99.96 rounds to 100.
  const before = Math.floor(Math.log10(size * 1.0005)) + 1;
  return value.toFixed(Math.max(0, 3 - before));
}

const withUnit = (figure, prefix, unit) => (prefix + unit === "" ? figure : `${figure} ${prefix}${unit}`);

/** Three digits, a decimal prefix and a unit: "12.3 M", "4.50 ms". `value` is not negative. */
function si(value, unit = "") {
  const [factor, prefix] = prefixOf(value);
  return withUnit(digits3(value / factor), prefix, unit);
}

/** The same without zeros at the end, for round values such as ticks. */
function siRound(value, unit = "") {
  const [factor, prefix] = prefixOf(value);
  return withUnit(String(Number((value / factor).toPrecision(3))), prefix, unit);
}

/** "+1.2 %", with a real minus sign. */
function percent(value) {
  const size = Math.abs(value);
  if (size < 1e-9) return "0 %";
  return `${value < 0 ? "−" : "+"}${size.toFixed(size < 9.95 && size % 1 !== 0 ? 1 : 0)} %`;
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) if (value !== null) node.setAttribute(name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== ""));
  return node;
}

/** An element; children are elements, texts, or null for nothing. */
const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
const text = (kind, x, y, anchor, words) => svg("text", { class: kind, x, y, "text-anchor": anchor }, words);

/** The same in `room` pixels: where the words may be longer, their end goes, and pointing at them shows it. */
function textWithin(room, kind, x, y, anchor, words) {
  const most = Math.floor(room / (kind === "label" ? 8.4 : 6.6));
  if (words.length <= most) return text(kind, x, y, anchor, words);
  return text(kind, x, y, anchor, [svg("title", {}, words), `${words.slice(0, most - 1)}…`]);
}

/** The largest of 1, 2, 5 times a power of ten that is not above `value`, or the smallest not below it. */
function round125(value, up) {
  const decade = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const steps = [1, 2, 5, 10].map((step) => step * decade);
  if (up) return steps.find((step) => step >= value * (1 - 1e-9));
  return steps.findLast((step) => step <= value * (1 + 1e-9));
}

/** Maps [low, high] to [from, to], rounded outwards to ticks; a logarithmic scale needs low > 0. */
function makeScale(log, low, high, from, to, mostTicks = 7) {
  let ticks = [];
  if (!log) {
    const step = round125(Math.max(high - low, 1e-30) / Math.max(2, mostTicks - 2), true);
    const first = Math.floor(low / step + 1e-9);
    for (let i = first; i <= Math.ceil(high / step - 1e-9); i++) ticks.push(i * step);
  } else {
    const end = Math.max(round125(high, true), 2 * round125(low, false)) * (1 + 1e-9);
    for (let tick = round125(low, false); tick <= end; tick = round125(tick * 1.5, true)) ticks.push(tick);
  }
  [low, high] = [ticks[0], ticks[ticks.length - 1]];
  if (log && ticks.length > mostTicks) {
    const decades = ticks.filter((tick) => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-6);
    const every = Math.ceil(decades.length / mostTicks);
    ticks = decades.filter((tick, i) => i % every === 0);
  }
  const share = log ? (value) => Math.log(value / low) / Math.log(high / low) : (value) => (value - low) / (high - low);
  const at = (value) => from + Math.min(1, Math.max(0, share(Math.max(value, log ? low : value)))) * (to - from);
  return { at, ticks };
}

/** A place whose chart `draw(width)` is drawn anew when its width changes; `redraw` does it at once. */
function plot(draw) {
  const place = el("div", { class: "plot" });
  let drawn = 0;
  place.redraw = () => {
    drawn = Math.floor(place.clientWidth) || 800;
    place.replaceChildren(draw(drawn));
  };
  new ResizeObserver(() => {
    if (Math.floor(place.clientWidth) !== drawn) place.redraw();
  }).observe(place);
  return place;
}

const BAR = 22;
const TOP = 6;
const CHARACTER = 7.8; // pixels, of a value's text

const isNarrow = (width) => width < 560;

/** Where the rows of a chart lie: beside their labels, or below them where the page is narrow. `room` is left free at
 * the right. */
const rowLayout = (width, room) =>
  isNarrow(width) ? { left: 2, right: width - room, row: 72, offset: 48 } : { left: 245, right: width - room, row: 46, offset: 23 };

const roomOf = (values) => Math.max(...values.map((value) => value.length)) * CHARACTER + 22;

/** A chart with a row a device: grid, axis, labels, and what `drawRow(row, scale, middle)` adds. */
function rowChart(title, axis, rows, width, layout, scale, drawRow) {
  const bottom = TOP + layout.row * rows.length;
  const middleOf = (i) => TOP + layout.row * i + layout.offset;
  const label = ({ label, detail }, middle) => {
    const [room, x, anchor] = isNarrow(width) ? [width, 0, "start"] : [layout.left - 12, layout.left - 12, "end"];
    const [first, second] = isNarrow(width) ? [middle - 32, middle - 16] : [middle - 2, middle + 13];
    return [textWithin(room, "label", x, first, anchor, label), textWithin(room, "detail", x, second, anchor, detail)];
  };
  return svg("svg", { width, height: bottom + 44, role: "img", "aria-label": title },
    svg("title", {}, title),
    scale.ticks.map((tick) => [
      svg("line", { class: "grid", x1: scale.at(tick), x2: scale.at(tick), y1: TOP, y2: bottom }),
      text("tick", scale.at(tick), bottom + 16, scale.at(tick) < 10 ? "start" : "middle", axis.format(tick)),
    ]),
    text("tick", isNarrow(width) ? width / 2 : (layout.left + layout.right) / 2, bottom + 36, "middle", axis.title),
    rows.map((row, i) => svg("g", { class: row.colour }, label(row, middleOf(i)), drawRow(row, middleOf(i)))));
}

/** A horizontal line with small ends. */
const bracket = (left, right, middle) =>
  svg("path", { class: "interval", d: `M${left} ${middle}H${right}M${left} ${middle - 4}v8M${right} ${middle - 4}v8` });

/** Horizontal bars {label, detail, colour, value, length, low, high}: from zero, or on a logarithmic axis from somewhat
 * below the shortest. Where low < high, a bracket shows that interval. */
function barChart(title, axisTitle, unit, bars, log, width) {
  const layout = rowLayout(width, roomOf(bars.map((bar) => bar.value)));
  const shortest = Math.min(...bars.map((bar) => bar.length));
  const longest = Math.max(...bars.map((bar) => Math.max(bar.length, bar.high ?? 0)));
  const ticks = Math.max(3, Math.floor((layout.right - layout.left) / 70));
  const scale = makeScale(log, log ? shortest / 3 : 0, longest, layout.left, layout.right, ticks);
  const axis = { title: axisTitle, format: (tick) => siRound(tick, unit) };
  return rowChart(title, axis, bars, width, layout, scale, (bar, middle) => {
    const end = scale.at(bar.length);
    const hasInterval = bar.high > bar.low;
    const tip = hasInterval ? Math.max(end, scale.at(bar.high)) : end;
    return [
      svg("rect", { class: "fill", x: layout.left, y: middle - BAR / 2, width: Math.max(1, end - layout.left), height: BAR, rx: 2 }),
      hasInterval ? bracket(scale.at(bar.low), scale.at(bar.high), middle) : null,
      text("value", tip + 8, middle + 5, "start", bar.value),
    ];
  });
}

/** Rows {label, detail, colour, dots, low, high} of dots about a common zero, in per cent, over a band [low, high]. */
function dotChart(title, axisTitle, rows, width) {
  const values = new Map(rows.map((row) => [row, `${percent(Math.min(...row.dots))} to ${percent(Math.max(...row.dots))}`]));
  const layout = rowLayout(width, isNarrow(width) ? 28 : roomOf([...values.values()]));
  if (isNarrow(width)) layout.left = 28;
  const reach = Math.max(1, ...rows.flatMap((row) => row.dots.map(Math.abs)));
  const ticks = Math.max(3, Math.floor((layout.right - layout.left) / 60));
  const scale = makeScale(false, -reach, reach, layout.left, layout.right, ticks);
  return rowChart(title, { title: axisTitle, format: percent }, rows, width, layout, scale, (row, middle) => [
    svg("rect", { class: "band", x: scale.at(row.low), y: middle - BAR / 2, width: Math.max(1, scale.at(row.high) - scale.at(row.low)), height: BAR, rx: 2 }),
    row.dots.map((dot) => svg("circle", { class: "dot", cx: scale.at(dot), cy: middle, r: 4 }, svg("title", {}, percent(dot)))),
    isNarrow(width) ? text("detail", width, middle - 16, "end", values.get(row)) : text("value", layout.right + 14, middle + 5, "start", values.get(row)),
  ]);
}

/** Lines {label, colour, points: [x, y]} over two logarithmic axes {title, unit}; `ideal` draws dashed what exact
 * proportion would be, from each line's first point on. */
function lineChart(title, xAxis, yAxis, lines, ideal, width) {
  const [height, left, right, top, bottom] = [290, 58, 22, 26, 46];
  const xs = lines.flatMap((line) => line.points.map((point) => point[0]));
  const ys = lines.flatMap((line) => line.points.map((point) => point[1]));
  const proportion = (line) => (line.points[0][1] * line.points.at(-1)[0]) / line.points[0][0];
  if (ideal) ys.push(...lines.map(proportion));
  const x = makeScale(true, Math.min(...xs), Math.max(...xs), left, width - right);
  const y = makeScale(true, Math.min(...ys), Math.max(...ys), height - bottom, top);
  const places = [...new Set(xs)];
  return svg("svg", { width, height, role: "img", "aria-label": title },
    svg("title", {}, title),
    (places.length <= 5 ? places : x.ticks).map((tick) => [
      svg("line", { class: "grid", x1: x.at(tick), x2: x.at(tick), y1: top, y2: height - bottom }),
      text("tick", x.at(tick), height - bottom + 16, "middle", siRound(tick, xAxis.unit)),
    ]),
    y.ticks.map((tick) => [
      svg("line", { class: "grid", x1: left, x2: width - right, y1: y.at(tick), y2: y.at(tick) }),
      text("tick", left - 7, y.at(tick) + 4, "end", siRound(tick, yAxis.unit)),
    ]),
    text("tick", (left + width - right) / 2, height - 8, "middle", xAxis.title),
    text("tick", 4, 14, "start", yAxis.title),
    lines.map((line) => svg("g", { class: line.colour },
      ideal ? svg("line", { class: "ideal", x1: x.at(line.points[0][0]), y1: y.at(line.points[0][1]), x2: x.at(line.points.at(-1)[0]), y2: y.at(proportion(line)) }) : null,
      svg("path", { class: "line", d: line.points.map(([px, py], i) => `${i === 0 ? "M" : "L"}${x.at(px)} ${y.at(py)}`).join("") }),
      line.points.map(([px, py]) => svg("circle", { class: "dot", cx: x.at(px), cy: y.at(py), r: 3.5 },
        svg("title", {}, `${line.label}: ${si(py, yAxis.unit)} at ${siRound(px)} ${xAxis.title}`))))));
}
