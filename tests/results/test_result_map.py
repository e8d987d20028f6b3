"""A result keeps the shapes of its areas, so that its page needs no pack."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

import sim
from sim.core.errors import InputError
from sim.plots.comparison import regions
from sim.plots.style.style import house_style
from sim.reporting import write_report
from sim.results.result_map import kept_map, map_of_result
from tests.pack.files.test_geojson import feature, map_text
from tests.support.packs import write_isles

if TYPE_CHECKING:
    from pathlib import Path


def run_with_map(folder: Path, *codes: str, seed: int = 1) -> sim.RunResults:
    """Run the isles with a map of some of their areas."""
    write_isles(folder)
    shapes = {"MAN": "North", "SRK": "South"}
    features = [feature(shapes[code]) | {"id": code} for code in codes]
    if codes:
        text = map_text(*features, source="Isles Survey", about="Isles Survey, CC0")
        (folder / "map.geojson").write_text(text)
    return sim.run(sim.load_scenario(folder), seed=seed)


def test_a_result_keeps_its_map_when_the_pack_is_gone(tmp_path: Path) -> None:
    made = run_with_map(tmp_path / "isles", "MAN", "SRK")
    sim.save(made, tmp_path / "run")
    shutil.rmtree(tmp_path / "isles")
    loaded = sim.load_results(tmp_path / "run")

    assert isinstance(loaded, sim.RunResults)
    found = map_of_result(loaded)
    assert found is not None
    assert kept_map(found) == made.manifest.map
    page = write_report([tmp_path / "run"], tmp_path / "run.html").read_text(encoding="utf-8")
    assert "Map: Isles Survey, CC0." in page
    assert all(f'd="{shape.path}"' in page for shape in found.shapes.values())


def test_an_area_without_a_shape_is_a_tile_on_the_page(tmp_path: Path) -> None:
    made = run_with_map(tmp_path / "isles", "MAN")
    sim.save(made, tmp_path / "run")

    page = write_report([tmp_path / "run"], tmp_path / "run.html").read_text(encoding="utf-8")
    assert page.count('class="fill"') == 2


@pytest.mark.parametrize("codes", [(), ("MAN", "SRK")])
def test_pictures_of_a_pack_have_shapes_or_tiles(codes: tuple[str, ...], tmp_path: Path) -> None:
    one, other = (run_with_map(tmp_path / str(seed), *codes, seed=seed) for seed in (1, 2))
    with house_style():
        slide = regions.figure(sim.compare(one, other, names=["one", "other"]))

    # After the key the map, if there is one, then bars, as the regions are few.
    panels = slide.axes[1:]
    assert [len(axes.patches) for axes in panels] == [2] * (1 + bool(codes))
    texts = [*slide.texts, *(text for axes in panels for text in axes.texts)]
    said = " ".join(text.get_text() for text in texts)
    assert ("Shapes: Isles Survey." in said) == bool(codes)
    assert "Isle of Man " in said
    assert "Natural Earth" not in said


def test_a_path_that_is_none_is_refused(tmp_path: Path) -> None:
    sim.save(run_with_map(tmp_path / "isles", "MAN", "SRK"), tmp_path / "run")
    path = tmp_path / "run" / "manifest.json"
    content = json.loads(path.read_text())
    content["map"]["shapes"]["MAN"]["path"] = 'M0 0L1 1"/><script>'
    path.write_text(json.dumps(content))

    with pytest.raises(InputError, match=r"map\.shapes\.MAN\.path"):
        sim.load_results(tmp_path / "run")


def test_the_election_that_ships_has_its_map_without_keeping_it(baseline: sim.RunResults) -> None:
    assert baseline.manifest.map is None
    found = map_of_result(baseline)
    assert found is not None
    assert list(found.shapes) == list(baseline.summary.regions)
