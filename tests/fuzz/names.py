"""Names of files, directories, sections and options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.text import is_unicode
from tests.fuzz.case import Case, Ended
from tests.fuzz.odd import odd_text
from tests.support.results import load_run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from random import Random

    from tests.fuzz.stock import Stock


def _name(random: Random) -> str:
    """Return a name that a command line may contain; it need not be UTF-8."""
    if random.random() < 0.15:
        return random.choice(("\udcff", "a\udce9", "x/\udcff", "\udcff.toml"))
    return odd_text(random).replace("\x00", "0")


def name_case(random: Random, folder: Path, stock: Stock) -> Case:
    """Give an odd name to a command."""
    stock.copy("run", folder)
    name, other = _name(random), _name(random)
    match random.randrange(8):
        case 0:
            return Case(("check", name), codes=(0, 2))
        case 1:
            return Case(("params", name), codes=(0, 2))
        case 2:
            return Case(("show", name), codes=(0, 2))
        case 3:
            return Case((name, other), codes=(0, 2))
        case 4:
            return _out(("compare", "run", "run", "--no-plots", "--quiet", "--out", name))
        case 5:
            return _out(("report", "run", f"--out={name}"))
        case 6:
            return _file(random, folder)
    faults = _loads(folder, name)
    command = ("run", "tiny", "--no-plots", "--quiet", "--workers", "1", f"--out={name}")
    return Case(command, codes=(0, 1, 2), faults=faults)


def _out(arguments: tuple[str, ...]) -> Case:
    """Return a case whose output cannot always be written: then it ends with 1 and an error."""
    return Case(arguments, codes=(0, 1, 2))


def _loads(folder: Path, name: str) -> Callable[[Ended], Iterable[str]]:
    def faults(_: Ended) -> Iterator[str]:
        if load_run(folder / name).summary.cast != 24:
            yield "the result is not that of the scenario"

    return faults


def _file(random: Random, folder: Path) -> Case:
    """Check a scenario file of an odd name."""
    name = f"{_name(random)[:60].replace('/', '-')}.toml"
    (folder / name).write_text('extends = "tiny"\nname = "case"\n', encoding="utf-8")

    def faults(ended: Ended) -> Iterator[str]:
        if "ok: 2 regions" not in ended.err:
            yield ended.err

    end = ("--",) if name.startswith("-") else ()
    # A command line that is not text is refused, whatever the file.
    codes = (0,) if is_unicode(name) else (2,)
    return Case(("check", *end, name), codes=codes, faults=faults)
