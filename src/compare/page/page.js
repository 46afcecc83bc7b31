// The list of pairs, worst first, with filters and keys.
// SPDX-License-Identifier: MIT
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const viewer = new Viewer(document.getElementById("viewer"));
const list = document.getElementById("pairs");
let hidden = new Set();
let current = -1;

const figure = value => value === null || value === undefined ? "-" : Number(value).toPrecision(4).replace(/\.?0+($|e)/, "$1");

function figures(pair) {
  const texts = [];
  if (pair.pixels) texts.push(`${pair.differing_pixels} of ${pair.pixels} pixels differ`);
  if (pair.flip !== null && pair.flip !== undefined) texts.push(`FLIP ${figure(pair.flip)} (${pair.flip_kind.toUpperCase()})`);
  if (pair.all && pair.differing_pixels) texts.push(`largest error ${figure(pair.all.max_error)}`, `RMSE ${figure(pair.all.rmse)}`);
  return texts;
}

function channelTable(pair) {
  const head = ["channel", "differing", "max ULP", "max", "mean", "RMSE", "PSNR", "50 %", "95 %", "99 %", "99.9 %"];
  const row = (name, m) => make("tr", {}, ...[name, m.differing, m.max_ulp,
    ...(m.whole_numbers ? [] : [m.max_error, m.mean_error, m.rmse, m.psnr, ...Object.values(m.percentiles)]).map(figure)]
    .map((text, i) => make(i ? "td" : "th", {text})));
  return make("div", {class: "scroll"}, make("table", {}, make("tr", {}, ...head.map(text => make("th", {text}))),
    ...pair.channels.map(channel => row(channel.name, channel)), row("all", pair.all)));
}

function details(pair, index) {
  const parts = [make("p", {}, make("span", {class: `chip ${pair.verdict}`, text: pair.verdict}))];
  for (const reason of pair.reasons) parts.push(make("p", {text: reason}));
  if (pair.error) parts.push(make("p", {text: pair.error}));
  const own = Object.entries(pair.thresholds || {});
  if (own.length) parts.push(make("p", {class: "soft", text: `Thresholds: ${own.map(([name, limit]) => `${name} ${limit}`).join(", ")}.`}));
  if (pair.channels && pair.channels.length) parts.push(channelTable(pair));
  if (pair.values) parts.push(make("p", {class: "soft", text: pair.values === "codes" ? "Values are codes of sRGB from 0 to 1." : "Values are linear light."}));
  const exposure = picture(index, "exposure");
  if (exposure) parts.push(make("p", {class: "soft", text: `A and B are shown at an exposure of ${exposure} stops.`}));
  for (const side of ["a", "b"]) if (pair[side]) parts.push(make("p", {class: "soft", text: `${side.toUpperCase()}: ${pair[side]}`}));
  return make("div", {}, ...parts);
}

function entry(pair, index) {
  const address = picture(index, "b") || picture(index, "a");
  const button = make("button", {type: "button", class: address ? "pair" : "pair bare"});
  if (address) button.append(make("img", {class: "thumb", src: address, alt: "", loading: "lazy"}));
  button.append(make("b", {text: pair.name}),
    make("span", {class: "figures"}, make("span", {class: `chip ${pair.verdict}`, text: pair.verdict}), ...figures(pair).map(text => make("span", {text}))));
  const why = pair.error || pair.reasons.join("; ");
  if (why) button.append(make("span", {class: "why", text: why}));
  button.addEventListener("click", () => choose(index === current ? -1 : index));
  return make("li", {}, button);
}

const entries = data.pairs.map(entry);

function choose(index, scrolls = true) {
  if (current >= 0) entries[current].firstChild.classList.remove("open");
  current = index;
  if (index < 0) return viewer.close();
  entries[index].firstChild.classList.add("open");
  viewer.open(data.pairs[index], index, details(data.pairs[index], index));
  if (scrolls) viewer.element.scrollIntoView({block: "start"});
}

function step(by) {
  const shown = data.pairs.map((pair, i) => i).filter(i => !hidden.has(data.pairs[i].verdict));
  const place = shown.indexOf(current) + by;
  if (shown.length) choose(shown[Math.min(Math.max(place, 0), shown.length - 1)]);
}

function filter() {
  entries.forEach((element, i) => { element.hidden = hidden.has(data.pairs[i].verdict); });
}

function filters() {
  for (const [verdict, count] of Object.entries(data.counts).reverse()) {
    if (!count) continue;
    const button = make("button", {type: "button", "aria-pressed": "true"}, `${count} ${verdict}`);
    button.addEventListener("click", () => {
      const isHidden = !hidden.delete(verdict);
      if (isHidden) hidden.add(verdict);
      button.setAttribute("aria-pressed", String(!isHidden));
      filter();
    });
    document.getElementById("filters").append(button);
  }
}

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isSlider = event.target.type === "range";
  if (event.key === "Escape") choose(-1);
  else if (event.key === "j" || (event.key === "ArrowRight" && !isSlider)) step(1);
  else if (event.key === "k" || (event.key === "ArrowLeft" && !isSlider)) step(-1);
  else if (!viewer.key(event.key)) return;
  event.preventDefault();
});

const total = data.pairs.length, refused = data.counts.different + data.counts.missing + data.counts.failed;
document.getElementById("title").textContent = refused ? `${refused} of ${total} pictures do not pass` : total === 1 ? "The picture passes" : `All ${total} pictures pass`;
document.title = `${document.getElementById("title").textContent} - Triptych compare`;
document.getElementById("summary").textContent = data.without_pictures ? `Worst first. ${data.without_pictures} pairs are listed without pictures.` : "Worst first.";
document.getElementById("version").textContent = data.version;
const limits = Object.entries(data.thresholds);
document.getElementById("thresholds").append(...(limits.length ? limits : [["thresholds", "none: pictures must be equal to the bit"]])
  .map(([name, limit]) => make("div", {}, make("dt", {text: limits.length ? `--${name.replaceAll("_", "-")}` : name}), make("dd", {text: String(limit)}))));
filters();
list.append(...entries);
if (total && refused) choose(0, false);
