// A race opens: its candidates, votes at this time, sites, and how it was decided.
(() => {
  "use strict";
  const page = window.saylau, { data, moment, whole, tenth, tr, tr_n, text } = page;
  const by = (id) => document.getElementById(id);
  const panel = by("race"), title = by("race-title"), search = by("race-open");
  const places = [...panel.querySelectorAll("[data-side]")];
  let open = "", before = null;

  const entryOf = (result, id) => result.votes.entries.find((race) => race.id === id);
  const nameOf = (race) => text(race.label);
  const grouped = (value) => page.formatted(value);
  const element = (tag, content, attributes = {}) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (content !== "") made.textContent = content;
    return made;
  };

  // A cell is a text, or a text and its value for programs; a table has columns that only its file has.
  function table(caption, heads, rows, also) {
    const made = element("table", ""), head = element("tr", ""), body = element("tbody", "");
    made.append(element("caption", caption), element("thead", ""), body);
    made.dataset.also = JSON.stringify(also);
    made.tHead.append(head);
    heads.forEach((title, k) => head.append(element("th", title, k ? { scope: "col", class: "n" } : { scope: "col" })));
    for (const [first, ...cells] of rows) {
      const row = element("tr", ""), name = element("th", "", { scope: "row" });
      name.append(...[first].flat());
      row.append(name, ...cells.map(([shown, value]) => element("td", shown, { class: "n", "data-value": value })));
      body.append(row);
    }
    return made;
  }

  const sentence = ([first, ...others]) => `${[first[0].toUpperCase() + first.slice(1), ...others].join("; ")}.`;

  // What is known of the race at this time, as a sentence.
  function state(result, race, frame) {
    const stamp = data.frames[frame], { sites, ballots } = page.votesAt(race, frame);
    const texts = [];
    if (!result.ensemble) {
      const accepted = tr_n("{sites} of {n} protocol accepted", "{sites} of {n} protocols accepted", race.n_sites, { sites });
      texts.push(race.cast ? tr("{accepted}, {pct} % of its ballots", { accepted, pct: whole(100 * ballots / race.cast) }) : accepted);
    }
    if (!race.called || race.called > stamp) return sentence([...texts, tr("not called yet")]);
    const time = moment(race.called), winner = text(race.winner);
    texts.push(race.share === null ? tr("called at {time}: {winner}", { time, winner })
      : tr("called at {time}: {winner} in {pct} % of the runs", { time, winner, pct: whole(100 * race.share) }));
    if (race.declared && race.declared <= stamp) {
      const values = { time: moment(race.declared), way: text(race.decided), margin: race.margin };
      texts.push(race.margin === null ? tr("declared at {time}; decided by: {way}", values)
        : tr("declared at {time}; decided by: {way}, margin {margin}", values));
    }
    return sentence(texts);
  }

  const NONE = ["–", ""];
  const share = (pct) => [tenth(pct), pct.toFixed(2)];

  function votes(result, race, frame, also) {
    const { votes: counts, ballots } = page.votesAt(race, frame);
    const choices = page.choicesOf(result, race).map((choice, k) => ({ choice, votes: counts[k] }));
    choices.sort((a, b) => (a.choice[1] < 0) - (b.choice[1] < 0) || (a.choice[1] < 0 ? 0 : b.votes - a.votes));
    const rows = choices.map(({ choice, votes: n }) => [
      choice[1] < 0 ? text(choice[0]) : [page.sign(page.markOf(result, choice)), ` ${text(choice[0])}`],
      [grouped(n), n], ballots ? share(Math.min(100, 100 * n / ballots)) : NONE]);
    return table(tr("Votes at {time}", { time: moment(data.frames[frame]) }), [tr("Choice"), tr("Votes"), tr("% of ballots")], rows, also);
  }

  function sites(race, frame, also) {
    const stamp = data.frames[frame];
    const rows = race.sites.map(([id, registered, cast, accepted]) => {
      const known = accepted !== "" && accepted <= stamp;
      return [element("span", id, { class: "whole" }), [grouped(registered), registered], known ? [grouped(cast), cast] : NONE,
              known ? [moment(accepted), accepted] : [tr("not yet"), ""]];
    });
    return table(tr("Sites"), [tr("Site"), tr("Registered"), tr("Ballots"), tr("Accepted")], rows, also);
  }

  function show(frame) {
    if (!open) return;
    places.forEach((place) => {
      const number = Number(place.dataset.side), { result, regions } = page.sides[number];
      const race = entryOf(result, open), region = regions.find(({ group }) => group.dataset.code === race.region);
      const values = { area: region?.group.dataset.place, n: race.registered };
      const size = region ? tr("{area}, {n} registered.", values) : tr("{n} registered.", values);
      const letter = places.length > 1 ? `${"ABCD"[number]}: ` : "";
      const also = { ...page.meta(number), race: race.id };
      const parts = [element("p", `${letter}${size} ${state(result, race, frame)}`)];
      if (race.choices.length) parts.push(votes(result, race, frame, also));
      else parts.push(element("p", tr("Votes by candidate differ between the runs; the page of a single run has them."), { class: "small" }));
      if (race.sites.length) parts.push(sites(race, frame, also));
      place.replaceChildren(...parts.flatMap((part) => {
        if (part.tagName !== "TABLE") return [part];
        const box = element("div", "");
        box.append(part, page.csvLine(part));
        return [box];
      }));
    });
  }

  function openRace(id, focus = true) {
    if (!entryOf(page.sides[0].result, id)) return;
    if (!open) before = document.activeElement;
    open = id;
    title.textContent = nameOf(entryOf(page.sides[0].result, id));
    panel.hidden = false;
    show(page.frame());
    if (focus) {
      panel.focus({ preventScroll: true });
      panel.scrollIntoView({ block: "nearest" });
    }
    document.dispatchEvent(new Event("view"));
  }

  function close(focus = true) {
    if (!open) return;
    open = "";
    panel.hidden = true;
    if (focus && before && before.isConnected) before.focus();
    document.dispatchEvent(new Event("view"));
  }

  const list = page.sides[0].result.votes.entries;
  // Found by the name in any language, or a part that only one has, without case and diacritics.
  let wanted = null, offered = "";
  const found = () => wanted ??= new Map(list.flatMap((race) =>
    [...page.everywhere(race.label), race.id].map((name) => [page.bare(name), race.id])));
  search.addEventListener("focus", () => {
    if (offered === page.language()) return;
    offered = page.language();
    by("race-list").replaceChildren(...list.map((race) => element("option", "", { value: nameOf(race) })));
  });
  search.addEventListener("change", () => {
    const name = page.bare(search.value.trim());
    const alike = name ? new Set([...found()].filter(([each]) => each.includes(name)).map(([, one]) => one)) : new Set();
    const id = found().get(name) ?? (alike.size === 1 ? [...alike][0] : "");
    if (id) openRace(id);
  });
  by("race-close").addEventListener("click", () => close());
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });

  // Races open from their marks on the map, and from their names in tables.
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-open], a[href^='#race=']");
    if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openRace(target.dataset.open ?? decodeURIComponent(target.getAttribute("href").slice("#race=".length)));
  });
  page.onFrame(show);
  page.onLanguage(() => {
    if (open) title.textContent = nameOf(entryOf(page.sides[0].result, open));
    show(page.frame());
  });
  Object.assign(page, { openRace, closeRace: close, race: () => open });
})();
