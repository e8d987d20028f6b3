"""What is shown of a pack's result has the names of its election, and of no other."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import sim
from sim.pack.files.declared import INDEPENDENT
from sim.reporting.marks import legible
from sim.results import RunResults, load_results
from tests.support.commands import saylau_here
from tests.support.packs import ISLES, write_isles
from tests.support.published import OF

if TYPE_CHECKING:
    from collections.abc import Iterator

OF_2021 = (
    "KZ", "Kazakhstan", "Kazakh", "äkım", "äkıms", "äkim", "akim", "Wikipedia", "Nation", "nation",
    "2021", *(party for party in OF.party_names if party != INDEPENDENT),
    *(election.district for election in OF.by_elections), *(region.name for region in OF.regions),
    *(region.code for region in OF.regions if region.code != "MAN"),
)  # fmt: skip
"""Words that no output may hold."""
_WORD = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, OF_2021))})(?![\w-])")
_KEYS = re.compile(
    r'"?seed"?(?::| =) 2021|"nation":|seed</code></th>(?:<td data-value="2021">2021</td>)+'
)
"""The default of a parameter of generated countries, which scenarios list; a key of summaries."""
SLOW = ("--set", "polling.check_in_mean_s=120", "--set", "arrivals.regions.MAN.a=3")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the pack, two runs, an ensemble, and all that commands make of them."""
    folder = tmp_path_factory.mktemp("pack-names")
    write_isles(folder / "isles")
    run = ("run", "./isles", "--seed", "7", "--quiet", "--out")
    _made(folder, *run, "one")
    with pytest.MonkeyPatch.context() as patch:
        # Words in pictures are those of the first: PNG has a title and a description.
        patch.setattr("sim.plots.style.saving.KINDS", ("svg",))
        for arguments in (
            (*run, "two", "--no-plots", *SLOW),
            (*run, "many", "--replications", "3"),
            ("report", "one", "two", "--out", "page.html"),
            ("report", "many", "--out", "many.html"),
            ("compare", "one", "two", "--out", "compared"),
            ("export", "one", "--format", "xlsx", "--out", "one.xlsx"),
            ("export", "one", "--format", "excel", "--out", "one-excel"),
        ):
            _made(folder, *arguments)
    for name in ("one", "many", "compared"):
        shown = saylau_here("show", name, cwd=folder)
        assert shown.returncode == 0, shown.stderr
        (folder / f"shown-{name}.txt").write_text(shown.stdout)
    return folder


def _made(folder: Path, *arguments: str) -> None:
    """Run a command in the folder, and keep there what it prints."""
    done = saylau_here(*arguments, cwd=folder)
    assert done.returncode == 0, done.stderr
    (folder / f"printed-{'-'.join(arguments[:2]).replace('/', '')}.txt").write_text(done.stdout)


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield all texts of all files that were made, those of workbooks and pictures included."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                yield from (
                    (f"{path}/{name}", book.read(name).decode()) for name in book.namelist()
                )
        elif path.suffix == ".png":
            head = path.read_bytes().split(b"IDAT", 1)[0]
            yield str(path), head.decode("latin-1")
        elif path.is_file():
            yield str(path), path.read_text(encoding="utf-8-sig")


def test_no_output_holds_a_word_of_the_election_of_2021(folder: Path) -> None:
    texts = dict(_texts(folder))
    found = {
        f"{name}: {text[max(0, word.start() - 40) : word.end() + 20]}"
        for name, text in texts.items()
        for word in _WORD.finditer(_KEYS.sub("", text))
    }

    endings = {Path(name).suffix for name in texts}
    assert endings >= {".csv", ".json", ".html", ".svg", ".png", ".md", ".txt", ".xml"}
    assert len(texts) > 70
    assert sorted(found) == []


def test_outputs_hold_the_words_of_their_own_election(folder: Path) -> None:
    one, compared = (folder / f"shown-{name}.txt" for name in ("one", "compared"))
    page, slope = folder / "page.html", folder / "compared/figures/comparison_slope.svg"

    assert "  all               1,840" in one.read_text()
    assert "  isle         registered  10:00  12:00  16:00  20:00  final\n" in one.read_text()
    won = r"\n  Keeper of the isles: Ann Lee \(MHK\), \d\d\.\d % of ballots\n"
    assert re.search(won, one.read_text())
    assert "arrivals a in Isle of Man" in compared.read_text()
    assert "<b>Isle of Man</b>" in page.read_text()
    assert "Ann Lee (MHK)" in page.read_text()
    assert re.search(rf'class="bar-fill[^>]* color="{legible("#7a1fa2")}"', page.read_text())
    assert "Map: Natural Earth" not in page.read_text()
    assert "Isle of Man" in slope.read_text()
    assert (
        "the code of all regions together, `ALL`" in (folder / "one/datapackage.json").read_text()
    )


def test_a_condition_takes_the_code_of_the_pack(folder: Path) -> None:
    def holds(condition: str) -> int:
        arguments = ("compare", "one", "two", "--no-plots", "--quiet", "--fail-if", condition)
        return saylau_here(*arguments, cwd=folder).returncode

    assert holds("turnout_at.14:00@MAN < base - 10 and turnout_at.14:00@ALL < base - 5") == 3
    assert holds("turnout_at.14:00@'MAN' > base") == 0
    assert holds("turnout_pct@KZ > 1") == 2


def test_an_ensemble_has_the_election_of_its_runs(folder: Path) -> None:
    one, many = (load_results(folder / name) for name in ("one", "many"))

    assert isinstance(one, RunResults)
    assert isinstance(many, RunResults)
    assert many.summary.election == one.summary.election
    assert "Ann Lee (MHK) in 100 % of replications" in (folder / "shown-many.txt").read_text()


def test_results_of_two_elections_are_not_compared(folder: Path) -> None:
    assert saylau_here(
        "run", "tiny", "--no-plots", "--quiet", "--out", "tiny", cwd=folder
    ).returncode == 0  # fmt: skip
    done = saylau_here("compare", "tiny", "one", cwd=folder)

    assert done.returncode == 2
    assert "this is another election than tiny: isles, not kz-2021" in done.stderr


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("party of the harbours and fisheries of all isles!", "is that of 'Party of the Harbours"),
        ("№", "'№' has no letter or digit to name its column of seats by"),
    ],
)
def test_parties_whose_seats_have_no_column_of_their_own_are_refused(
    name: str, message: str, tmp_path: Path
) -> None:
    text = ISLES["election.toml"].replace("Новый путь", name)
    isles = write_isles(tmp_path / "isles", election=text)
    done = saylau_here("run", str(isles), "--no-plots", "--quiet", cwd=tmp_path)

    assert done.returncode == 2
    assert "isles/election.toml" in done.stderr
    assert message in done.stderr


def test_a_party_may_be_called_against_all(tmp_path: Path) -> None:
    text = ISLES["election.toml"].replace("Новый путь", "Against All")
    results = sim.run(sim.load_scenario(str(write_isles(tmp_path / "isles", election=text))))

    votes = results.tables["votes"]
    named = set(zip(votes["choice"].tolist(), votes["party"].tolist(), strict=True))
    assert ("against_all", "") in named
    assert "Against All" in {party for _, party in named}
