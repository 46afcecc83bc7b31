// The page of a bench from the JSON in it: for each scene a summary, charts with tables of the same figures, pictures.
// SPDX-License-Identifier: MIT

const DATA = JSON.parse(document.getElementById("data").textContent);
const BENCH = DATA.bench;
const NOT_READABLE = "not readable";
const SHORT_RUN = 0.005; // seconds; in shorter runs launching takes much of the time

const isMeasured = (device) => device.status === "measured";
const isOurs = (device) => !device.baseline;
const draws = (device, picture) => isMeasured(device) && device.picture === picture;
const isOther = (device) => draws(device, "different");

/** "cpu 0, 2 threads". */
function shortName(device) {
  const name = `${device.backend} ${device.index}`;
  return device.threads === 0 ? name : `${name}, ${device.threads} thread${device.threads === 1 ? "" : "s"}`;
}

/** What tells a device from the others where space is short: of a processor the kernel, in parentheses. */
function deviceTitle(device) {
  const kernel = device.threads > 0 ? device.device.name.match(/ \((.*)\)$/) : null;
  return kernel ? kernel[1] : device.device.name;
}

/** A hue for each backend in the order of appearance, a shade for each of its devices; grey for baselines. */
function colourOf(devices, index) {
  if (!isOurs(devices[index])) return "baseline";
  const backends = [...new Set(devices.map((device) => device.backend))];
  const shade = devices.slice(0, index).filter((device) => device.backend === devices[index].backend).length;
  return `hue${backends.indexOf(devices[index].backend) % 5} shade${shade % 4}`;
}

/** How sure the intervals are: "95 %" from six runs on, below that the probability of the extremes. */
const coverage = BENCH.runs >= 6 ? "95 %" : `${(100 * (1 - 2 ** (1 - BENCH.runs))).toFixed(0)} %`;

const range = (summary, unit = "") => `${si(summary.low, unit)} – ${si(summary.high, unit)}`;

/** "2.34", or "1/56.7" where the decimals would be hard to read. */
const fraction = (ratio) => (ratio >= 0.1 ? digits3(ratio) : `1/${digits3(1 / ratio)}`);

const cell = (figure, small = "") => el("td", {}, figure, small ? el("small", {}, small) : null);
const ratioCell = (ratio) =>
  ratio ? cell(`${fraction(ratio.median)} ×`, `${fraction(ratio.low)} – ${fraction(ratio.high)}`) : cell("not comparable");

/** A table in a place that scrolls; heads are texts or [text, small text]. */
function table(title, heads, rows) {
  const head = ([words, small]) => el("th", { scope: "col" }, words, small ? el("small", {}, small) : null);
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title }, el("table", {},
    el("thead", {}, el("tr", {}, heads.map((words) => head([words].flat())))),
    el("tbody", {}, rows)));
}

function rowHead(devices, index) {
  const swatch = isMeasured(devices[index]) ? colourOf(devices, index) : "";
  return el("th", { scope: "row" }, el("span", { class: `swatch ${swatch}` }), shortName(devices[index]),
    el("small", {}, devices[index].device.name));
}

const figure = (heading, ...children) => [el("h3", {}, heading), el("figure", {}, children)];
const caption = (words) => el("figcaption", {}, words);

/** A table behind a line that opens it. */
const folded = (summary, content) => el("details", {}, el("summary", {}, summary), content);

/** A chart `draw(log, width)` with a switch between a linear and a logarithmic axis. */
function switched(heading, bars, draw, words) {
  const lengths = bars.map((bar) => bar.length);
  let log = Math.max(...lengths) > 50 * Math.min(...lengths); // short bars would vanish
  const place = plot((width) => draw(log, width));
  const button = (words, value) => {
    const node = el("button", { type: "button", "aria-pressed": log === value }, words);
    node.addEventListener("click", () => {
      log = value;
      for (const other of node.parentNode.children) other.setAttribute("aria-pressed", other === node);
      place.redraw();
    });
    return node;
  };
  const buttons = el("div", { class: "switch", role: "group", "aria-label": "Axis" }, button("linear", false), button("logarithmic", true));
  return figure(heading, buttons, place, caption(words));
}

