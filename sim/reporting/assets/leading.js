// Who leads: a mark for each race in the shape and colour of its leader, hollow until called.
(() => {
  "use strict";
  const page = window.saylau, { data, section, tr, text } = page;
  const FEW = 24;
  const SVG = section.querySelector("svg").namespaceURI, ALL = "";
  const by = (id) => document.getElementById(id);
  const select = by("contest"), switches = [...section.querySelectorAll("[data-view]")];
  let view = "counted", contest = null;

  // Votes of a race by frame, added up once; of one region, or of all.
  const totals = new Map();
  function running(race, code) {
    const key = `${code}|${race.id}`;
    if (!totals.has(race)) totals.set(race, new Map());
    const known = totals.get(race);
    if (!known.has(key)) {
      const rows = code ? race.votes[code] || [] : Object.values(race.votes).flat();
      let sum = new Array(race.choices.length + 2).fill(0);
      known.set(key, [...rows].sort((a, b) => a[0] - b[0]).map(([frame, ...counts]) => {
        sum = sum.map((value, k) => value + counts[k]);
        return [frame, sum];
      }));
    }
    return known.get(key);
  }
  // Protocols, ballots and votes by choice of a race at a frame.
  function votesAt(race, frame, code = "") {
    const rows = running(race, code);
    let low = 0, high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle][0] <= frame) low = middle + 1; else high = middle;
    }
    const sum = low ? rows[low - 1][1] : new Array(race.choices.length + 2).fill(0);
    return { sites: sum[0], ballots: sum[1], votes: sum.slice(2) };
  }

  const choicesOf = (result, race) => race.choices.map((k) => result.votes.choices[k]);
  const markOf = (result, [label, number, party]) =>
    party >= 0 ? result.marks[party] : [label, number, ""];
  // The mark of who leads, null for nobody or a tie; after the call that of the winner.
  function leader(result, race, frame, code) {
    if (!code && race.called && race.called <= data.frames[frame]) {
      const won = race.elected >= 0 ? result.marks[race.elected] : null;
      if (won || !race.choices.length) return won;
    }
    if (result.ensemble) return leaderOfMedians(result, race, frame, code || (contest === ALL ? "" : race.region));
    const { votes } = votesAt(race, frame, code), choices = choicesOf(result, race);
    let best = -1, tie = false;
    choices.forEach((choice, k) => {
      if (choice[1] < 0 || !votes[k]) return;
      if (best < 0 || votes[k] > votes[best]) { best = k; tie = false; } else if (votes[k] === votes[best]) tie = true;
    });
    return best < 0 || tie ? null : markOf(result, choices[best]);
  }

  // Of an ensemble the page has the changes of the lead, by the median votes of each choice.
  function leaderOfMedians(result, race, frame, code) {
    const changes = race.leads[code] || [];
    const [, led] = changes.findLast(([first]) => first <= frame) || [0, -1];
    return led < 0 ? null : markOf(result, result.votes.choices[led]);
  }

  const isCalled = (race, frame) => race.called !== "" && race.called <= data.frames[frame];

  const shapeOf = (mark) => mark ? `#shape${mark[1]}` : "#nobody";

  function paint(use, mark, called) {
    const look = `${mark ? `m${mark[1]}` : "none"}${called ? "" : " hollow"}`;
    if (use.getAttribute("class") === look) return;
    use.setAttribute("class", look);
    use.setAttribute("href", shapeOf(mark));
    if (mark && mark[2]) use.setAttribute("color", mark[2]); else use.removeAttribute("color");
  }

  function mark(x, y, radius, race) {
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("transform", `translate(${x} ${y}) scale(${(radius / 11).toFixed(3)})`);
    use.dataset.open = race.id;
    return use;
  }

  // The marks of one result: one for each race of one region, or one for each region of a contest.
  function layOut(side) {
    side.marks = [];
    const group = side.group, entries = side.result.votes.entries;
    if (contest === ALL) {
      const next = {};
      for (const race of entries) {
        const places = data.dots.at[race.region];
        if (!places) continue;
        next[race.region] = (next[race.region] ?? -1) + 1;
        const [x, y] = places[next[race.region]];
        side.marks.push([mark(x, y, data.dots.radius, race), race, ""]);
      }
    } else {
      const race = entries.find((entry) => entry.id === contest);
      const counted = side.result.ensemble ? race.leads : race.votes;
      const codes = Object.keys(counted).length ? Object.keys(counted) : [race.region];
      const many = codes.length > 1;
      for (const code of codes) {
        const label = side.regions.find((region) => region.group.dataset.code === code)?.label;
        if (!label) continue;
        side.marks.push([mark(label.getAttribute("x"), Number(label.getAttribute("y")) + 18, 15, race), race, many ? code : ""]);
      }
    }
    group.replaceChildren(...side.marks.map(([use]) => use));
  }

  function legend(side, frame) {
    const counts = new Map();
    for (const [, race, code] of side.marks) {
      const found = leader(side.result, race, frame, code), label = found ? found[0] : "";
      const entry = counts.get(label) || { mark: found, n: 0, called: 0 };
      entry.n += 1;
      entry.called += isCalled(race, frame);
      counts.set(label, entry);
    }
    const rows = [...counts.values()].sort((a, b) => !a.mark - !b.mark || b.n - a.n);
    side.legend.replaceChildren(...rows.map(({ mark: found, n, called }) => {
      const item = document.createElement("li");
      const { ensemble } = side.result;
      const who = found ? text(found[0]) : ensemble && contest === ALL ? tr("not called yet, or nobody elected")
        : tr("no votes yet, a tie, or nobody elected");
      // Marks of an ensemble do not add up to the races that are called in the median of its runs.
      item.append(sign(found), " ", contest === ALL && !ensemble ? tr("{who}: {n} ({called} called)", { who, n, called }) : who);
      return item;
    }));
    side.title.textContent = titleOf(side);
    if (!rows.length) side.title.textContent += ` ${tr("Votes by candidate differ between the runs; the page of a single run has them.")}`;
  }

  // What the marks are.
  function titleOf({ result }) {
    const which = select.selectedOptions[0].textContent;
    if (contest !== ALL) {
      return result.ensemble ? tr("{contest}: who leads by median votes; hollow until the race is called in half of the runs.", { contest: which })
        : tr("{contest}: who leads; hollow until the race is called.", { contest: which });
    }
    return result.ensemble ? tr("a mark for each race: its most frequent winner, once it is called in half of the runs. Marks do not add up to the numbers of races and seats, which are medians of the runs.")
      : tr("a mark for each race, of who leads; hollow until the race is called.");
  }

  // A small picture of a mark, before the name it stands for.
  function sign(found) {
    const svg = document.createElementNS(SVG, "svg"), use = document.createElementNS(SVG, "use");
    svg.setAttribute("viewBox", "-13 -13 26 26");
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("class", `sign ${found ? `m${found[1]}` : "none"}`);
    if (found && found[2]) svg.setAttribute("color", found[2]);
    use.setAttribute("href", shapeOf(found));
    svg.append(use);
    return svg;
  }

  function show(frame) {
    if (view !== "leading") return;
    for (const side of page.sides) {
      for (const [use, race, code] of side.marks) paint(use, leader(side.result, race, frame, code), isCalled(race, frame));
      legend(side, frame);
    }
  }

  function setView(wanted, which = contest) {
    if (!select.options.length) return;
    view = wanted;
    section.classList.toggle("leading", view === "leading");
    for (const button of switches) button.setAttribute("aria-pressed", String(button.dataset.view === view));
    by("contest-label").hidden = view !== "leading" || select.options.length < 2;
    if (view === "leading") {
      if ([...select.options].some((option) => option.value === which)) contest = which;
      select.value = contest;
      page.sides.forEach(layOut);
      show(page.frame());
    }
    document.dispatchEvent(new Event("view"));
  }

  for (const side of page.sides) {
    const root = section.querySelector(`[data-result="${page.sides.indexOf(side)}"]`);
    side.group = document.createElementNS(SVG, "g");
    side.group.setAttribute("class", "marks");
    const map = root.querySelector(".map"), label = side.regions[0].label;  // Codes are above the marks.
    map.insertBefore(side.group, label.parentNode === map ? label : label.parentNode);
    side.legend = root.querySelector("ul.of-leading");
    side.title = root.querySelector("span.of-leading");
    side.marks = [];
  }
  const entries = page.sides[0].result.votes.entries;
  // A few races are contests, one at a time; of many those are that lie in several regions.
  const few = entries.length <= FEW && (!data.dots || entries.some((race) => !race.region));
  const named = few ? entries : entries.filter((race) => !race.region).slice(0, FEW);
  if (data.dots && named.length < entries.length) select.append(new Option(tr("All races"), ALL));
  for (const race of named) select.append(new Option(text(race.label), race.id));
  contest = select.value;
  const firstContest = contest;
  if (!select.options.length) {
    section.querySelector(".switch").hidden = true;
    by("no-marks").hidden = false;
  }
  for (const button of switches) button.addEventListener("click", () => setView(button.dataset.view));
  select.addEventListener("change", () => setView("leading", select.value));
  page.onFrame(show);
  page.onLanguage(() => {
    const label = new Map(named.map((race) => [race.id, race.label]));
    for (const option of select.options) option.text = option.value === ALL ? tr("All races") : text(label.get(option.value));
    show(page.frame());
  });
  Object.assign(page, { votesAt, choicesOf, markOf, isCalled, sign, setView, view: () => view, contest: () => contest, firstContest });
})();
