"""The catalogs have every message of the code, each with a translation that fits it."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.core.language import ENGLISH, LANGUAGES, read_catalog
from sim.core.text import UNIT, UNITS
from sim.results.schema import METRICS, TIME
from sim.scenario import label_of, sections, unit_of
from tools.messages import catalog_text, messages, renewed

if TYPE_CHECKING:
    from collections.abc import Iterable

CODES = [code for code in LANGUAGES if code != ENGLISH]
SIM = Path(__file__).resolve().parents[2] / "sim"
CATALOGS = SIM / "core" / "catalogs"
_PLACEHOLDER = re.compile(r"\{[a-z_]*\}")


@cache
def _translations(code: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return pairs of the English texts of a message, and their translations."""
    return [(_texts(m.id), _texts(m.string)) for m in read_catalog(code) if m.id]


def _texts(of: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return the forms of a message: one, or one of each number of things."""
    return (of,) if isinstance(of, str) else tuple(of or ())


@pytest.mark.parametrize("code", CODES)
def test_catalogs_are_those_of_the_code(code: str) -> None:
    """``python -m tools.messages`` renews them."""
    assert (CATALOGS / f"{code}.po").read_bytes() == catalog_text(renewed(code))


def test_no_message_is_hidden_from_the_catalogs() -> None:
    """The tools of gettext do not look into f-strings, nor behind names of messages."""
    found = {text for message, _ in messages() for text in _texts(message)}
    hidden = [
        f"{path.name}: {first.value!r}"
        for path in sorted(SIM.rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {"tr", "tr_n", "marked"}
        if isinstance(first := call.args[0], ast.Constant) and first.value not in found
    ]
    assert hidden == []


def test_parameters_have_labels_and_units_with_messages() -> None:
    found = {text for message, _ in messages() for text in _texts(message)}
    keys = [f"{name}.{key}" for name, section in sections().items() for key in section.model_fields]
    missing = [label_of(key) for key in keys if label_of(key) not in found]
    assert missing == [""] * missing.count("")
    units = {unit_of(key) for key in keys} | {metric.unit for metric in METRICS} - {"0-1", TIME}
    assert units - UNITS == {""}
    for context in (UNIT, None):
        assert {text for text, of in messages() if of == context} >= UNITS


@pytest.mark.parametrize("code", CODES)
def test_every_message_is_translated(code: str) -> None:
    missing = [english for english, texts in _translations(code) if not all(texts)]
    assert missing == []


@pytest.mark.parametrize("code", CODES)
def test_translations_keep_their_placeholders(code: str) -> None:
    """A number of things may be a word in some forms, such as that of one."""
    wrong = [
        text
        for english, texts in _translations(code)
        for text in texts
        if text and _placeholders(text) != _placeholders(english[-1])
    ]
    assert wrong == []


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))
