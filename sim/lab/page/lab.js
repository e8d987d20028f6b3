// The page of the lab: what the server tells is shown, what is turned is sent.

import { hoursOf, linesChart, turnoutPanel, element } from "./charts.js";
import { follow } from "./follow.js";
import { Knobs } from "./knobs.js";
import { metricsTable, pairsView, seatsTable, targetTables } from "./tables.js";

const at = (id) => document.getElementById(id);
const here = { session: null, origin: null, name: "", opened: null, state: null, view: null, bands: null, busy: false, waiting: null };
const BUSY_MS = 1500;

// Requests in one order: two at once may overtake each other, and the older value would stay.
let asked = Promise.resolve();

function ask(what, body) {
  const answered = asked.then(() => post(what, body));
  asked = answered;
  return answered;
}

async function post(what, body) {
  try {
    const answer = await fetch(what, { method: "POST", body: JSON.stringify(body) });
    at("lost").hidden = true;
    if (answer.status === 404) return { problems: [{ key: "", message: "this address is out of date: open the one that saylau lab printed" }] };
    return await answer.json();
  } catch {
    lost();
    return { problems: [{ key: "", message: "the server does not answer" }] };
  }
}

// A knob that is turned sends its next value once the last one is shown.
async function send(key, value, draft) {
  if (draft && here.busy) {
    here.waiting = [key, value];
    return;
  }
  here.waiting = null;
  here.busy = true;
  setTimeout(free, BUSY_MS);
  const { problems } = await ask("change", { key, value, draft });
  knobs.fail(key, problems ? problems.map((each) => each.message).join("; ") : "");
  if (problems) free();
}

function free() {
  here.busy = false;
  if (here.waiting) send(...here.waiting, true);
}

const knobs = new Knobs(send);

function lost() {
  at("lost").hidden = false;
  at("lost").textContent = "The server does not answer. Trying again …";
}

function listen() {
  const shows = {
    hello, lost, state: showState, base: (view) => { here.opened = view; }, view: showView, day: showDay,
    progress: showProgress, failed: showFailed, pairs: showPairs, bands: showBands,
  };
  const show = (kind, text) => {
    at("lost").hidden = true;
    shows[kind](JSON.parse(text));
  };
  if (!window.SharedWorker) {
    follow(show);
    return;
  }
  const worker = new SharedWorker("worker.js", { type: "module" }), { port } = worker;
  worker.onerror = () => follow(show);
  port.onmessage = ({ data: [kind, text] }) => show(kind, text);
  addEventListener("pagehide", ({ persisted }) => { if (!persisted) port.postMessage("closed"); });
}

function hello(told) {
  if (here.session === told.session) return;
  const before = here.state?.settings ?? {}, changed = Object.keys(before).length > 0;
  const other = here.origin !== told.opened, left = other && changed ? ` What was changed in ${here.name} is not taken over.` : "";
  Object.assign(here, { session: told.session, origin: told.opened, name: told.scenario, opened: null, bands: null, busy: false, waiting: null });
  knobs.build(told);
  showFailed(null);
  at("title").textContent = `${told.scenario}: turn a parameter, see what it does`;
  const incidents = told.incidents ? `; ${told.incidents} incident${told.incidents > 1 ? "s" : ""} as in its file` : "";
  at("about").textContent = `${told.description ? `${told.description}. ` : ""}Simulated, ${told.date}, seed ${told.seed}${incidents}.${left}`;
  at("left-out").hidden = !told.left_out;
  at("left-out").textContent = `${told.left_out} regions are not on this page: set their parameters with --set, and see saylau run.`;
  showKey(told.bands);
  at("pairs").replaceChildren();
  if (other) {
    knobs.reasons.clear();
    at("file").value = `${told.scenario.slice(0, 50)}-changed.toml`;
  } else if (changed) {
    // A server that was started again takes on what this page had, unless it was changed already.
    ask("restore", { settings: before });
  }
}

function showKey(bands) {
  const part = (name, text) => element("span", { class: name }, text);
  at("turnout-key").replaceChildren(
    part("now1", "now"), part("ghost", "as opened"),
    ...(bands ? [part("band", "5 to 95 % of the replications that were opened")] : []),
    part("mark", "reported, with what counts as met"), part("mark least", "reported: at least"), part("mark hollow", "hollow: not met"));
}

