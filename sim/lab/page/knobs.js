// Knobs: a control for each parameter, those that were changed on top, a search.

import { element } from "./charts.js";

const IDLE = "idle";
const PAUSE_MS = 1000;

export class Knobs {
  // `send(key, value, draft)` asks the server; a value of null is that of the scenario as opened.
  constructor(send) {
    this.send = send;
    this.all = new Map();
    this.number = null;
    this.reasons = new Map();
    this.idle = {};
    document.getElementById("search").addEventListener("input", () => this.search());
  }

  build(hello) {
    this.all.clear();
    const groups = document.getElementById("groups");
    groups.replaceChildren();
    this.groups = new Map();
    for (const [name, about] of Object.entries(hello.sections)) this.addGroup(name, name, about);
    this.addGroup(IDLE, "Without effect here", "Nothing in this scenario depends on these now.");
    for (const knob of hello.knobs) {
      const made = this.make(knob);
      this.all.set(knob.key, made);
      this.groups.get(knob.section).inner.append(made.root);
    }
    this.count();
  }

  addGroup(name, title, about) {
    const n = element("span", { class: "quiet" });
    const inner = element("div");
    const root = element("details", { class: "group" },
      element("summary", {}, element("b", {}, title), " ", n),
      element("p", { class: "small group-about" }, about), inner);
    document.getElementById("groups").append(root);
    this.groups.set(name, { root, inner, n });
  }

  make(knob) {
    const id = `knob-${this.all.size}`;
    const made = { knob, value: knob.value, changed: false, wrongAt: null };
    const none = knob.nation ? "nation" : "none", whose = knob.nation ? "that of the nation" : "none";
    made.field = field(knob, id);
    made.slider = slider(knob, id);
    made.error = element("p", { class: "error", id: `${id}-error`, role: "alert", hidden: true });
    made.back = element("button", { type: "button", hidden: true, "aria-label": `Back to ${knob.value || whose}: ${knob.label}` }, `↺ ${knob.value || none}`);
    made.why = element("p", { class: "idle", hidden: true });
    const unit = knob.unit ? ` (${knob.unit})` : "";
    made.root = element("div", { class: "knob" },
      element("div", { class: "head" }, element("label", { for: id }, `${knob.label}${unit}`), made.back),
      element("div", { class: "controls-row" }, ...(made.slider ? [made.slider] : []), made.field),
      made.error,
      element("p", { class: "what" }, knob.doc),
      element("details", {}, element("summary", {}, "range and source"),
        element("p", {}, element("code", {}, knob.key)),
        element("p", {}, `${knob.allowed.replace(/^must be/, "Allowed:")}; as opened ${knob.value || whose}`),
        element("p", {}, knob.basis)),
      made.why);
    made.text = `${knob.key} ${knob.label} ${knob.doc}`.toLowerCase();
    this.listen(made);
    return made;
  }

  listen(made) {
    const { knob, field: input, slider: range } = made;
    // An empty field is the value as opened where that is none.
    const sendField = () => this.send(knob.key, input.value === "" && !knob.value ? null : input.value, false);
    if (input.type === "text") input.addEventListener("change", sendField);
    else settled(input, sendField);
    if (range) {
      range.addEventListener("input", () => {
        input.value = plain(range);
        this.send(knob.key, input.value, true);
      });
      settled(range, () => this.send(knob.key, plain(range), false));
    }
    made.back.addEventListener("click", () => {
      this.fail(knob.key, "");
      this.put(made);
      if (made.changed) this.send(knob.key, null, false);
      input.focus();
    });
  }

  // Show a value that is not allowed beside its knob; an empty message takes it away.
  fail(key, message) {
    const made = this.all.get(key);
    if (!made) return;
    made.wrongAt = message ? this.number : null;
    made.back.hidden = !message && !made.changed;
    made.error.textContent = message;
    made.error.hidden = !message;
    made.field.setAttribute("aria-invalid", String(Boolean(message)));
    if (message) made.field.setAttribute("aria-describedby", made.error.id);
    else made.field.removeAttribute("aria-describedby");
  }

  // Put the value of the state into its controls.
  put(made) {
    made.field.value = made.value;
    this.putSlider(made);
  }

  putSlider({ knob, slider: range, value }) {
    if (range && document.activeElement !== range) range.value = value || this.all.get(knob.nation)?.value || range.min;
  }

  show(state) {
    this.number = state.number;
    for (const made of this.all.values()) {
      const { key, value: opened, nation } = made.knob;
      const value = state.settings[key] ?? opened, same = value === made.value;
      made.value = value;
      made.changed = key in state.settings;
      made.root.classList.toggle("is-changed", made.changed);
      // A value that was not allowed goes with the state in which it was typed.
      const wrong = made.wrongAt !== null, left = made.wrongAt !== state.number && document.activeElement !== made.field;
      if (same && nation && !value) this.putSlider(made);
      if (same && !(wrong && left)) {
        made.back.hidden = !made.changed && !wrong;
        continue;
      }
      if (document.activeElement !== made.slider) this.put(made);
      this.fail(key, "");
    }
    this.showChanges(state);
  }

