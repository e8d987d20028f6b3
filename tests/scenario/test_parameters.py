"""The declarations of parameters: each has a meaning and a basis, and all are documented."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import (
    parameters,
    parameters_markdown,
)
from sim.scenario.parameters.declare import param


def test_every_parameter_has_meaning_and_basis() -> None:
    for parameter in parameters():
        assert parameter.doc
        assert parameter.basis.startswith(("source: ", "assumption: "))
        assert len(parameter.basis) > len("assumption: ")


def test_a_parameter_cannot_have_both_source_and_assumption() -> None:
    with pytest.raises(TypeError, match="not both"):
        param(1.0, doc="x", source="s", assumption="a")
    with pytest.raises(TypeError, match="not both"):
        param(1.0, doc="x")


def test_parameters_page_is_not_stale() -> None:
    page = Path(__file__).parents[2] / "docs" / "parameters.md"

    assert page.read_text(encoding="utf-8") == parameters_markdown(), "run: make params"
