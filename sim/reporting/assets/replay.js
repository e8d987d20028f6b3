// The replay: one frame is five minutes of night.csv; all results share one clock.
(() => {
  "use strict";
  const page = window.saylau, { tr, tr_n, text } = page;
  const data = JSON.parse(document.getElementById("data").textContent);
  const frames = data.frames, last = frames.length - 1;
  const by = (id) => document.getElementById(id);
  const section = by("replay"), clock = by("clock"), day = by("day");
  const play = by("play"), scrub = by("scrub"), speed = by("speed"), announce = by("announce");
  const CALLS = 5, ANNOUNCE_MINUTES = 30, ANNOUNCE_MS = 4000;
  const listeners = [];
  let frame = last, timer = 0, announced = 0, anew = false;

  document.documentElement.classList.add("scripted");

  // Numbers as in the files, with separators of thousands; progress in whole per cent, rounded
  // down, shares of votes with one decimal: 0 only of none, 100 only of all.
  const grouped = (whole) => page.localized(whole.replace(/\B(?=(\d{3})+(?!\d))/g, ","));
  const raw = (value, pct) => pct && Number.isInteger(value) ? value.toFixed(1) : String(value);
  const whole = (pct) => String(Math.max(Math.floor(pct), Number(pct > 0)));
  const tenth = (pct) => {
    const found = pct.toFixed(1);
    const changed = pct > 0 && found === "0.0" ? "0.1" : pct < 100 && found === "100.0" ? "99.9" : found;
    return page.localized(changed);
  };
  const formatted = (value, field = "") => !isPct(field) ? grouped(String(value))
    : field.startsWith("votes_") ? tenth(value) : whole(value);
  const band = (low, high) => whole(low) === whole(high) ? whole(low) : tr("{low} to {high}", { low: whole(low), high: whole(high) });
  const isPct = (field) => field.includes("_pct");
  const hour = (stamp) => stamp.slice(11, 16);
  // With the days after the election day, as the summary has them.
  const moment = (stamp) => {
    const days = Math.round((Date.parse(stamp.slice(0, 10)) - Date.parse(data.date)) / 86_400_000);
    const signed = days > 0 ? `+${days}` : String(days);
    return days ? tr("{time} {days} d", { time: hour(stamp), days: signed }) : hour(stamp);
  };
  const dayOf = (stamp) => page.date(stamp.slice(0, 10));
  const level = (pct) => pct >= 100 ? 6 : pct > 0 ? Math.max(1, Math.ceil(Math.floor(pct) / 20)) : 0;

  const put = (element, text) => {
    if (element.firstChild && element.firstChild.nodeType === 3) element.firstChild.data = text;
    else element.textContent = text;
  };

  function cell(element, value, field) {
    const exact = raw(value, isPct(field));
    if (element.dataset.value === exact && !anew) return;
    element.dataset.value = exact;
    put(element, formatted(value, field));
  }

  // The elements of one result that change with the clock, looked up once.
  function sideOf(result, index) {
    const root = section.querySelector(`[data-result="${index}"]`);
    const all = (selector, inside = root) => [...inside.querySelectorAll(selector)];
    const whole = Object.values(result.night)[0];
    const cells = all("tr[data-code]").flatMap((row) => all("[data-field]", row).map(
      (element) => [element, result.night[row.dataset.code][element.dataset.field], element.dataset.field]));
    const votes = all("tr[data-party]").flatMap((row) => all("[data-field]", row).map((element) =>
      element.dataset.field === "seats"
        ? [element, result.seats[row.dataset.party], "seats"]
        : [element, whole[element.dataset.field], element.dataset.field]));
    const bars = result.seats === null ? [] : all("tr[data-party]").map((row) =>
      [row.querySelector(".bar-fill"), result.seats[row.dataset.party]]).filter(([bar]) => bar);
    const rows = all("tr[data-votes]");
    const votesOf = rows.flatMap((row) => all("[data-field]", row).map((element) =>
      [element, whole[element.dataset.field], element.dataset.field]));
    const widths = rows.map((row) => row.querySelector(".bar-fill")).map((bar) => [bar, whole[bar.dataset.width]]);
    const regions = all("g[data-code]").map((group) => {
      const title = group.querySelector("title"), { code, place } = group.dataset;
      const label = all("text[data-label]").find((text) => text.dataset.label === code);
      return { group, place, title, label, tick: label.querySelector(".tick"), share: result.night[code].accepted_pct };
    });
    return { result, whole, cells: cells.concat(votes, votesOf), bars, widths, later: all("[data-from]"), regions,
             now: all("[data-now]"), calls: root.querySelector(".calls"),
             names: Object.fromEntries(regions.map(({ group }) => [group.dataset.code, group])),
             bands: all("[data-band]").map((element) => [element, result.night[element.dataset.band]]),
             cursor: root.querySelector(".cursor"), shown: -1 };
  }
  const sides = data.results.map(sideOf);

  function showCalls(side, stamp) {
    const calls = side.result.calls;
    let low = 0, high = calls.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (calls[middle][0] <= stamp) low = middle + 1; else high = middle;
    }
    if (low === side.shown && !anew) return;
    side.shown = low;
    const items = calls.slice(Math.max(0, low - CALLS), low).reverse().map(([at, race, code, party, share]) => {
      const item = document.createElement("li"), time = document.createElement("time"), name = document.createElement("b");
      time.dateTime = at;
      time.textContent = moment(at);
      name.textContent = text(race);
      item.append(time, " ", name, code ? ` ${side.names[code].dataset.name}: ${text(party)}` : `: ${text(party)}`);
      if (share !== null) {
        const often = document.createElement("span");
        often.className = "band";
        often.textContent = tr("in {share}", { share: `${page.localized(String(Number((100 * share).toFixed(3))))} %` });
        item.append(" ", often);
      }
      return item;
    });
    if (!items.length) {
      const none = document.createElement("li");
      none.className = "quiet";
      none.textContent = tr("None yet.");
      items.push(none);
    }
    side.calls.replaceChildren(...items);
  }

  function showSide(side, stamp) {
    for (const [element, column, field] of side.cells) cell(element, column[frame], field);
    for (const [bar, column] of side.bars)
      bar.setAttribute("width", `${(100 * column[frame] / side.result.races).toFixed(2)}%`);
    for (const [bar, column] of side.widths) bar.setAttribute("width", `${column[frame]}%`);
    // Who won is not said before the call.
    for (const element of side.later) element.style.visibility = element.dataset.from <= stamp ? "" : "hidden";
    for (const { group, title, label, tick, share } of side.regions) {
      const pct = share[frame], step = `l${level(pct)}`;
      put(title, tr("{area}: {pct} % of protocols accepted", { area: group.dataset.place, pct: whole(pct) }));
      put(tick, pct >= 100 ? "✓" : `${whole(pct)} %`);
      if (group.getAttribute("class") !== step) {
        group.setAttribute("class", step);
        label.setAttribute("class", step);
      }
    }
    for (const element of side.now) {
      const field = element.dataset.now;
      put(element, field === "clock" ? moment(stamp) : formatted(side.whole[field][frame], field));
    }
    for (const [element, { accepted_pct_p05: low, accepted_pct_p95: high }] of side.bands)
      put(element, band(low[frame], high[frame]));
    const x = data.x[0] + (data.x[1] - data.x[0]) * (last ? frame / last : 1);
    side.cursor.setAttribute("x1", `${x}%`);
    side.cursor.setAttribute("x2", `${x}%`);
    showCalls(side, stamp);
  }

  function show(wanted) {
    frame = Math.min(last, Math.max(0, wanted));
    const stamp = frames[frame];
    put(clock, hour(stamp));
    clock.dateTime = stamp;
    put(day, dayOf(stamp));
    if (Number(scrub.value) !== frame) scrub.value = frame;
    scrub.setAttribute("aria-valuetext", moment(stamp));
    for (const side of sides) showSide(side, stamp);
    for (const listener of listeners) listener(frame, stamp);
  }

  // A screen reader gets the state every half hour, with time to read it, and when replay stops.
  function announceAt(stamp) {
    announced = performance.now();
    announce.textContent = sides.map(({ whole: night, result }) => tr_n(
      "{time}: {pct} % of protocols accepted, {called} of {n} race called",
      "{time}: {pct} % of protocols accepted, {called} of {n} races called", result.races,
      { time: moment(stamp), pct: whole(night.accepted_pct[frame]), called: night.races_called[frame] })).join("; ");
  }

  function setPlaying(on) {
    clearInterval(timer);
    timer = on ? setInterval(step, 1000 / Number(speed.value)) : 0;
    play.textContent = on ? tr("Pause") : tr("Play");
    play.setAttribute("aria-pressed", String(on));
  }

  function step() {
    show(frame + 1);
    const stamp = frames[frame];
    const due = Number(stamp.slice(14, 16)) % ANNOUNCE_MINUTES === 0 && performance.now() - announced > ANNOUNCE_MS;
    if (due || frame === last) announceAt(stamp);
    if (frame === last) setPlaying(false);
  }

  function go(wanted) {
    setPlaying(false);
    show(wanted);
  }

  function toggle() {
    if (!timer && frame === last) show(0);
    if (timer) announceAt(frames[frame]); else announced = performance.now() - ANNOUNCE_MS;
    setPlaying(!timer);
  }

  play.addEventListener("click", toggle);
  scrub.addEventListener("input", () => go(Number(scrub.value)));
  speed.addEventListener("change", () => { if (timer) setPlaying(true); });

  const moves = { ArrowLeft: () => frame - 1, ArrowRight: () => frame + 1, Home: () => 0, End: () => last };
  section.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = event.target;
    // Native controls keep their keys; a table that scrolls keeps its arrow keys.
    if (event.key === " ") {
      if (target.closest("button, select, summary, a, input:not([type=range])")) return;
      event.preventDefault();
      toggle();
    } else if (event.key in moves && (target === section || target === play || target === scrub)) {
      event.preventDefault();
      go(moves[event.key]());
    }
  });

  show(data.open);
  page.onLanguage(() => {
    anew = true;
    show(frame);
    anew = false;
    play.textContent = timer ? tr("Pause") : tr("Play");
    announce.textContent = "";
  });
  // What the other scripts of the page share with this one.
  Object.assign(page, {
    data, frames, sides, go, hour, moment, formatted, tenth, whole, section,
    playing: () => timer !== 0,
    frame: () => frame,
    onFrame(listener) { listeners.push(listener); },
  });
})();
