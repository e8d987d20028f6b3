"""Election reports of NIST SP 1500-100: the schemas, and rules that no schema can state."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import fastjsonschema
from lxml import etree

from sim.exporting.known_night import known_night
from sim.exporting.nist_json import pieces as json_pieces
from sim.exporting.nist_xml import pieces as xml_pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sim.results import RunResults

    Objects = list[dict[str, Any]]
    Rule = Callable[[Any, Objects], Iterator[str]]

SCHEMAS = Path(__file__).parents[1] / "exporting" / "schemas"
NAME = "NIST_V2_election_results_reporting"
XML = "{http://itl.nist.gov/ns/voting/1500-100/v2}"


@cache
def _json_schema() -> Callable[[Any], Any]:
    schema = json.loads((SCHEMAS / f"{NAME}.json").read_text(encoding="utf-8"))
    check: Callable[[Any], Any] = fastjsonschema.compile(schema)
    return check


@cache
def _xml_schema() -> Any:
    return etree.XMLSchema(etree.parse(str(SCHEMAS / f"{NAME}.xsd")))


def valid_json(results: RunResults, at: str | None = None) -> Any:
    """Return the report of a night from its JSON, which is valid."""
    report = json.loads("".join(json_pieces(known_night(results, at))))
    _json_schema()(report)
    return report


def valid_xml(results: RunResults, at: str | None = None) -> Any:
    """Return the report of a night from its XML, which is valid."""
    report = etree.fromstring("".join(xml_pieces(known_night(results, at))).encode())
    _xml_schema().assertValid(report)
    return report


def json_counts(report: Any) -> Counter[tuple[str, ...]]:
    """Return every count of a report from JSON, by selection or kind, and unit."""
    election = report["Election"][0]
    found: Counter[tuple[str, ...]] = Counter()
    for contest in election["Contest"]:
        for selection in contest["ContestSelection"]:
            for count in selection["VoteCounts"]:
                found[selection["@id"], count["Type"], count["GpUnitId"]] += count["Count"]
        for count in contest.get("OtherCounts", ()):
            for key in ("Overvotes", "Undervotes"):
                found[contest["@id"], key, count["GpUnitId"]] += count.get(key, 0)
    for count in election["BallotCounts"]:
        for key in ("BallotsCast", "BallotsRejected"):
            found[key, count["GpUnitId"]] += count[key]
    for unit in report["GpUnit"]:
        for key in ("VotersParticipated", "VotersRegistered", "SubUnitsReported"):
            found[key, unit["@id"]] += unit.get(key, 0)
    return found


def xml_counts(report: Any) -> Counter[tuple[str, ...]]:
    """Return the same from XML."""
    found: Counter[tuple[str, ...]] = Counter()

    def value(element: Any, key: str) -> int:
        return int(element.findtext(f"{XML}{key}") or 0)

    for contest in report.iter(f"{XML}Contest"):
        for selection in contest.iter(f"{XML}ContestSelection"):
            for count in selection.iter(f"{XML}VoteCounts"):
                place, kind = (count.findtext(f"{XML}{key}") for key in ("GpUnitId", "Type"))
                found[selection.get("ObjectId"), kind, place] += value(count, "Count")
        for count in contest.iter(f"{XML}OtherCounts"):
            for key in ("Overvotes", "Undervotes"):
                place = count.findtext(f"{XML}GpUnitId")
                found[contest.get("ObjectId"), key, place] += value(count, key)
    for count in report.iter(f"{XML}BallotCounts"):
        for key in ("BallotsCast", "BallotsRejected"):
            found[key, count.findtext(f"{XML}GpUnitId")] += value(count, key)
    for unit in report.iter(f"{XML}GpUnit"):
        for key in ("VotersParticipated", "VotersRegistered", "SubUnitsReported"):
            found[key, unit.get("ObjectId")] += value(unit, key)
    return found


def site_votes(report: Any) -> dict[tuple[str, str], int]:
    """Return votes by selection and site of a report from JSON."""
    return {
        (names[0], names[2]): count
        for names, count in json_counts(report).items()
        if len(names) == 3 and names[1] == "total" and names[2].startswith("site.")
    }


def broken_rules(report: Any, rules: Sequence[Rule] | None = None) -> list[str]:
    """Return which of eleven rules, or of some, a report from JSON breaks, each with an example.

    They are those of the validators for this format that can be applied to version 2.
    """
    objects = _objects(report)
    return [
        f"{rule.__name__[1:]}: {example}"
        for rule in rules or RULES
        for example in rule(report, objects)
    ][:20]


def _objects(report: Any) -> Objects:
    """Return every object of a report; a list of them, as several rules go through all."""
    found, left = [], [report]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            found.append(value)
            value = value.values()
        left += [item for item in value if isinstance(item, (dict, list))]
    return found


def _ids_are_unique(report: Any, objects: Objects) -> Iterator[str]:
    counts = Counter(each["@id"] for each in objects if "@id" in each)
    yield from (id_ for id_, n in counts.items() if n > 1 or not id_[0].isalpha())


def _references_resolve(report: Any, objects: Objects) -> Iterator[str]:
    kinds = {each["@id"]: each["@type"] for each in objects if "@id" in each}
    wanted = {"PartyId": "Party", "CandidateIds": "Candidate"}
    for each in objects:
        for key, value in each.items():
            if key.endswith(("Id", "Ids")) and key not in {"@id", "VendorApplicationId"}:
                for id_ in [value] if isinstance(value, str) else value:
                    kind = wanted.get(key, "Party" if key == "PartyIds" else "ReportingUnit")
                    if kinds.get(id_) != f"ElectionResults.{kind}":
                        yield f"{key} {id_}"


def _there_is_one_root(report: Any, objects: Objects) -> Iterator[str]:
    inside = {id_ for unit in report["GpUnit"] for id_ in unit.get("ComposingGpUnitIds", ())}
    roots = [unit["@id"] for unit in report["GpUnit"] if unit["@id"] not in inside]
    if roots != [report["Election"][0]["ElectionScopeId"]]:
        yield str(roots)


def _no_unit_is_part_of_itself(report: Any, objects: Objects) -> Iterator[str]:
    inside = {unit["@id"]: set(unit.get("ComposingGpUnitIds", ())) for unit in report["GpUnit"]}
    while leaves := [id_ for id_, parts in inside.items() if not parts & inside.keys()]:
        for id_ in leaves:
            del inside[id_]
    yield from inside


def _contests_have_different_names(report: Any, objects: Objects) -> Iterator[str]:
    counts = Counter(contest["Name"] for contest in report["Election"][0]["Contest"])
    yield from (name for name, n in counts.items() if n > 1 or not name.strip())


def _no_more_win_than_are_elected(report: Any, objects: Objects) -> Iterator[str]:
    election = report["Election"][0]
    won = {
        each["@id"]
        for each in election.get("Candidate", ())
        if each.get("PostElectionStatus") in {"winner", "projected-winner"}
    }
    for contest in election["Contest"]:
        ids = [id_ for each in contest["ContestSelection"] for id_ in each.get("CandidateIds", ())]
        if len(won.intersection(ids)) > contest.get("NumberElected", 0):
            yield contest["@id"]


def _parts_add_up(report: Any, objects: Objects) -> Iterator[str]:
    """Percentages are not given; counts of a district are the sum of those of its sites."""
    for contest in report["Election"][0]["Contest"]:
        for selection in contest["ContestSelection"]:
            total, *sites = [c["Count"] for c in selection["VoteCounts"] if c["Type"] == "total"]
            if total != sum(sites):
                yield selection["@id"]
    for each in objects:
        if each.get("SubUnitsReported", 0) > each.get("TotalSubUnits", 0):
            yield each["@id"]


def _abbreviations_are_unique(report: Any, objects: Objects) -> Iterator[str]:
    counts = Counter(
        party["Abbreviation"]["Text"][0]["Content"]
        for party in report.get("Party", ())
        if "Abbreviation" in party
    )
    yield from (text for text, n in counts.items() if n > 1)


def _other_types_are_named(report: Any, objects: Objects) -> Iterator[str]:
    for each in objects:
        if (each.get("Type") == "other") != bool(each.get("OtherType")):
            yield str(each)


def _nothing_is_empty(report: Any, objects: Objects) -> Iterator[str]:
    for each in objects:
        for key, value in each.items():
            if value in ("", [], {}, None) or (isinstance(value, str) and not value.strip()):
                yield f"{each.get('@id', each['@type'])} {key}"


def _counts_have_types(report: Any, objects: Objects) -> Iterator[str]:
    for each in objects:
        if each["@type"].endswith(("VoteCounts", "BallotCounts")):
            allowed = {"total", "seats"} if each["@type"].endswith("VoteCounts") else {"total"}
            if each["Type"] not in allowed or min(each.get("Count", 0), each.get("Round", 0)) < 0:
                yield str(each)


RULES = (
    _ids_are_unique, _references_resolve, _there_is_one_root, _no_unit_is_part_of_itself,
    _contests_have_different_names, _no_more_win_than_are_elected, _parts_add_up,
    _abbreviations_are_unique, _other_types_are_named, _nothing_is_empty, _counts_have_types,
)  # fmt: skip
