"""Result directories, posteriors, comparisons: damaged, with the hashes repaired or not."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
from typing import TYPE_CHECKING, Any

from sim.core.errors import InputError
from sim.results import load_results
from tests.fuzz.case import Case, Ended
from tests.fuzz.odd import odd_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from random import Random

    from tests.fuzz.stock import Stock

_MANIFEST = "manifest.json"
_JSON: tuple[Any, ...] = (
    None, True, 0, -1, 1, 2, 1e300, 10**30, "", "x", "nan", "\u0000", [], {}, [None], {"a": 1},
    "9" * 400,
    "2021-07-25", "../../x", [[[]]],
)  # fmt: skip
_CELLS = (
    "", "nan", "inf", "-1", "0", "1e5", "99999999999999999999", "x", " ", "2021-07-25T10:00:00",
    "1.5",
    "2021-13-45T99:99:99", "=1+1", "\u0665", "a\nb", '"', "true", "1_0", "007", "9" * 5000,
)  # fmt: skip


def result_case(random: Random, folder: Path, stock: Stock) -> Case:
    """Damage a run or an ensemble and load it."""
    name = random.choice(("run", "ensemble"))
    place = stock.copy(name, folder, "r")
    sound = _spoil(random, place)
    stock.copy(name, folder, "whole")
    command = random.choice((
        ("show", "r"), ("show", "r", "--json"), ("report", "r", "--out", "r.html"),
        ("report", "whole", "r", "--out", "r.html"),
        ("compare", "whole", "r", "--no-plots", "--quiet", "--out", "c"),
        ("compare", "r", "whole", "--no-plots", "--quiet", "--out", "c"),
        ("run", "tiny", "--no-plots", "--quiet", "--posterior", "r", "--out", "o"),
    ))  # fmt: skip
    return Case(command, (("r",),), faults=_faults(place, sound, "--json" in command))


def comparison_case(random: Random, folder: Path, stock: Stock) -> Case:
    """Damage a comparison and load it."""
    place = stock.copy("comparison", folder, "r")
    sound = _spoil(random, place)
    command = random.choice((
        ("show", "r"), ("show", "r", "--json"), ("report", "r", "--out", "r.html"),
        ("compare", "r", "r", "--no-plots", "--quiet", "--out", "c"),
    ))  # fmt: skip
    return Case(command, (("r",),), faults=_faults(place, sound, "--json" in command))


def posterior_case(random: Random, folder: Path, stock: Stock) -> Case:
    """Damage a posterior and run with it, or load it."""
    place = stock.copy("posterior", folder, "p")
    sound = _spoil(random, place)
    run = (
        "run",
        "tiny",
        "--no-plots",
        "--quiet",
        "--workers",
        "1",
        "--posterior",
        "p",
        "--out",
        "o",
    )
    command = random.choice((run, run, (*run, "--replications", "2"), ("show", "p")))
    # A key of a draw may be the scenario's too.
    return Case(command, (("p",),), faults=_faults(place, sound, as_json=False))


def _faults(place: Path, sound: bool, as_json: bool) -> Any:
    def faults(ended: Ended) -> Iterator[str]:
        if not sound:
            yield "a file that differs from its hash was accepted"
        elif as_json:
            found = json.loads((place / "summary.json").read_text(encoding="utf-8"))
            shown = json.loads(ended.out)
            if shown != _with_empty_lists(found, shown):
                yield "what is shown is not what is in summary.json"
        try:
            loaded = load_results(place)
        except InputError as error:
            yield f"accepted by a command, not by load_results: {error}"
            return
        for name, table in loaded.tables.items():
            with (place / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            for column, values in table.items():
                cells = [row[column] for row in rows]
                wrong = [
                    (c, v) for c, v in zip(cells, values.tolist(), strict=True) if not _is(c, v)
                ]
                if wrong:
                    yield f"{name}.csv, {column}: {wrong[0][0]!r} is loaded as {wrong[0][1]!r}"

    return faults


def _is(cell: str, value: object) -> bool:
    """Return whether a value equals its cell."""
    if isinstance(value, str):
        return cell == value
    if isinstance(value, bool):
        return cell in {str(value), str(int(value))}
    if isinstance(value, int | float):
        return cell == "" if value != value else cell != "" and float(cell) == value  # noqa: PLR0124
    return cell == ("" if value is None else value.isoformat())  # type: ignore[attr-defined]


def _with_empty_lists(found: Any, shown: Any) -> Any:
    """Return a summary with the lists that results of earlier versions lack: shown empty."""
    if not isinstance(found, dict) or not isinstance(shown, dict):
        return found
    lists: dict[str, Any] = {key: [] for key in shown.keys() - found.keys() if shown[key] == []}
    return lists | {key: _with_empty_lists(value, shown.get(key)) for key, value in found.items()}


def _spoil(random: Random, place: Path) -> bool:
    """Usually damage a directory; return whether the hashes are those of its files."""
    files = sorted(path for path in place.iterdir() if path.suffix in {".csv", ".json", ".md"})
    chosen = random.choice([path for path in files if path.name != _MANIFEST])
    if random.random() < 0.1:
        return True  # Unchanged: it must be accepted.
    match random.randrange(10):
        case 0:
            content = chosen.read_bytes()
            at = random.randrange(len(content))
            chosen.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
            return False
        case 1:
            content = chosen.read_bytes()
            chosen.write_bytes(content[: random.randrange(len(content))])
        case 2:
            _spoil_entry(random, place)
            return True
        case 3 | 4:
            _spoil_json(random, place / random.choice((_MANIFEST, "summary.json")))
        case 5:
            _replace(random, chosen)
            return True
        case _:
            tables = [path for path in files if path.suffix == ".csv"]
            _spoil_table(random, random.choice(tables))
    _repair(place)
    return True


def _spoil_entry(random: Random, place: Path) -> None:
    """Let the manifest name another file."""
    path = place / _MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    names = (
        "/dev/zero",
        "../whole/summary.json",
        "fifo",
        "x/../summary.json",
        "",
        ".",
        odd_text(random),
    )
    if hasattr(os, "mkfifo"):
        os.mkfifo(place / "fifo")
    manifest["sha256"][random.choice(names)] = random.choice(
        ("0" * 64, hashlib.sha256(b"").hexdigest(), 3)
    )
    if random.random() < 0.7:
        manifest["bytes"] = dict.fromkeys(manifest["sha256"], 0) | manifest.get("bytes", {})
    if random.random() < 0.3:
        del manifest["sha256"][random.choice(sorted(manifest["sha256"]))]
    path.write_text(json.dumps(manifest), encoding="utf-8")


def _replace(random: Random, path: Path) -> None:
    """Replace a file by something else."""
    path.unlink()
    match random.randrange(5):
        case 0:
            path.mkdir()
        case 1:
            path.symlink_to(path.name)
        case 2:
            path.symlink_to("/dev/zero")
        case 3 if hasattr(os, "mkfifo"):
            os.mkfifo(path)


def _spoil_json(random: Random, path: Path) -> None:
    """Change, remove or add one value somewhere in a JSON file."""
    tree = json.loads(path.read_text(encoding="utf-8"))
    node, above, key = tree, tree, None
    while isinstance(node, dict | list) and node and (key is None or random.random() < 0.75):
        above = node
        key = random.choice(list(node)) if isinstance(node, dict) else random.randrange(len(node))
        node = node[key]
    if random.random() < 0.1:
        path.write_text(
            random.choice(("", "[]", "null", "{", "[" * 5000, "1", '"x"')), encoding="utf-8"
        )
        return
    if random.random() < 0.3:
        del above[key]
    elif isinstance(above, dict) and random.random() < 0.1:
        above[odd_text(random)] = random.choice(_JSON)
    else:
        above[key] = random.choice(_JSON)
    path.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")


def _spoil_table(random: Random, path: Path) -> None:
    """Change cells, columns or rows of a table."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    column = random.randrange(len(rows[0]))
    row = random.randrange(1, len(rows)) if len(rows) > 1 else 0
    match random.randrange(10):
        case 0:
            rows = [[*cells[:column], *cells[column + 1 :]] for cells in rows]
        case 1:
            rows[0][column] = random.choice((odd_text(random), random.choice(rows[0])))
        case 2:
            rows = rows[: random.randrange(len(rows))]
        case 3:
            rows[row] = rows[row][: random.randrange(len(rows[row]))]
        case 4:
            rows = [rows[0], *rows[row:], *rows[row:]]
        case 5:
            for cells in rows[1:]:
                cells[column] = random.choice(_CELLS)
        case _:
            rows[row][column] = random.choice(_CELLS)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8", newline="")