function cards(devices) {
  const ours = devices.filter((device) => isMeasured(device) && isOurs(device));
  const equal = ours.filter((device) => !isOther(device)).sort((a, b) => a.render_seconds.median - b.render_seconds.median);
  if (equal.length === 0) return el("p", { class: "notice" }, "No device could be measured.");
  const [fastest, slowest] = [equal[0], equal.at(-1)];
  const card = (words, small, tone = "") => el("div", { class: "card" }, el("b", { class: tone }, words), el("span", {}, small));
  const others = ours.length - equal.length;
  return el("div", { class: "cards" },
    card(si(fastest.samples_per_second.median), `samples a second on the fastest: ${shortName(fastest)}, ${deviceTitle(fastest)}`),
    equal.length > 1 ? card(`${digits3(slowest.render_seconds.median / fastest.render_seconds.median)} ×`, `from the slowest, ${shortName(slowest)}, to the fastest`) : null,
    ours.length === 1 ? null : others === 0
      ? card(`${equal.length} of ${ours.length}`, "devices drew the same picture, bit for bit", "good")
      : card(`${others} of ${ours.length}`, "devices drew another picture than the first: their times are not comparable", "bad"),
    card(`${BENCH.runs} run${BENCH.runs === 1 ? "" : "s"}`, `in turns, after ${BENCH.warmup} to warm up; medians with ${coverage} intervals`));
}

function shortRuns(devices) {
  const names = devices.filter((device) => isMeasured(device) && device.render_seconds.median < SHORT_RUN).map(shortName);
  if (names.length === 0) return null;
  return el("p", { class: "notice" }, `A run of ${names.join("; ")} takes less than ${SHORT_RUN * 1e3} ms, much of it for launching; raise `,
    el("code", {}, "--spp"), " or ", el("code", {}, "--width"), " for a fair figure.");
}

/** The measured devices, each with its place among all. */
const measuredOf = (devices) => devices.map((device, i) => [device, i]).filter(([device]) => isMeasured(device));

function speedChart(devices) {
  const bars = measuredOf(devices).map(([device, i]) => ({
    label: shortName(device),
    detail: (isOurs(device) ? "" : "baseline: ") + (isOther(device) ? "another picture" : deviceTitle(device)),
    colour: colourOf(devices, i) + (isOther(device) ? " pale" : ""),
    value: si(device.samples_per_second.median),
    length: device.samples_per_second.median, low: device.samples_per_second.low, high: device.samples_per_second.high,
  }));
  if (bars.length === 0) return null;
  return switched("Speed", bars, (log, width) => barChart("Primary samples a second of each device", "primary samples a second", "", bars, log, width),
    `Longer is faster. Bars are medians, brackets their ${coverage} intervals.`);
}

function deviceRow(devices, i) {
  const device = devices[i];
  if (!isMeasured(device)) return el("tr", {}, rowHead(devices, i), el("td", { class: "wrap", colspan: 5 }, `${device.status}: ${device.reason}`));
  const verdict = isOurs(device) ? device.picture : "baseline";
  const tone = { different: "bad", equal: "good" }[verdict] ?? "";
  const render = device.render_seconds;
  return el("tr", {}, rowHead(devices, i),
    cell(si(device.samples_per_second.median), range(device.samples_per_second)),
    cell(si(device.rays_per_second.median), range(device.rays_per_second)),
    cell(si(render.median, "s"), `${si(render.min, "s")} – ${si(render.max, "s")}`),
    draws(device, "reference") ? cell("the first") : ratioCell(device.ratio_to_first),
    el("td", {}, el("span", { class: tone }, verdict), el("small", {}, el("code", { title: device.film_hash }, device.film_hash.slice(0, 8)))));
}

const devicesTable = (devices) => figure("Figures", table("Figures",
  ["device", ["primary samples/s", "median, interval"], ["rays/s, counted", "median, interval"], ["render", "median, extremes"],
    ["over the first", "ratio, interval"], ["picture", "film hash"]], devices.map((device, i) => deviceRow(devices, i))));

function comparisons(devices, pairs, heading, words) {
  if (pairs.length === 0) return null;
  const row = ({ a, b, ratio }) => el("tr", {}, rowHead(devices, a), cell(shortName(devices[b]), devices[b].device.name),
    cell(si(devices[a].samples_per_second.median)), cell(si(devices[b].samples_per_second.median)), ratioCell(ratio));
  return figure(heading, table(heading, ["A", "B", "A, samples/s", "B, samples/s", ["A over B", "ratio, interval"]], pairs.map(row)), caption(words));
}

