// Every table of the page as a CSV file, from what the page holds.
(() => {
  "use strict";
  const { tr, onFrame, onLanguage, frames, frame, sides } = window.saylau;
  const quoted = (text) => /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const clean = (text) => text.replace(/\s+/g, " ").trim();
  const valueOf = (cell) => cell.dataset.value ?? clean(cell.textContent);

  // Of which result and time a table of the night is.
  const meta = (number) => ({ ...(sides.length > 1 ? { result: "ABCD"[number] } : {}), time: frames[frame()] });
  function metaOf(table) {
    if (table.dataset.also) return JSON.parse(table.dataset.also);
    const side = table.closest("#replay [data-result]");
    return side ? meta(Number(side.dataset.result)) : {};
  }

  // Rows of text without bars; a cell over several columns is repeated, and every row says that it is simulated.
  function rowsOf(table) {
    const also = metaOf(table), heads = [...table.tHead.rows].at(-1);
    const isData = (_, k) => !heads.cells[k].querySelector(":scope > .hidden:only-child");
    const cells = [...heads.cells].map(valueOf);
    const groups = table.tHead.rows.length > 1
      ? [...table.tHead.rows[0].cells].flatMap((cell) => new Array(cell.colSpan).fill(valueOf(cell))) : [];
    const names = cells.map((name, k) => groups[k] ? `${name} (${groups[k]})` : name);
    const rows = [...table.tBodies[0].rows].map((row) =>
      ["simulated", ...Object.values(also), ...[...row.cells].map(valueOf).filter(isData)]);
    return [["origin", ...Object.keys(also), ...names.filter(isData)], ...rows];
  }

  function download(table) {
    const caption = clean(table.caption.textContent), { race = "" } = metaOf(table);
    const name = `${race} ${caption}`.trim().toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60);
    const text = rowsOf(table).map((row) => row.map(quoted).join(",")).join("\n") + "\n";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = `simulated-${name.replace(/^-|-$/g, "")}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  const named = new WeakMap();
  function name(button) {
    const caption = clean(named.get(button).caption.textContent).slice(0, 80);
    button.setAttribute("aria-label", tr("Download as CSV: {caption}", { caption }));
  }
  onLanguage(() => document.querySelectorAll(".csv button").forEach(name));

  // A button that downloads a table, in a line for below it.
  function csvLine(table) {
    const button = document.createElement("button"), line = document.createElement("p");
    button.type = "button";
    button.className = "plain";
    button.textContent = "CSV";
    named.set(button, table);
    name(button);
    button.addEventListener("click", () => download(table));
    line.className = "csv";
    line.append(button);
    return line;
  }
  for (const table of document.querySelectorAll("main table")) {
    if (table.parentElement.className === "contests") {  // Each table is a cell of a grid.
      const box = document.createElement("div");
      table.replaceWith(box);
      box.append(table);
    }
    (table.closest(".scroll") ?? table).after(csvLine(table));
  }
  // Captions that name the time.
  const timed = [...document.querySelectorAll(".csv button")].filter((button) => named.get(button).caption.querySelector("[data-now]"));
  onFrame(() => timed.forEach(name));
  Object.assign(window.saylau, { csvLine, meta });
})();
