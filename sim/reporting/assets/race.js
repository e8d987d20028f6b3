// A race opens: its candidates, votes at this time, sites, and how it was decided.
(() => {
  "use strict";
  const page = window.saylau, { data, hour, whole, tenth } = page;
  const by = (id) => document.getElementById(id);
  const panel = by("race"), title = by("race-title"), search = by("race-open");
  const places = [...panel.querySelectorAll("[data-side]")];
  let open = "", before = null;

  const entryOf = (result, id) => result.votes.entries.find((race) => race.id === id);
  const nameOf = (race) => race.label;
  const grouped = (value) => page.formatted(value);
  const element = (tag, text, attributes = {}) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (text !== "") made.textContent = text;
    return made;
  };

  function table(caption, heads, rows) {
    const made = element("table", ""), head = element("tr", ""), body = element("tbody", "");
    made.append(element("caption", caption), element("thead", ""), body);
    made.tHead.append(head);
    heads.forEach((text, k) => head.append(element("th", text, k ? { scope: "col", class: "n" } : { scope: "col" })));
    for (const [first, ...cells] of rows) {
      const row = element("tr", ""), name = element("th", "", { scope: "row" });
      name.append(...[first].flat());
      row.append(name, ...cells.map((text) => element("td", text, { class: "n" })));
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
      const share = race.cast ? `, ${whole(100 * ballots / race.cast)} % of its ballots` : "";
      texts.push(`${grouped(sites)} of ${grouped(race.n_sites)} ${race.n_sites === 1 ? "protocol" : "protocols"} accepted${share}`);
    }
    if (!race.called || race.called > stamp) return sentence([...texts, "not called yet"]);
    const often = race.share === null ? "" : ` in ${whole(100 * race.share)} % of the runs`;
    texts.push(`called at ${hour(race.called)}: ${race.winner}${often}`);
    if (race.declared && race.declared <= stamp) {
      const margin = race.margin === null ? "" : `, margin ${grouped(race.margin)}`;
      texts.push(`declared at ${hour(race.declared)}; decided by: ${race.decided}${margin}`);
    }
    return sentence(texts);
  }

  function votes(result, race, frame) {
    const { votes: counts, ballots } = page.votesAt(race, frame);
    const choices = page.choicesOf(result, race).map((choice, k) => ({ choice, votes: counts[k] }));
    choices.sort((a, b) => (a.choice[1] < 0) - (b.choice[1] < 0) || (a.choice[1] < 0 ? 0 : b.votes - a.votes));
    const rows = choices.map(({ choice, votes: n }) => [
      choice[1] < 0 ? choice[0] : [page.sign(page.markOf(result, choice)), ` ${choice[0]}`],
      grouped(n), ballots ? tenth(Math.min(100, 100 * n / ballots)) : "–"]);
    return table(`Votes at ${hour(data.frames[frame])}`, ["Choice", "Votes", "% of ballots"], rows);
  }

  function sites(race, frame) {
    const stamp = data.frames[frame];
    const rows = race.sites.map(([id, registered, cast, accepted]) => {
      const known = accepted !== "" && accepted <= stamp;
      return [id, grouped(registered), known ? grouped(cast) : "–", known ? hour(accepted) : "not yet"];
    });
    return table("Sites", ["Site", "Registered", "Ballots", "Accepted"], rows);
  }

  function show(frame) {
    if (!open) return;
    places.forEach((place) => {
      const number = Number(place.dataset.side), { result, regions } = page.sides[number];
      const race = entryOf(result, open), region = regions.find(({ group }) => group.dataset.code === race.region);
      const where = region ? `${region.name}, ` : "";
      const parts = [element("p", `${places.length > 1 ? `${"ABCD"[number]}: ` : ""}${where}${grouped(race.registered)} registered. ${state(result, race, frame)}`)];
      if (race.choices.length) parts.push(votes(result, race, frame));
      else parts.push(element("p", "Votes by candidate differ between the runs; the page of a single run has them.", { class: "small" }));
      if (race.sites.length) parts.push(sites(race, frame));
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

  function close() {
    if (!open) return;
    open = "";
    panel.hidden = true;
    if (before && before.isConnected) before.focus();
    document.dispatchEvent(new Event("view"));
  }

  const list = page.sides[0].result.votes.entries;
  const wanted = new Map(list.flatMap((race) => [[nameOf(race).toLowerCase(), race.id], [race.id.toLowerCase(), race.id]]));
  search.addEventListener("focus", () => {
    const options = list.map((race) => element("option", "", { value: nameOf(race) }));
    by("race-list").append(...options);
  }, { once: true });
  search.addEventListener("change", () => {
    const id = wanted.get(search.value.trim().toLowerCase());
    if (id) openRace(id);
  });
  by("race-close").addEventListener("click", close);
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });

  // Races open from their marks on the map, and from their names in tables.
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-open], a[href^='#race=']");
    if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openRace(target.dataset.open ?? decodeURIComponent(target.getAttribute("href").slice("#race=".length)));
  });
  page.onFrame(show);
  Object.assign(page, { openRace, closeRace: close, race: () => open });
})();
