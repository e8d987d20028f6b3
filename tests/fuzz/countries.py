"""Countries, incidents and reported values in scenario files."""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
import unicodedata
from typing import TYPE_CHECKING, Any

from sim.incidents.kinds import all_kinds
from tests.fuzz.case import Case, Ended
from tests.fuzz.odd import odd_text, odd_time, odd_value, toml
from tests.fuzz.scenarios import FILE, runs
from tests.support.published import OF
from tests.support.results import load_run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from random import Random

    from tests.fuzz.stock import Stock

_RARELY = 0.06


def given_case(random: Random, folder: Path, stock: Stock) -> Case:
    """Describe a country with any names and numbers; its result must have them."""
    del stock
    races = [_race(random, number) for number in range(random.choice((1, 1, 2, 4)))]
    text = "".join(f"\n[[register.races]]\n{_lines(race)}" for race in races)
    winners = random.choice(("reported", "sampled"))
    head = f'name = "case"\noutcome.winners = "{winners}"\n[register]\nsource = "given"\n'
    (folder / FILE).write_text(head + text, encoding="utf-8")

    def faults(ended: Ended) -> Iterator[str]:
        found = list(runs(FILE, ended, folder))
        yield from found
        if not found and (folder / "ran").exists():
            yield from _names_are_there(races, folder / "ran")

    return Case(("check", FILE), (("register", "races", FILE),), faults=faults)


def _race(random: Random, number: int) -> dict[str, Any]:
    name = odd_text(random) if random.random() < 0.2 else f"Race {number}"
    candidates = random.choices(OF.party_names, k=random.choice((1, 2, 3, 7)))
    sites = [_site(random) for _ in range(random.choice((1, 1, 2, 5)))]
    most = sum(site["registered"] for site in sites if isinstance(site["registered"], int))
    race: dict[str, Any] = {
        "name": name,
        "region": odd_text(random)
        if random.random() < 0.1
        else random.choice(("EAST", "WEST", "A-B")),
        "candidates": candidates,
        "winner": random.choice(candidates),
        "votes_cast": random.choice((0, 1, most, random.randint(0, max(most, 1)))),
        "sites": sites,
    }
    if random.random() < 0.2:
        race["commission"] = random.choice(("A", "A-B", "Ж 1", odd_text(random)))
    if random.random() < 0.3:
        race["incumbent"] = random.randrange(random.choice((1, len(candidates), 7)))
    for key in list(race):
        if random.random() < _RARELY / 4:
            race[key] = odd_value(random)
    if random.random() < _RARELY:
        race[odd_text(random)] = odd_value(random)
    return race


def _site(random: Random) -> dict[str, Any]:
    site: dict[str, Any] = {"registered": random.choice((1, 2, 30, 300, 3000))}
    ranges = {"members": (3, 15), "desks": (1, 13), "booths": (1, 50), "boxes": (1, 10)}
    for key, (low, high) in ranges.items():
        if random.random() < 0.3:
            site[key] = random.randint(low, high)
    if random.random() < 0.3:
        site["distance_km"] = random.choice((0.0, 0.1, 500.0, 12, 30.5, 500.1))
    if random.random() < _RARELY / 2:
        site[random.choice(list(site))] = odd_value(random)
    return site


def _names_are_there(races: list[dict[str, Any]], ran: Path) -> Iterator[str]:
    """Look for the names in the tables, as text and as loaded."""
    names = sorted(unicodedata.normalize("NFC", race["name"]) for race in races)
    regions = sorted({unicodedata.normalize("NFC", race["region"]) for race in races})
    with (ran / "races.csv").open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    column = "name" if "name" in written[0] else "race"
    for name in names:
        if not any(name in row[column] for row in written):
            yield f"race {name!r} is not in races.csv"
    loaded = load_run(ran)
    for key in (column, "code"):
        texts = [row[key] for row in written]
        if loaded.tables["races"][key].tolist() != texts:
            yield f"races.csv, {key}: {texts} is loaded as {loaded.tables['races'][key].tolist()}"
    if sorted(set(loaded.summary.regions)) != regions:
        yield f"regions {regions} are {sorted(loaded.summary.regions)}"
    cast = sum(race["votes_cast"] for race in races)
    if loaded.summary.cast != cast:
        yield f"{loaded.summary.cast} ballots were cast, not {cast}"


def incident_case(random: Random, folder: Path, stock: Stock) -> Case:
    """Add incidents to three sites: an accepted file can be run."""
    del stock
    incidents = [_incident(random) for _ in range(random.choice((1, 1, 2, 3)))]
    text = 'extends = "tiny"\n' + "".join(
        f"[[incident]]\n{_lines(incident)}" for incident in incidents
    )
    (folder / FILE).write_text(text, encoding="utf-8")

    def faults(ended: Ended) -> Iterator[str]:
        yield from runs(FILE, ended, folder)
        names = [
            unicodedata.normalize("NFC", incident["name"])
            for incident in tomllib.loads(ended.out)["incident"]
        ]
        if names != [unicodedata.normalize("NFC", incident["name"]) for incident in incidents]:
            yield f"the names of incidents became {names}"

    return Case(("check", FILE), (("incident",),), faults=faults)