function runsChart(devices) {
  const measured = measuredOf(devices);
  if (measured.length === 0) return null;
  const rows = measured.map(([device, i]) => {
    const { median, low, high } = device.render_seconds;
    const deviation = (seconds) => 100 * (seconds / median - 1);
    return { label: shortName(device), detail: `median ${si(median, "s")}`, colour: colourOf(devices, i),
      dots: device.runs.map((run) => deviation(run.render)), low: deviation(low), high: deviation(high) };
  });
  const numbers = measured[0][0].runs.map((run, k) => `run ${k + 1}`);
  return figure("Every run", plot((width) => dotChart("Spread of the render times", "render time, from the device's median", rows, width)),
    caption(`A dot is a run; the band is the ${coverage} interval of the median.`),
    folded("Render times as a table", table("Render times", ["device", ...numbers], measured.map(([device, i]) =>
      el("tr", {}, rowHead(devices, i), device.runs.map((run) => cell(si(run.render, "s"))))))));
}

function startChart(devices) {
  const bars = measuredOf(devices).flatMap(([device, i]) => ["cold", "warm"].map((kind) => {
    const start = device.start[kind];
    const compile = start.compile > 0 ? `compile ${si(start.compile, "s")}, ` : ""; // a processor's kernels need none
    return { label: shortName(device), detail: `${kind}: ${compile}upload ${si(start.upload, "s")}`,
      colour: colourOf(devices, i) + (kind === "warm" ? " pale" : ""), value: si(start.first_sample, "s"), length: start.first_sample };
  }));
  if (bars.length === 0) return null;
  return switched("From nothing to the first sample", bars,
    (log, width) => barChart("Time until the first sample with cold and warm caches", "time until the first sample", "s", bars, log, width),
    "Shorter is faster. This is the time to open the device, compile, upload the scene and draw one sample of 8 × 8 pixels, " +
    "measured once with empty caches and once with the caches that this filled.");
}

function phasesTable(devices) {
  const measured = measuredOf(devices);
  if (measured.length === 0) return null;
  const phase = (device, name) => cell(si(device.start.cold[name], "s"), `warm ${si(device.start.warm[name], "s")}`);
  const sensor = (value, unit) => cell(value === null ? NOT_READABLE : si(value, unit));
  return figure("Around the render", table("Around the render",
    ["device", ["open", "cold"], ["compile", "cold"], ["upload", "cold"], ["first sample", "cold"], ["readback", "median"],
      ["clock", "after a run"], ["power", "of a run"]],
    measured.map(([device, i]) => el("tr", {}, rowHead(devices, i), ["open", "compile", "upload", "first_sample"].map((name) => phase(device, name)),
      cell(si(device.readback_seconds.median, "s")), sensor(device.clock_hz, "Hz"), sensor(device.watts, "W")))));
}

// Over what a scene is scaled: the chart's heading, its axes, and its figure of a point.
const speedOf = (point) => point.samples / point.render_seconds.median;
const SCALINGS = {
  spp: ["Time over samples a pixel", "samples a pixel", ["time of a run", "s"], (point) => point.render_seconds.median],
  pixels: ["Speed over resolution", "pixels", ["samples a second", ""], speedOf],
  threads: ["Speed over threads", "threads", ["samples a second", ""], speedOf],
};

function scaling(devices, curves) {
  const charts = Object.entries(SCALINGS).map(([over, [heading, xTitle, [yTitle, unit], value]]) => {
    const own = curves.filter((curve) => curve.over === over && curve.points.length > 0);
    if (own.length === 0) return null;
    const lines = own.map((curve) => ({ label: shortName(devices[curve.device]), colour: colourOf(devices, curve.device),
      points: curve.points.map((point) => [point.x, value(point)]) }));
    const xs = [...new Set(own.flatMap((curve) => curve.points.map((point) => point.x)))].sort((a, b) => a - b);
    const rows = own.map((curve) => el("tr", {}, rowHead(devices, curve.device), xs.map((x) => {
      const point = curve.points.find((candidate) => candidate.x === x);
      return cell(point ? si(value(point), unit) : "");
    })));
    return { plot: el("div", {}, el("h4", {}, heading), plot((width) =>
      lineChart(heading, { title: xTitle, unit: "" }, { title: yTitle, unit }, lines, over !== "pixels", width))),
    table: folded(`${heading} as a table`, table(heading, [["device", `${yTitle} by ${xTitle}`], ...xs.map((x) => siRound(x))], rows)) };
  }).filter((chart) => chart !== null);
  if (charts.length === 0) return null;
  const legend = [...new Set(curves.map((curve) => curve.device))].map((i) => el("span", {},
    el("span", { class: `swatch ${colourOf(devices, i)}` }), `${shortName(devices[i])}: ${deviceTitle(devices[i])}`));
  return figure("Scaling", el("div", { class: "legend" }, legend), el("div", { class: "trio" }, charts.map((chart) => chart.plot)),
    caption("Both axes are logarithmic. Each point is the median of three runs after one to warm up. Dashed lines show exact proportion from a line's first point."),
    charts.map((chart) => chart.table));
}

