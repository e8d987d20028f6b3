// The table of races: the headings sort it, the field searches it.
(() => {
  "use strict";
  const table = document.getElementById("races"), body = table.tBodies[0];
  const search = document.getElementById("race-search"), count = document.getElementById("race-count");
  const heads = [...table.querySelectorAll("th[aria-sort]")];
  const rows = [...body.rows].map((row) => ({ row, text: "", keys: [] }));
  const total = rows.length.toLocaleString("en");
  // Letters without diacritics, so that a search without them matches.
  const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  function keyOf(cell) {
    const value = cell.dataset.value;
    if (value === undefined) return bare(cell.textContent.trim());
    return value !== "" && !isNaN(value) ? Number(value) : value;
  }
  for (const entry of rows) {
    entry.keys = [...entry.row.cells].map(keyOf);
    entry.text = bare(entry.row.textContent);
  }

  heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => {
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const other of heads) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const sign = up ? 1 : -1;
    rows.sort(({ keys: a }, { keys: b }) => {
      const [x, y] = [a[column], b[column]];
      if (x === y) return a[0] < b[0] ? -1 : 1;
      return typeof x === "number" && typeof y === "number" ? sign * (x - y) : x < y ? -sign : sign;
    });
    body.append(...rows.map(({ row }) => row));
  }));

  search.addEventListener("input", () => {
    const words = bare(search.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { row, text } of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    count.textContent = `${shown.toLocaleString("en")} of ${total} races`;
  });
})();
