// The table of races: the headings sort it, the field searches it.
(() => {
  "use strict";
  const table = document.getElementById("races"), body = table.tBodies[0];
  const page = window.saylau, { tr, bare } = page;
  const search = document.getElementById("race-search"), count = document.getElementById("race-count");
  const heads = [...table.querySelectorAll("th[aria-sort]")];
  const rows = [...body.rows].map((row) => ({ row, text: "", keys: [] }));

  function keyOf(cell) {
    const value = cell.dataset.value;
    if (value === undefined) return cell.textContent.trim();
    return value !== "" && !isNaN(value) ? Number(value) : value;
  }
  // What is shown, and the names in the other languages.
  function textOf(row) {
    const nodes = document.createTreeWalker(row, NodeFilter.SHOW_TEXT), found = [];
    while (nodes.nextNode()) found.push(...page.everywhere(page.original(nodes.currentNode)));
    return bare(found.join(" "));
  }
  // A race in several areas is found by their names, which its row does not have.
  const { result, regions } = page.sides[0];
  const inSeveral = new Map(result.votes.entries.filter(({ region }) => !region).map((race) => [race.id, race]));
  function areasOf(row) {
    const race = inSeveral.get(decodeURIComponent(row.querySelector("a").getAttribute("href").slice("#race=".length)));
    if (!race) return "";
    const codes = [race.votes, race.leads].flatMap(Object.keys);
    return bare(regions.filter(({ group }) => codes.includes(group.dataset.code))
      .flatMap(({ place }) => page.everywhere(place)).join(" "));
  }
  const read = () => rows.forEach((entry) => { entry.keys = [...entry.row.cells].map(keyOf); });
  read();

  heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => {
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const other of heads) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const sign = up ? 1 : -1, letters = new Intl.Collator(page.language());
    rows.sort(({ keys: a }, { keys: b }) => {
      const [x, y] = [a[column], b[column]];
      if (x === y) return a[0] < b[0] ? -1 : 1;
      return typeof x === "number" && typeof y === "number" ? sign * (x - y) : sign * letters.compare(x, y);
    });
    body.append(...rows.map(({ row }) => row));
  }));

  const counted = (n) => { count.textContent = tr("{n} of {m} races", { n, m: rows.length }); };
  search.addEventListener("input", () => {
    const words = bare(search.value).split(/\s+/).filter(Boolean);
    for (const entry of rows) {
      entry.text ||= `${textOf(entry.row)} ${areasOf(entry.row)}`;
      entry.row.hidden = !words.every((word) => entry.text.includes(word));
    }
    counted(rows.filter(({ row }) => !row.hidden).length);
  });
  page.onLanguage(() => {
    read();
    counted(rows.filter(({ row }) => !row.hidden).length);
  });
})();