function pictures(scene, shown) {
  if (shown === null) return null;
  const devices = scene.devices;
  const first = devices.find((device) => draws(device, "reference"));
  const own = ({ device, own_picture }) => el("div", {}, el("img", { alt: `As drawn by ${shortName(devices[device])}`, src: own_picture }),
    el("p", {}, el("b", {}, shortName(devices[device])), ": its own picture, film ", el("code", {}, devices[device].film_hash.slice(0, 8))));
  const map = ({ device, own_picture, difference }) => el("div", {},
    el("div", { class: "map" }, el("img", { alt: `Differences of ${shortName(devices[device])}`, src: difference }),
      own_picture ? null : el("span", {}, "equal, bit for bit")),
    el("p", {}, el("b", {}, shortName(devices[device])), `${isOurs(devices[device]) ? "" : " (baseline)"}: ${devices[device].differing_pixels} of ${scene.width * scene.height} pixels differ`));
  return figure("Pictures",
    el("div", { class: "picture" }, el("img", { width: 2 * scene.width, alt: `${scene.scene} as drawn by ${shortName(first)}`, src: shown.picture }),
      el("p", {}, `Drawn by ${shortName(first)}, film `, el("code", {}, first.film_hash))),
    el("div", { class: "pictures" }, shown.others.map((other) => [other.own_picture ? own(other) : null, map(other)])),
    shown.others.length === 0 ? null : caption("Maps of the differences from the first device's picture: black is equal, bit for bit. Any difference shows, brighter where an eye would see more of it (FLIP)."));
}

function sceneSection(scene, shown) {
  const devices = scene.devices;
  return el("section", {}, el("h2", {}, scene.scene),
    el("p", { class: "soft" }, `${scene.width} × ${scene.height} pixels, ${scene.spp} samples a pixel, depth ${scene.max_depth}, seed ${scene.seed}, ${scene.method}: ${si(scene.samples)} primary samples a run`),
    cards(devices), shortRuns(devices), speedChart(devices), devicesTable(devices),
    comparisons(devices, scene.same_gpu, "One GPU, two interfaces", "Matched by the UUID that both drivers report."),
    comparisons(devices, scene.over_baselines, "The CPU against a baseline", "The same scene with as many threads. A baseline only finds hits; its shading is ours."),
    runsChart(devices), startChart(devices), phasesTable(devices), scaling(devices, scene.scaling), pictures(scene, shown));
}

const fact = (key) => BENCH.machine[key] ?? NOT_READABLE;

/** A warning where other work kept the machine busy. */
function busyNotice() {
  const [load, cores] = [parseFloat(fact("load_average")), parseFloat(fact("logical_cores"))];
  if (!(load >= 0.25 * cores)) return null;
  return el("p", { class: "notice" }, `The machine was busy when the bench began: a load of ${load.toFixed(2)} on ${cores} logical cores. ` +
    "Processors' figures are lower than on an idle machine, and spread more.");
}

const byId = (id, ...children) => document.getElementById(id).append(...children.filter((child) => child !== null));
document.title = `Triptych bench: ${BENCH.scenes.map((scene) => scene.scene).join(", ")}`;
byId("where", `${fact("processor")} · ${fact("logical_cores")} logical cores · ${fact("system")} · ${BENCH.date.slice(0, 10)} ${BENCH.date.slice(11, 16)} UTC`);
byId("notices", busyNotice());
byId("scenes", ...BENCH.scenes.map((scene, i) => sceneSection(scene, DATA.pictures[i])));
byId("machine", ...Object.entries(BENCH.machine).map(([key, value]) => el("div", {}, el("dt", {}, DATA.labels[key]), el("dd", {}, value))));
byId("rounds", `Here ${BENCH.warmup} round${BENCH.warmup === 1 ? " warms" : "s warm"} up and ${BENCH.runs} count${BENCH.runs === 1 ? "s" : ""}.`);
byId("version", BENCH.version);
