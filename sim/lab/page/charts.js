// Charts as SVG: what is simulated now, and what the scenario as opened gives, as a grey ghost.

const SVG = "http://www.w3.org/2000/svg";

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function drawn(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export class Scale {
  constructor(width, height, hours, top, left = 30) {
    Object.assign(this, { width, height, hours, top, left, bottom: 18, right: 8, above: 8 });
  }
  x(hour) {
    const [first, last] = this.hours;
    return this.left + ((hour - first) / (last - first || 1)) * (this.width - this.left - this.right);
  }
  y(value) {
    const room = this.height - this.bottom - this.above;
    return this.height - this.bottom - (value / this.top) * room;
  }
  at(hour, value) {
    return `${this.x(hour).toFixed(1)} ${this.y(value).toFixed(1)}`;
  }
  path(hours, values) {
    return hours.length ? "M" + hours.map((h, k) => this.at(h, values[k])).join("L") : "";
  }
  area(hours, low, high) {
    const back = hours.map((h, k) => this.at(h, low[k])).reverse();
    return `${this.path(hours, high)}L${back.join("L")}Z`;
  }
}

function axes(scale, yTicks, unit) {
  const span = scale.hours[1] - scale.hours[0];
  const most = Math.max(2, Math.floor((scale.width - scale.left) / 34));
  const step = [1, 2, 3, 4, 6, 8, 12, 24].find((each) => span / each <= most) ?? 48;
  const parts = [];
  for (const value of yTicks) {
    const y = scale.y(value).toFixed(1);
    parts.push(drawn("line", { class: "grid", x1: scale.left, x2: scale.width - scale.right, y1: y, y2: y }));
    parts.push(drawn("text", { class: "tick", x: scale.left - 4, y: Number(y) + 4, "text-anchor": "end" }, `${value}${unit}`));
  }
  for (let hour = Math.ceil(scale.hours[0] / step) * step; hour <= scale.hours[1]; hour += step) {
    const text = String(hour % 24).padStart(2, "0");
    parts.push(drawn("text", { class: "tick", x: scale.x(hour).toFixed(1), y: scale.height - 4, "text-anchor": "middle" }, text));
  }
  return parts;
}

export function hoursOf(...series) {
  const all = series.filter(Boolean).flatMap((each) => [each.hours[0], each.hours.at(-1)]);
  const known = all.filter((hour) => hour !== undefined);
  return known.length ? [Math.min(...known), Math.max(...known)] : [0, 24];
}

// Some lines over hours, the first in the first colour; their ghosts below.
export function linesChart(now, opened, top, ticks, unit, text) {
  const scale = new Scale(640, 220, hoursOf(now, opened), top, 44);
  const svg = drawn("svg", { viewBox: "0 0 640 220", role: "img", "aria-label": text }, ...axes(scale, ticks, unit));
  for (const values of opened?.values ?? []) {
    svg.append(drawn("path", { class: "ghost", d: scale.path(opened.hours, values) }));
  }
  now.values.forEach((values, k) => {
    svg.append(drawn("path", { class: `line now${k + 1}`, d: scale.path(now.hours, values) }));
  });
  return element("figure", { class: "graph" }, svg);
}

function mark(scale, each) {
  const x = scale.x(each.hour), y = scale.y(each.pct), kind = each.met ? "reported" : "reported not-met";
  const shape = each.least
    ? `M${x - 4} ${y + 3}L${x} ${y - 4}L${x + 4} ${y + 3}Z`
    : `M${x - 4} ${y}L${x} ${y - 4}L${x + 4} ${y}L${x} ${y + 4}Z`;
  const group = drawn("g", {}, drawn("title", {}, each.text));
  if (each.within) {
    group.append(drawn("line", { class: "reported", x1: x, x2: x, y1: scale.y(Math.max(each.pct - each.within, 0)), y2: scale.y(Math.min(each.pct + each.within, 100)) }));
  }
  group.append(drawn("path", { class: kind, d: shape }));
  return group;
}

const percent = (value) => `${value.toFixed(1)} %`;

// Turnout of one region: curve, ghost, interval (`band` has hours, low and high), reported values.
export function turnoutPanel(curve, opened, hours, band) {
  const scale = new Scale(220, 130, hours, 100);
  const last = curve.pct.at(-1) ?? 0, was = opened?.pct.at(-1);
  const marks = curve.marks.map((each) => each.text).join("; ");
  const name = curve.name === curve.code ? curve.code : `${curve.name} (${curve.code})`;
  const said = `Turnout by hour, ${name}: ${percent(last)} at the end${marks ? `; ${marks}` : ""}`;
  const svg = drawn("svg", { viewBox: "0 0 220 130", role: "img", "aria-label": said }, ...axes(scale, [0, 50, 100], ""));
  if (band) svg.append(drawn("path", { class: "band", d: scale.area(band.hours, band.low, band.high) }));
  if (opened) svg.append(drawn("path", { class: "ghost", d: scale.path(opened.hours, opened.pct) }));
  svg.append(drawn("path", { class: "line now1", d: scale.path(curve.hours, curve.pct) }));
  svg.append(...curve.marks.map((each) => mark(scale, each)));
  const before = was !== undefined && percent(was) !== percent(last) ? `, was ${percent(was)}` : "";
  const later = curve.later ? `; doors ${curve.later}` : "";
  const caption = element("figcaption", {}, element("b", {}, name), ` ${percent(last)}${before}${later}`);
  const figure = element("figure", { class: "graph" }, svg, caption);
  figure.dataset.code = curve.code;
  return figure;
}

export function seatBar(seats, opened, most) {
  const svg = drawn("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" });
  svg.append(drawn("rect", { class: "seat", width: (100 * seats) / most, height: 10 }));
  if (opened !== undefined && opened !== seats) {
    svg.append(drawn("rect", { class: "seat-ghost", width: (100 * opened) / most, height: 10, "vector-effect": "non-scaling-stroke" }));
  }
  return svg;
}
