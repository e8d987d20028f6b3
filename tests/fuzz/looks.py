"""Conditions and metrics of ``compare``, and files of reported values."""

from __future__ import annotations

import csv
import io
import math
import operator
from typing import TYPE_CHECKING, Any

from tests.fuzz.case import Case, Ended
from tests.fuzz.countries import target
from tests.fuzz.odd import odd_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from random import Random

    from tests.fuzz.stock import Stock

_COMPARE = ("compare", "ensemble", "slower", "--no-plots", "--quiet", "--out", "out")
_RELATIONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_PIECES = (
    "(", ")", "<", "> 3", "base", "@", "and", "or", "not", ".", ":", "1e999", "25:61", "\u0665",
    "==",
    "base.", "--", "/ 0", "(" * 60, "not " * 70, "1 + " * 300, "9" * 5000, "x" * 20000, "\udcff",
)  # fmt: skip


def condition_case(random: Random, folder: Path, stock: Stock) -> Case:
    """Build a condition whose truth is known, and sometimes damage its text."""
    stock.copy("ensemble", folder)
    stock.copy("slower", folder)
    rows = [row for row in stock.compared if _is_plain(row["base"]) and _is_plain(row["other"])]
    text, truth = _condition(random, rows, random.choice((0, 1, 2)))
    if random.random() < 0.5:
        for _ in range(random.choice((1, 1, 3))):
            at = random.randrange(len(text) + 1)
            piece = random.choice((random.choice(_PIECES), odd_text(random)))
            text = text[:at] + piece + text[at + random.choice((0, 0, 1, 4)) :]
        text = text.replace("\x00", "0")
        return Case((*_COMPARE, "--fail-if", text), (("--fail-if",),), codes=(0, 2, 3))
    if math.isnan(truth):
        return Case((*_COMPARE, "--fail-if", text), (("--fail-if",),), codes=(2,))
    return Case((*_COMPARE, "--fail-if", text), codes=(3 if truth else 0,))


def _condition(random: Random, rows: list[dict[str, str]], depth: int) -> tuple[str, float]:
    """Return a condition, and whether it holds: 1, 0, or NaN if it has no value."""
    if depth == 0 or random.random() < 0.3:
        one, two = _number(random, rows, 2), _number(random, rows, 2)
        sign = random.choice(list(_RELATIONS))
        if not (math.isfinite(one[1]) and math.isfinite(two[1])):
            return f"{one[0]} {sign} {two[0]}", math.nan
        return f"{one[0]} {sign} {two[0]}", float(_RELATIONS[sign](one[1], two[1]))
    one = _condition(random, rows, depth - 1)
    word = random.choice(("and", "or", "not"))
    if word == "not":
        return f"not ({one[0]})", math.nan if math.isnan(one[1]) else 1 - one[1]
    two = _condition(random, rows, depth - 1)
    # The second is evaluated only if the first does not decide.
    settled = math.isnan(one[1]) or one[1] == (0 if word == "and" else 1)
    return f"({one[0]}) {word} ({two[0]})", one[1] if settled else two[1]


def _number(random: Random, rows: list[dict[str, str]], depth: int) -> tuple[str, float]:
    """Return a number as a condition has it, and its value; NaN if it has none."""
    chance = random.random()
    if depth == 0 or chance < 0.5:
        row = random.choice(rows)
        name = row["metric"] + ("" if row["code"] == "KZ" else f"@{row['code']}")
        if random.random() < 0.4:
            return f"base.{name}", float(row["base"])
        return name, float(row["other"])
    if chance < 0.7:
        unit, factor = random.choice((("", 1), (" s", 1), (" min", 60), (" h", 3600)))
        value = random.choice((random.randint(0, 50), round(random.uniform(0, 200), 2)))
        return f"{value}{unit}", value * float(factor)
    one, two = _number(random, rows, depth - 1), _number(random, rows, depth - 1)
    sign = random.choice("+-*/")
    text = f"({one[0]} {sign} {two[0]})"
    if math.isnan(one[1]) or math.isnan(two[1]) or (sign == "/" and two[1] == 0):
        return text, math.nan
    of = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
    return text, of[sign](one[1], two[1])


def _is_plain(cell: str) -> bool:
    """Return whether a cell of the comparison is a number: clock times are left out."""
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False


def metric_case(random: Random, folder: Path, stock: Stock) -> Case:
    """Select metrics by name, by the beginning of names, or by unknown names."""
    stock.copy("ensemble", folder)
    stock.copy("slower", folder)
    known = sorted({row["metric"] for row in stock.compared})
    asked = []
    for _ in range(random.choice((1, 1, 2))):
        name = random.choice(known)
        name = random.choice(
            (name, name.split(".")[0], name.upper(), name[:-1], odd_text(random), f"{name}.x")
        )
        asked.append(name.replace("\x00", "0"))
    small = [name.strip().lower() for name in asked]
    plain = all(
        name.isascii() and name.replace("_", "").replace(".", "").isalnum() for name in small
    )

    def faults(_: Ended) -> Iterator[str]:
        with (folder / "out" / "compare.csv").open(encoding="utf-8", newline="") as file:
            found = {row["metric"] for row in csv.DictReader(file)}
        wanted = {m for m in known for prefix in small if m == prefix or m.startswith(f"{prefix}.")}
        if plain and found != wanted:
            yield f"{asked} gave {sorted(found)}"

    options = [word for name in asked for word in ("--metric", name)]
    return Case((*_COMPARE, *options), (("--metric",),), faults=faults)


def target_file_case(random: Random, folder: Path, stock: Stock) -> Case:
    """Write values as CSV, damage some of the text, and check the number of targets."""
    del stock
    name = random.choice(("figures.csv", "мои.csv", "a b.csv", "-x.csv"))
    figures = [target(random) for _ in range(random.choice((1, 1, 2, 4)))]
    columns = list(dict.fromkeys(key for figure in figures for key in figure))
    random.shuffle(columns)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=random.choice(("\n", "\r\n")))
    writer.writerow(columns)
    writer.writerows([_cell(figure.get(key, "")) for key in columns] for figure in figures)
    content = out.getvalue().encode("utf-8")
    if random.random() < 0.3:
        at = random.randrange(len(content) + 1)
        pieces = (b'"', b",", b";", b"\n", b"\x00", b"\xff", b"\xef\xbb\xbf", b"9" * 6000,
        b"x" * 140_000,
                  b"code," * 2000, b"\r")  # fmt: skip
        content = content[:at] + random.choice(pieces) + content[at + random.choice((0, 0, 3)) :]
    (folder / name).write_bytes(content)
    path = (
        random.choice((name, name, "missing.csv", ".", "/dev/null"))
        if random.random() < 0.2
        else name
    )

    def faults(ended: Ended) -> Iterator[str]:
        if not ended.out.startswith("LINT of "):
            yield f"no lint was printed: {ended.out[:100]!r}"

    return Case(("calibrate", "tiny", "--lint", "--targets", path), ((path,),), faults=faults)


def _cell(value: Any) -> str:
    try:
        return str(value)
    except ValueError:
        return "9" * 500
