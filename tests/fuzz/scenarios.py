"""Scenario files: their text, their values, chains of ``extends``, and ``--set``."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import TYPE_CHECKING, Any

from sim.scenario import parameters, scenario_files
from tests.fuzz.case import Case, Ended, call
from tests.fuzz.odd import any_character, odd_text, odd_time, odd_value, same, toml
from tests.support.published import OF

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from random import Random

    from tests.fuzz.stock import Stock

FILE = "case.toml"
_TINY = next(path for path in scenario_files() if path.stem == "tiny")
_KEYS = [(parameter.section, parameter.key, parameter.allowed) for parameter in parameters()]
_PIECES = (
    "[", "]", "[[", "]]", "=", '"', "'", '"""', "{", "}", "\n", "\r", "\t", ",", ".", "#", "\\",
    "\x00",
    "\ufeff", "nan", "inf", "1e999", "0x", "_", "07:00:00", "extends", "name", "[polling]\n",
    "true",
    "[[incident]]\n", "[" * 400, "{a=" * 400, "9" * 5000, "a." * 300 + "a = 1\n", "x" * 20000,
)  # fmt: skip


def text_case(random: Random, folder: Path, stock: Stock) -> Case:
    """Change characters of a shipped file."""
    del stock
    source = _TINY if random.random() < 0.7 else random.choice(scenario_files())
    text = source.read_text(encoding="utf-8")
    for _ in range(random.choice((1, 1, 2, 5))):
        at, to = sorted(random.randrange(len(text) + 1) for _ in range(2))
        to = min(to, at + random.choice((1, 3, 20, 500)))
        match random.randrange(6):
            case 0:
                text = text[:at] + text[to:]
            case 1:
                text = text[:at] + random.choice(_PIECES) + text[at:]
            case 2:
                text = text[:at] + any_character(random) + text[at + 1 :]
            case 3:
                text = text[:to] + text[at:to] * random.choice((1, 3)) + text[to:]
            case 4:
                text = text[:at] + odd_text(random) + text[to:]
            case _:
                text = text[:at]
    content = text.encode("utf-8")
    if random.random() < 0.1:
        at = random.randrange(len(content) + 1)
        content = content[:at] + bytes([random.randrange(256)]) + content[at:]
    (folder / FILE).write_bytes(content)

    def faults(ended: Ended) -> Iterator[str]:
        yield from _held(tomllib.loads(content.decode("utf-8-sig")), ended)
        yield from _same_again(ended, folder)

    return Case(("check", FILE), ((FILE, "scenario ", "register"),), faults=faults)


def value_case(random: Random, folder: Path, stock: Stock) -> Case:
    """Set one key of a file to any value."""
    del stock
    parts, value = _key_and_value(random)
    tables: dict[str, Any] = {"extends": "tiny"}
    table = tables
    for part in parts[:-1]:
        table = table.setdefault(part, {})
    table[parts[-1]] = value
    (folder / FILE).write_text(
        "".join(f"{toml(key)} = {toml(entry)}\n" for key, entry in tables.items()), encoding="utf-8"
    )

    def faults(ended: Ended) -> Iterator[str]:
        yield from _held({key: entry for key, entry in tables.items() if key != "extends"}, ended)
        yield from _same_again(ended, folder)
        yield from runs(FILE, ended, folder)

    return Case(("check", FILE), (_names_of(parts),), faults=faults)


def extends_case(random: Random, folder: Path, stock: Stock) -> Case:
    """Chain files that each set something; the nearest to the scenario wins."""
    del stock
    n = random.choice((1, 2, 3, 5, 20, 49, 50, 200))
    folders = [folder / random.choice((".", "a", "a b", "ж")) for _ in range(n)]
    keys = ("booth_cv", "box_cv", "check_in_cv")
    expected: dict[str, float] = {}
    last = random.choice(("tiny", "tiny", "baseline", "nowhere", "file0", FILE, "", "../x.toml", 3))
    for number, place in enumerate(folders):
        place.mkdir(exist_ok=True)
        name = FILE if number == 0 else f"file{number}.toml"
        changes = {
            random.choice(keys): round(random.uniform(0, 1), 3) for _ in range(random.randrange(3))
        }
        expected = changes | expected
        parent: object = last
        if number + 1 < n:
            there = folders[number + 1]
            stem = f"file{number + 1}"
            up = "" if place == there else f"{there}/" if random.random() < 0.3 else "../"
            up = up if up != "../" else f"../{there.name}/" if place != folder else f"{there.name}/"
            parent = f"{up}{stem}.toml" if up or random.random() < 0.5 else stem
        lines = [
            f"extends = {toml(parent)}",
            "[polling]",
            *(f"{k} = {v}" for k, v in changes.items()),
        ]
        (place / name).write_text("\n".join(lines), encoding="utf-8")
    path = str((folders[0] / FILE).relative_to(folder))

    def faults(ended: Ended) -> Iterator[str]:
        yield from _held({"polling": expected}, ended)
        if n > 50:
            yield f"{n} files were accepted"

    return Case(("check", path), (("extends",),), faults=faults)