def _repair(place: Path) -> None:
    """Write sizes and hashes of the files into the manifest, if there is one."""
    path = place / _MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        names = sorted(manifest["sha256"].keys() & {path.name for path in place.iterdir()})
        contents = {name: (place / name).read_bytes() for name in names}
        for name, content in contents.items():
            manifest["sha256"][name] = hashlib.sha256(content).hexdigest()
            manifest["bytes"][name] = len(content)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return
    path.write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


def unfinished_case(random: Random, folder: Path, stock: Stock) -> Case:
    """Damage or exchange saved replications; the resumed result must be that without damage."""
    from tests.fuzz.stock import SEED, N
    from tests.system.test_reproducibility import contents

    place = stock.copy("half.unfinished", folder)
    records = sorted(place.glob("*.record"))
    record = random.choice(records)
    foreign = stock.folder / "other.unfinished"
    match random.randrange(10):
        case 0:
            record.write_bytes(record.read_bytes()[: random.randrange(record.stat().st_size)])
        case 1:
            other = random.choice([candidate for candidate in records if candidate != record])
            shutil.copy(other, record)
        case 2:
            shutil.copy(foreign / record.name, record)
        case 3:
            shutil.copy(foreign / record.name, place / "replication-000002.record")
        case 4:
            number = random.choice(("000002", "x", "000009", "00000²", "2", "-1", ""))
            record.rename(place / f"replication-{number}.record")
        case 5:
            flipped = bytearray(record.read_bytes())
            flipped[random.randrange(len(flipped))] ^= random.randrange(1, 256)
            record.write_bytes(flipped)
        case 6:
            _replace(random, random.choice((record, place / "job.json")))
        case 7:
            shutil.copy(foreign / "job.json", place / "job.json")
        case 8:
            _spoil_json(random, place / "job.json")
        case _:
            content = record.read_bytes()[64:]
            at = random.randrange(len(content))
            content = content[:at] + bytes([random.randrange(256)]) + content[at + 1 :]
            record.write_bytes(hashlib.sha256(content).hexdigest().encode() + content)

    def faults(_: Ended) -> Iterator[str]:
        if contents(folder / "half") != stock.one_go:
            yield "the result differs from that of one go"
        if left := [path.name for path in folder.iterdir() if path.name != "half"]:
            yield f"left over: {left}"

    command = ("run", "tiny", "--seed", str(SEED), "--replications", str(N), "--workers", "1",
               "--no-plots", "--quiet", "--resume", "half")  # fmt: skip
    return Case(command, (("half",),), faults=faults)
