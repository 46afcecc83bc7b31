// The pictures of one pair: A, B, difference, heat map, a slider and a blink.
// SPDX-License-Identifier: MIT
"use strict";

// An element with text, a class and children; text never becomes markup.
function make(tag, options = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(options)) {
    if (key === "text") element.textContent = value;
    else if (key === "class") element.className = value;
    else if (key in element && key !== "style") element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

const MODES = [["a", "A"], ["b", "B"], ["difference", "Difference"], ["heat", "Heat map"], ["slider", "Slider"], ["blink", "Blink"]];
const BLINK_MS = 600;

// The address of a picture of a pair, or null.
function picture(index, kind) {
  const holder = document.getElementById(`picture-${index}-${kind}`);
  return holder ? holder.textContent.trim() : null;
}

class Viewer {
  constructor(element) {
    this.element = element;
    this.mode = this.wanted = "slider"; // wanted: what was chosen last, where a pair has it
    this.split = 50;
    this.ringIsShown = true;
    this.timer = 0;
  }

  get isOpen() { return !this.element.hidden; }

  close() {
    clearInterval(this.timer);
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  open(pair, index, details) {
    this.close();
    this.pair = pair;
    this.images = {};
    for (const kind of ["a", "b", "difference", "heat"]) {
      const address = picture(index, kind);
      if (address) this.images[kind] = make("img", {src: address, alt: `${kind} of ${pair.name}`, hidden: true});
    }
    const first = Object.values(this.images)[0];
    this.element.append(make("h2", {text: pair.name}));
    if (first) this.element.append(...this.stage(first));
    this.element.append(details);
    this.element.hidden = false;
    if (first) this.show(this.isPossible(this.wanted) ? this.wanted : Object.keys(this.images)[0]);
  }

  isPossible(mode) {
    return mode === "slider" || mode === "blink" ? Boolean(this.images.a && this.images.b) : mode in this.images;
  }

  stage(first) {
    this.frame = make("div", {class: "frame"}, ...Object.values(this.images));
    this.ring = make("div", {class: "ring"});
    this.line = make("div", {class: "line"});
    this.frame.append(this.line, this.ring);
    this.stageElement = make("div", {class: "stage"}, this.frame);
    this.caption = make("span");
    this.slider = make("input", {type: "range", min: "0", max: "100", value: String(this.split), "aria-label": "Border between A and B"});
    this.slider.addEventListener("input", () => { this.split = Number(this.slider.value); this.place(); });
    first.decode().catch(() => {}).then(() => {
      const {naturalWidth: width, naturalHeight: height} = first;
      this.frame.style.aspectRatio = `${width} / ${height}`;
      this.frame.style.width = `${Math.max(width, Math.min(640, 8 * width))}px`;
      this.actualWidth = width;
    });
    this.buttons = MODES.filter(([mode]) => this.isPossible(mode)).map(([mode, name]) => {
      const button = make("button", {text: name, type: "button", "data-mode": mode});
      button.addEventListener("click", () => this.choose(mode));
      return button;
    });
    // Dragging across the picture moves the border, too.
    this.frame.addEventListener("pointermove", event => {
      if (this.mode !== "slider" || (event.pointerType === "mouse" && event.buttons === 0)) return;
      const box = this.frame.getBoundingClientRect();
      this.split = Math.min(100, Math.max(0, 100 * (event.clientX - box.left) / box.width));
      this.slider.value = String(this.split);
      this.place();
    });
    return [make("div", {class: "modes", role: "group", "aria-label": "Picture"}, ...this.buttons), this.stageElement,
            this.slider, make("p", {class: "caption"}, this.caption)];
  }

  choose(mode) {
    if (!this.isPossible(mode)) return;
    this.wanted = mode;
    this.show(mode);
  }

  show(mode) {
    clearInterval(this.timer);
    this.mode = mode;
    this.phase = false;
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
    if (mode === "blink") this.timer = setInterval(() => { this.phase = !this.phase; this.place(); }, BLINK_MS);
    this.place();
  }

  // What is on top of what, in this mode.
  place() {
    const shown = {slider: ["a", "b"], blink: [this.phase ? "b" : "a"]}[this.mode] || [this.mode];
    for (const [kind, image] of Object.entries(this.images)) {
      image.hidden = !shown.includes(kind);
      image.style.clipPath = this.mode === "slider" && kind === "b" ? `inset(0 0 0 ${this.split}%)` : "none";
    }
    this.slider.hidden = this.line.hidden = this.mode !== "slider";
    this.line.style.left = `${this.split}%`;
    this.caption.textContent = {slider: "A on the left, B on the right", blink: this.phase ? "B" : "A", a: "A, the reference", b: "B",
      difference: "Where any channel differs; brighter where it differs more", heat: "FLIP error, black to pale yellow"}[this.mode];
    const at = this.pair.all && this.pair.all.max_at;
    this.ring.hidden = !this.ringIsShown || !at;
    if (!at) return;
    const [left, top] = this.pair.origin || [0, 0];
    this.ring.style.left = `${100 * (at[0] - left + 0.5) / this.pair.width}%`;
    this.ring.style.top = `${100 * (at[1] - top + 0.5) / this.pair.height}%`;
  }

  key(key) {
    if (!this.isOpen || !this.buttons) return false;
    const mode = MODES[Number(key) - 1];
    if (mode) this.choose(mode[0]);
    else if (key === "s") this.choose("slider");
    else if (key === "b") this.choose("blink");
    else if (key === "m") { this.ringIsShown = !this.ringIsShown; this.place(); }
    else if (key === "z") {
      const isActual = this.stageElement.classList.toggle("actual");
      this.frame.style.width = `${isActual ? this.actualWidth : Math.max(this.actualWidth, Math.min(640, 8 * this.actualWidth))}px`;
    } else return false;
    return true;
  }
}