function showState(state) {
  here.state = state;
  knobs.show(state);
  at("command").textContent = state.command || "A result keeps its scenario, not the file that it was run from: save it below, then run that file.";
  at("copy").hidden = !state.command;
  const focused = at("state-list").contains(document.activeElement);
  at("state-list").replaceChildren(...[...state.states].reverse().map(stateItem));
  if (focused) at("state-list").querySelector("[aria-current]")?.focus();
  for (const [id, usual] of [["pair-a", 0], ["pair-b", state.number]]) {
    const list = at(id), picked = list.dataset.touched ? list.value : String(usual);
    list.replaceChildren(...state.states.map((each) => element("option", { value: each.number }, `${each.number}: ${each.label}`)));
    list.value = state.states.some((each) => String(each.number) === picked) ? picked : String(usual);
  }
}

function stateItem(each) {
  const current = each.number === here.state.number;
  const text = `${each.number}: ${each.label}${each.met ? ` (${each.met} targets met)` : ""}`;
  const button = element("button", { type: "button", disabled: current, "aria-label": `Go to state ${each.number}` }, current ? "Shown" : "Go to");
  button.addEventListener("click", () => ask("back", { number: each.number }));
  return element("li", { "aria-current": current ? "true" : false, tabindex: current ? "-1" : false }, element("span", {}, text), button);
}

function showView(view) {
  here.view = view;
  const opened = here.opened, changed = opened && view.number !== opened.number;
  showHeadline(view, opened);
  const was = new Map((changed ? opened.curves : []).map((curve) => [curve.code, curve]));
  const hours = hoursOf(...view.curves, ...was.values());
  const bands = bandsOf(view);
  at("curves").replaceChildren(...view.curves.map((curve) => turnoutPanel(curve, was.get(curve.code), hours, bands.get(curve.code))));
  const none = element("p", { class: "small" }, "This scenario has no reported values.");
  const names = new Map(view.curves.map((curve) => [curve.code, curve.name]));
  const tables = targetTables(view.targets, view.reference, changed, names);
  at("target-tables").replaceChildren(...(tables.length ? tables : [none]));
  showWaits(view.waits, changed ? opened.waits : null);
  at("night-chart").replaceChildren(linesChart(view.night, changed ? opened.night : null, 100, [0, 50, 100], " %", "The night: protocols accepted, ballots counted, races called, per cent"));
  metricsTable(at("waits-table"), view.metrics, "Waits");
  metricsTable(at("night-table"), view.metrics, "Night");
  metricsTable(at("votes-table"), view.metrics, "Turnout and votes");
  seatsTable(at("seats-table"), view.seats, opened?.seats);
  at("seats-note").textContent = view.missed === null ? "" : `${view.missed} seats more or fewer than ${view.reference}, added up over regions and parties.`;
  knobs.showIdle(view.idle);
  at("progress").hidden = true;
  const bug = view.breached.length ? ` INVARIANTS BROKEN: ${view.breached.join("; ")}` : "";
  at("status").textContent = `Simulated in ${view.took_s.toFixed(2)} s.${bug}`;
  document.body.dataset.shown = view.number;
  free();
}

// Turnout as soon as the day is run; the night follows.
function showDay(day) {
  const opened = here.opened;
  if (!opened || day.number !== here.state?.number || day.curves.length !== opened.curves.length) return;
  const was = new Map(opened.curves.map((curve) => [curve.code, curve]));
  if (!day.curves.every(([code]) => was.has(code))) return;
  const shown = day.curves.map(([code, hours, pct]) => {
    const marks = was.get(code).marks.map((each) => ({ ...each, met: isMet(each, hours, pct) }));
    return { ...was.get(code), hours, pct, marks };
  });
  const hours = hoursOf(...shown, ...was.values());
  at("curves").replaceChildren(...shown.map((curve) => turnoutPanel(curve, was.get(curve.code), hours)));
  document.body.dataset.day = day.number;
}

// Intervals by code: of the replications of this state, else of the result that was opened.
function bandsOf(view) {
  const mine = here.bands?.number === view.number && here.bands.curves.length;
  at("bands-note").textContent = mine ? `grey: 5 to 95 % of ${here.bands.done} replications of this state` : "";
  if (mine) return new Map(here.bands.curves.map(([code, hours, low, high]) => [code, { hours, low, high }]));
  return new Map(view.curves.filter((curve) => curve.low.length).map((curve) => [curve.code, curve]));
}

function showBands(bands) {
  here.bands = bands;
  if (here.view?.number === bands.number && bands.curves.length) showView(here.view);
  if (bands.done < bands.of) return;
  at("progress").hidden = true;
  at("status").textContent = "The replications are done.";
}