def _incident(random: Random) -> dict[str, Any]:
    kind = random.choice(list(all_kinds()))
    takes = all_kinds()[kind]
    low, high = (19, 24) if takes.by_night or takes.after_closing else (8, 18)
    begins, ends = sorted(random.sample(range(low, high), 2))
    usual: dict[str, Any] = {
        "desks": random.randint(1, 4),
        "members": random.randint(1, 4),
        "share": round(random.uniform(0, 1), 2),
        "factor": random.choice((1.0, 1.5, 3, 50.0)),
        "clerks": random.randint(1, 3),
        "from": dt.time(begins, 30),
        "to": dt.time(ends, 15),
        "come_from": dt.time(random.randint(6, 12)),
        "come_to": dt.time(random.randint(12, 20)),
    }
    odd: dict[str, Any] = {"desks": 0, "members": 0, "share": 1.01, "factor": 0.5, "clerks": 0}
    incident: dict[str, Any] = {"name": odd_text(random), "kind": kind}
    with_from = random.random() < 0.5
    for key in takes.all_keys():
        needed = key in takes.needed_keys()
        if needed or (with_from if key in {"from", "to"} else random.random() < 0.5):
            incident[key] = usual[key]
            if random.random() < _RARELY:
                incident[key] = odd.get(key, odd_time(random))
    if random.random() < _RARELY:
        del incident[random.choice(list(incident)[1:])]
    if random.random() < 0.5:
        incident["where"] = _where(random)
    if random.random() < _RARELY:
        incident[random.choice([*incident, "x", "share", "clerks"])] = odd_value(random)
    return incident


def _where(random: Random) -> dict[str, Any]:
    odd = odd_text(random) if random.random() < 0.2 else "EAST"
    parts: list[dict[str, Any]] = [
        {"sites": ["EAST-Alma-01", random.choice(("WEST-Bulaq-01", f"{odd}-Alma-02"))]},
        {"races": [random.choice(("EAST-Alma", f"{odd}-Alma"))]},
        {"regions": [random.choice(("EAST", "WEST", odd))]},
        {"min_registered": random.choice((0, 8, 10, 10, 2**40, -1))},
        {"max_registered": random.choice((10, 12, 10, 2**40, -1))},
        {"share": random.choice((0.0, 0.5, 1.0, 1.5))},
        {} if odd == "EAST" else {odd: odd_value(random)},
    ]
    where: dict[str, Any] = {}
    for part in random.sample(parts, random.choice((1, 1, 2))):
        where |= part
    return where


_CODES = {
    "turnout": ("EAST", "WEST", "KZ"), "final_turnout": ("EAST", "WEST", "KZ"), "seats": ("EAST",
    "KZ"),
    "votes": ("EAST", "WEST"), "incumbents": ("KZ",), "night": ("KZ",),
}  # fmt: skip


def target(random: Random) -> dict[str, Any]:
    """Return one reported value, valid or not."""
    what = random.choice(list(_CODES))
    figure: dict[str, Any] = {"what": what, "code": random.choice(_CODES[what])}
    if what == "turnout":
        figure["time"] = dt.time(random.randint(9, 19), random.choice((0, 30)))
    if what in {"seats", "votes"}:
        figure["item"] = random.choice(
            (*OF.party_names, *(("Against all",) if what == "votes" else ()))
        )
    if what == "night":
        figure["item"] = random.choice(("all_called", "last_voter"))
    figure["value"] = random.randint(0, 2) if what == "seats" else round(random.uniform(0, 100), 1)
    if what == "night":
        figure["value"] = dt.time(random.randint(18, 23), 5)
    if random.random() < 0.2:
        figure["relation"] = random.choice(("equals", "at_least", "highest", "count_at_least", "x"))
    if random.random() < 0.2:
        figure["error"] = random.choice((0, 0.5, 1e300))
    if random.random() < 0.2:
        figure["note"] = odd_text(random)
    if random.random() < 2 * _RARELY:
        figure[random.choice(["code", "item"])] = random.choice(("ZHA", "x", odd_text(random)))
    if random.random() < 2 * _RARELY:
        figure[random.choice([*figure, "weight", "time", odd_text(random)])] = odd_value(random)
    return figure


def target_case(random: Random, folder: Path, stock: Stock) -> Case:
    """Put reported values into a scenario, and leave some out by name."""
    del stock
    figures = [target(random) for _ in range(random.choice((1, 1, 2, 3)))]
    text = 'extends = "tiny"\n' + "".join(f"[[target]]\n{_lines(table)}" for table in figures)
    (folder / FILE).write_text(text, encoding="utf-8")
    arguments = ["calibrate", FILE, "--lint"]
    for option in ("--drop", "--weight"):
        if random.random() < 0.15:
            value = random.choice(("EAST@seats", "KZ@final", odd_text(random)))
            end = (
                random.choice(("", "=0.5", "=x", "=nan", "=1e999")) if option == "--weight" else ""
            )
            arguments += [option, (value + end).replace("\x00", "0")]

    def faults(ended: Ended) -> Iterator[str]:
        if not ended.out.startswith("LINT of "):
            yield f"no lint was printed: {ended.out[:100]!r}"

    return Case(tuple(arguments), (("target", "--drop", "--weight"),), faults=faults)


def _lines(table: dict[str, Any]) -> str:
    return "".join(f"{toml(key)} = {toml(value)}\n" for key, value in table.items())