  showChanges(state) {
    document.getElementById("changed").hidden = !state.changes.length;
    const list = document.getElementById("changes");
    const there = new Map([...list.children].map((item) => [item.dataset.key, item]));
    const items = state.changes.map((change) => {
      const item = there.get(change.key) ?? this.changeItem(change.key);
      const made = this.all.get(change.key);
      const unit = change.unit ? ` ${change.unit}` : "";
      const was = made?.knob.value || "as the nation";
      item.querySelector(".text").textContent =
        `${made?.knob.label ?? change.label}: ${was} → ${state.settings[change.key]}${unit}`;
      return item;
    });
    if (items.some((item, k) => list.children[k] !== item) || items.length !== list.children.length)
      list.replaceChildren(...items);
  }

  changeItem(key) {
    const label = this.all.get(key)?.knob.label ?? key;
    const back = element("button", { type: "button", "aria-label": `Back to the value as opened: ${label}` }, "↺ Back");
    // The button goes with the row.
    back.addEventListener("click", () => { this.send(key, null, false); document.getElementById("search").focus(); });
    const why = element("input", { type: "text", placeholder: "why (goes into the saved file)", "aria-label": `Why: ${label}` });
    why.value = this.reasons.get(key) ?? "";
    why.addEventListener("input", () => this.reasons.set(key, why.value));
    const item = element("li", {}, element("div", { class: "row" }, element("span", { class: "text" }), back), why);
    item.dataset.key = key;
    return item;
  }

  // Parameters without effect come last, each with the reason.
  showIdle(idle) {
    for (const [key, made] of this.all) {
      const why = idle[key];
      made.why.hidden = !why;
      made.why.textContent = why ? `No effect: ${why}` : "";
      const wanted = this.groups.get(why ? IDLE : made.knob.section).inner;
      if (made.root.parentElement !== wanted && !made.root.contains(document.activeElement)) wanted.append(made.root);
    }
    this.count();
  }

  count() {
    for (const { root, inner, n } of this.groups.values()) {
      const shown = [...inner.children].filter((child) => !child.hidden).length;
      n.textContent = String(shown);
      root.hidden = !shown;
    }
  }

  search() {
    const words = document.getElementById("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    let n = 0;
    for (const made of this.all.values()) {
      made.root.hidden = !words.every((word) => made.text.includes(word));
      n += !made.root.hidden;
    }
    this.count();
    for (const { root } of this.groups.values()) root.open = Boolean(words.length) && !root.hidden;
    document.getElementById("found").textContent = words.length ? `${n} of ${this.all.size} parameters` : "";
  }
}

// Keys pass values on the way to the one that is meant: it is there after a pause, at Enter,
// or when the control is left.
function settled(control, send) {
  let byKey = false, timer = null;
  const now = () => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    send();
  };
  control.addEventListener("keydown", ({ key }) => {
    byKey = true;
    if (key === "Enter") now();
  });
  control.addEventListener("pointerdown", () => { byKey = false; });
  control.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(now, PAUSE_MS);
    if (!byKey) now();
  });
  control.addEventListener("blur", now);
}

function field(knob, id) {
  if (knob.kind === "choice" || knob.kind === "flag") {
    const choices = knob.kind === "flag" ? ["true", "false"] : knob.choices;
    const made = element("select", { id }, ...choices.map((text) =>
      element("option", { value: text }, { true: "yes", false: "no" }[text] ?? text)));
    made.value = knob.value;
    return made;
  }
  const number = knob.kind === "number" || knob.kind === "whole";
  const type = knob.kind === "clock" ? "time" : "text";
  const made = element("input", {
    id, type, class: `value ${knob.kind === "text" ? "long" : ""}`, autocomplete: "off", spellcheck: "false",
    inputmode: number ? "decimal" : false, placeholder: knob.value ? false : knob.nation ? "nation" : "none",
  });
  made.value = knob.value;
  return made;
}

function slider(knob, id) {
  if (knob.low === null) return null;
  const span = knob.high - knob.low;
  const fine = 10 ** Math.floor(Math.log10((span || 1) / 50));
  const step = knob.kind === "whole" ? 1 : fine;
  const made = element("input", { id: `${id}-slider`, type: "range", min: knob.low, max: knob.high, step, "aria-label": `${knob.label}, slider` });
  made.value = knob.value || knob.low;
  return made;
}

// The value of a slider, without the digits that binary fractions add.
const plain = (range) => String(Number(Number(range.value).toPrecision(6)));