function isMet(mark, hours, pct) {
  const after = hours.findIndex((hour) => hour >= mark.hour), k = Math.max(after, 1);
  if (after < 0) return mark.met;
  const part = (mark.hour - hours[k - 1]) / (hours[k] - hours[k - 1]);
  const value = pct[k - 1] + part * (pct[k] - pct[k - 1]);
  return mark.least ? value >= mark.pct : Math.abs(value - mark.pct) <= mark.within;
}

function showWaits(waits, opened) {
  const most = Math.max(1, ...[waits, opened].filter(Boolean).flatMap((each) => each.values.flat()));
  const step = [1, 2, 5, 10, 20, 30, 60, 120, 240].find((each) => most / each <= 4) ?? 480;
  const top = Math.ceil(most / step) * step;
  const ticks = Array.from({ length: top / step + 1 }, (_, k) => k * step);
  at("waits-chart").replaceChildren(linesChart(waits, opened, top, ticks, " min", "Whole wait by half hour of arrival, local time, minutes: mean, and 95 in 100 at most"));
}

const HEADLINE = new Map([
  ["turnout_pct", ["Turnout", " %"]], ["waits.whole_p95_s", ["Wait, 95 in 100", " min"]],
  ["night.all_called", ["Last race called", ""]], ["night.all_accepted", ["Last protocol", ""]],
]);

function showHeadline(view, opened) {
  const item = (label, now, was) => element("li", {}, `${label} `, element("b", {}, now),
    ...(was !== null && was !== now ? [element("span", { class: "was" }, ` was ${was}`)] : []));
  const met = (each) => `${each.met} of ${each.of}`;
  const of = view.metrics.filter((row) => HEADLINE.has(row.metric));
  at("headline").replaceChildren(
    ...(view.of ? [item("Targets met", met(view), opened ? met(opened) : null)] : []),
    ...of.map((row) => {
      const [label, unit] = HEADLINE.get(row.metric);
      return item(label, row.second + unit, row.first + unit);
    }),
    ...(view.missed === null ? [] : [item("Seats missed", String(view.missed), opened ? String(opened.missed) : null)]));
}

function showProgress({ stage, share }) {
  at("progress").hidden = false;
  at("progress").value = share;
  at("status").textContent = `${stage}: ${Math.round(100 * share)} %`;
}

function showFailed(failed) {
  const problems = failed?.problems ?? [];
  at("failed").hidden = !problems.length;
  at("failed").replaceChildren(...problems.map((each) => element("li", {}, each.message)));
  if (!problems.length) return;
  for (const each of problems) knobs.fail(each.key, each.message);
  at("progress").hidden = true;
  const all = problems.length > 1 ? ` (${problems.length} problems)` : "";
  at("status").textContent = `Not simulated${all}: what is shown is of the state before.`;
  free();
}

function showPairs(found) {
  at("pair-stop").hidden = !found.running;
  at("pairs").replaceChildren(...pairsView(found));
  if (found.running) return;
  at("progress").hidden = true;
  at("status").textContent = found.done < found.of ? "The comparison was ended." : "The comparison is done.";
}

for (const id of ["pair-a", "pair-b"]) at(id).addEventListener("change", () => { at(id).dataset.touched = "yes"; });

at("pair-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { problems } = await ask("compare", { first: Number(at("pair-a").value), second: Number(at("pair-b").value) });
  if (problems) at("pairs").replaceChildren(element("p", { class: "error" }, problems.map((each) => each.message).join("; ")));
});
at("replicate").addEventListener("click", () => ask("replicate", {}));
at("pair-stop").addEventListener("click", () => ask("stop", {}));
at("undo-all").addEventListener("click", () => { ask("settings", { settings: {} }); at("search").focus(); });

at("save-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const reasons = Object.fromEntries([...knobs.reasons].filter(([key]) => key in here.state.settings));
  const { problems, path } = await ask("save", { file: at("file").value, why: at("why").value, reasons });
  at("file").setAttribute("aria-invalid", String(Boolean(problems?.some((each) => each.key === "file"))));
  at("saved").className = problems ? "error" : "";
  at("saved").textContent = problems ? problems.map((each) => each.message).join("; ") : `Saved as ${path}. Run it with: saylau run ${path}`;
});

at("copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText(at("command").textContent);
  at("copied").textContent = "Copied.";
});

listen();
