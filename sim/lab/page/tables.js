// Tables: metrics, targets, seats, pairs of states.

import { element, seatBar } from "./charts.js";

const numeric = (text, more = "") => element("td", { class: `n ${more}` }, text);

function table(into, caption, headings, rows) {
  into.className = "plain-table";
  const head = headings.map((text, k) => element("th", { scope: "col", class: k ? "n" : "" }, text));
  into.replaceChildren(
    ...(caption ? [element("caption", {}, caption)] : []),
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...rows),
  );
  return into;
}

function changeCell(row) {
  if (!row.change) return numeric("same");
  const word = row.good === null ? "" : row.good ? " better" : " worse";
  return element("td", { class: "n" }, row.change, element("span", { class: "verdict" }, word));
}

// Metrics of a group now and as opened: the main ones, and those that differ.
export function metricsTable(into, rows, group) {
  const shown = rows.filter((row) => row.group === group && (row.main || row.change));
  const made = shown.map((row) =>
    element("tr", {}, element("th", { scope: "row" }, row.label), numeric(row.first, "was"),
      numeric(row.second), changeCell(row)));
  table(into, "", ["", "as opened", "now", "change"], made);
}

// `names` has the names of regions by code: both are shown.
export function targetTables(groups, reference, changed, names) {
  const named = (text) => {
    const [code, ...rest] = text.split(" ");
    const name = names.get(code);
    return name && name !== code ? [`${name} (${code})`, ...rest].join(" ") : text;
  };
  const headings = changed
    ? ["", reference, "as opened", "now", "change", ""]
    : ["", reference, "simulated", ""];
  return groups.flatMap((group) => {
    const rows = group.rows.map(([name, ...cells]) => {
      const made = cells.map((text) =>
        text.startsWith("NOT MET") ? element("td", { class: "not-met-cell" }, "NOT MET") : numeric(text.replace("*", "")));
      return element("tr", {}, element("th", { scope: "row" }, named(name)), ...made);
    });
    const note = group.note ? [element("p", { class: "small" }, `${group.heading}: ${group.note}`)] : [];
    if (!rows.length) return note;
    const one = table(element("table"), group.heading, headings, rows);
    return [element("div", { class: "scroll" }, one), ...note];
  });
}

export function seatsTable(into, rows, opened) {
  const was = new Map((opened ?? []).map((row) => [row.party, row.seats]));
  const most = Math.max(1, ...rows.map((row) => Math.max(row.seats, was.get(row.party) ?? 0)));
  const given = rows.some((row) => row.reported);
  const made = rows.map((row) =>
    element("tr", {}, element("th", { scope: "row" }, row.party),
      ...(given ? [numeric(row.reported)] : []), numeric(String(was.get(row.party) ?? "–"), "was"),
      numeric(String(row.seats)),
      element("td", { class: "seat-bar" }, seatBar(row.seats, was.get(row.party), most))));
  table(into, "", ["", ...(given ? ["reported"] : []), "as opened", "now", ""], made);
}

export function pairsView(found) {
  const parts = [
    element("p", {}, element("b", {}, "A"), ` ${found.first_label}`, element("br"),
      element("b", {}, "B"), ` ${found.second_label}`),
    element("p", { class: "small" }, `${found.why}. ${found.done} of ${found.of} replications of each` +
      (found.running ? " …" : found.done < found.of ? "; ended before the others" : "")),
  ];
  if (!found.rows.length) return parts;
  const shown = found.rows.filter((row) => row.main || row.change);
  const rows = shown.map((row) =>
    element("tr", {}, element("th", { scope: "row" }, row.label), numeric(row.first), numeric(row.second),
      changeCell(row), numeric(row.interval), element("td", {}, verdict(row))));
  const title = found.rows_of === 1 ? "After 1 replication" : `After ${found.rows_of} replications`;
  const one = table(element("table"), title, ["", "A", "B", "B − A", "90 % interval", ""], rows);
  return [...parts, element("div", { class: "scroll" }, one)];
}

function verdict(row) {
  if (!row.change || row.differs === null) return "";
  return row.differs ? "differs" : "may be chance";
}