def set_case(random: Random, folder: Path, stock: Stock) -> Case:
    """Set keys by ``--set``, some in unusual forms."""
    del stock
    expected: dict[str, Any] = {}
    options: list[str] = []
    named: tuple[str, ...] = ("--set",)
    for _ in range(random.choice((1, 1, 2))):
        parts, value = _key_and_value(random)
        named = (*named, *(part for part in parts[1:] if part.isascii() and len(part) > 2))
        key = ".".join(
            f'"{part}"' if "." in part or random.random() < 0.1 else part for part in parts
        )
        option = f"{key}={toml(value)}"
        plain = all(part and not set(part) & set('".=') and part == part.strip() for part in parts)
        match random.randrange(16):
            case 0:
                option = f"{key}={'[' * random.choice((50, 500))}"
            case 1:
                option = f"{key}={'7' * random.choice((400, 5000, 50000))}"
            case 2:
                option = ".".join([parts[0]] * random.choice((13, 1000))) + "=1"
            case 3:
                option = option[: random.randrange(len(option) + 1)]
            case 4:
                option = f"{key}=\udcff\udc80"
            case 5:
                option = option.replace(
                    random.choice(".="), random.choice(("", "..", "==", " ")), 1
                )
            case _ if plain and not expected:
                expected = {parts[-1]: value}
                for part in reversed(parts[:-1]):
                    expected = {part: expected}
                options.append(option)
                continue
        expected = {}
        options.append(option)
        break
    arguments = ["check", "tiny", *(word for option in options for word in ("--set", option))]

    def faults(ended: Ended) -> Iterator[str]:
        if len(options) == 1:
            yield from _held(expected, ended)
        yield from _same_again(ended, folder)

    # A rule between two keys may name the other, and this one in its message.
    named = (*named, "scenario tiny", "register")
    return Case(tuple(word.replace("\x00", "0") for word in arguments), (named,), faults=faults)


def _key_and_value(random: Random) -> tuple[list[str], Any]:
    """Return the parts of a key, and a value that it may or may not have."""
    section, key, allowed = random.choice(_KEYS)
    parts = [section, key]
    chance = random.random()
    if chance < 0.15:
        region = random.choice(("EAST", "WEST", "ZHA", odd_text(random)))
        party = random.choice((*OF.party_names, odd_text(random)))
        parts = random.choice([
            ["register", random.choice(("sites", "commissions")), region],
            ["arrivals", "regions", region, random.choice("abc")],
            ["choice", "strength", party],
            ["choice", "regions", region, "strength", party],
            ["choice", "regions", region, "invalid_share"],
        ])  # fmt: skip
        return parts, random.choice((round(random.uniform(0, 3), 2), odd_value(random)))
    if chance < 0.25:
        parts = random.choice([["date"], ["description"], ["name"], ["incident"], ["target"]])
        plain = dt.date(random.randint(1890, 2210), 2, 3) if parts == ["date"] else odd_text(random)
        return parts, random.choice((plain, odd_value(random)))
    if chance < 0.35:
        parts[random.randrange(2)] = odd_text(random) or "x"
        return parts, odd_value(random)
    if random.random() < 0.6:
        return parts, _fitting(random, allowed)
    return parts, odd_value(random)


def _fitting(random: Random, allowed: str) -> Any:
    """Return a value of the type that a key has, near its range."""
    if "one of" in allowed:
        return random.choice(allowed.removeprefix("one of ").replace("'", "").split(", "))
    if "clock time" in allowed:
        return odd_time(random)
    if "list" in allowed or "table" in allowed:
        return random.choice(([], {}, ["EAST"], [odd_time(random)], {"EAST": 3}))
    if "[" not in allowed:
        return random.choice((True, False, odd_value(random)))
    ends = (
        allowed.partition("[")[2].partition("]")[0].replace(", ", ";").replace(",", "").split(";")
    )
    low, high = map(float, ends)
    value = random.choice((low, high, low - 1, high + 1, random.uniform(low, high)))
    whole = "whole" in allowed
    return int(value) if whole else random.choice((value, round(value, 2), float(f"{value:.4g}")))


def _names_of(parts: list[str]) -> tuple[str, ...]:
    """Return what a refusal of a key may name: a rule between two keys may name the other."""
    plain = [part for part in parts if part.isascii() and part.isprintable() and 0 < len(part) < 60]
    return (*plain, FILE)


def _held(given: dict[str, Any], ended: Ended) -> Iterator[str]:
    """Yield values of a file that the resolved scenario does not have."""
    found = tomllib.loads(ended.out)
    for key, value in given.items():
        if key in {"extends", "description", "name"} and "--set" in ended.out:
            continue
        if key != "extends" and not same(value, found.get(key, {} if value == {} else None)):
            if key in {"incident", "target", "register"} and isinstance(value, list | dict):
                continue  # Their defaults are filled in; they have separate kinds.
            yield f"{key}: {value!r} became {found.get(key)!r}"[:400]


def _same_again(ended: Ended, folder: Path) -> Iterator[str]:
    """Check the output: it must be the same scenario."""
    (folder / "again.toml").write_text(ended.out, encoding="utf-8", newline="")
    again = call(("check", "again.toml"), folder)
    if again.code or again.crash:
        yield f"what was printed is refused: {again.err[-300:]} {again.crash[-300:]}"
    elif tomllib.loads(again.out) != tomllib.loads(ended.out):
        yield "what was printed is another scenario"


MOST_RUN = 5_000
"""Registered voters of a country that a case runs."""


def runs(file: str, ended: Ended, folder: Path) -> Iterator[str]:
    """Run an accepted scenario; nothing may be refused, and all invariants must hold."""
    registered = int(ended.err.split(" registered")[0].split()[-1].replace(",", ""))
    if registered > MOST_RUN:
        return
    ran = call(("run", file, "--no-plots", "--quiet", "--workers", "1", "--out", "ran"), folder)
    if ran.code or ran.crash:
        yield f"accepted by check, not by run: {ran.code} {ran.err[-500:]} {ran.crash[-1500:]}"
        return
    for command in (("show", "ran"), ("report", "ran", "--out", "ran.html")):
        shown = call(command, folder)
        if shown.code or shown.crash:
            yield f"{command[0]} of a run: {shown.code} {shown.err[-500:]} {shown.crash[-1500:]}"
