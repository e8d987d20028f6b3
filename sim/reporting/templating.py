"""Templates and assets of the page: what they may use, and what its browser may run."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from sim.core.language import named, tr, tr_n
from sim.core.recorded import tr_given
from sim.core.text import unit_text
from sim.pack.maps.layout import LONGEST_CODE
from sim.reporting import assumptions, page_tables, replay, words
from sim.reporting.contests import party_label
from sim.reporting.maps import MOST_NAMES
from sim.reporting.marks import NOBODY, SHAPES
from sim.reporting.night_bands import night_bands
from sim.reporting.race_votes import MOST_SITES
from sim.reporting.reported import targets_together
from sim.results import labels as result_labels
from sim.show.run_lines import decided_texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.reporting.switch import SwitchData

LONG_WORDS = 20
"""Characters from which a cell of words is wide, so that its row is not high on a telephone."""
SCRIPTS = ("language.js", "replay.js", "csv.js", "leading.js", "race.js", "address.js", "races.js")


def embedded(data: replay.ReplayData | SwitchData) -> Markup:
    """Return data as JSON for a script element, with every character escaped that could end it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return Markup(text)  # noqa: S704  escaped above


def policy(assets: Mapping[str, str]) -> str:
    """Return the content security policy, which allows only the style and scripts of the page."""
    allowed = {"script-src": SCRIPTS, "style-src": ("report.css",)}
    rules = [
        f"{rule} " + " ".join(f"'sha256-{_digest(assets[name])}'" for name in names)
        for rule, names in allowed.items()
    ]
    return "; ".join(["default-src 'none'", *rules, "base-uri 'none'", "form-action 'none'"])


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def asset(name: str) -> str:
    """Return the text of an asset."""
    return files("sim.reporting").joinpath("assets", name).read_text(encoding="utf-8")


def filled(message: str, **values: object) -> Markup:
    """Return a message with its placeholders filled by markup, or by text that is escaped."""
    return Markup(escape(message)).format(**values)  # noqa: S704  escaped here


@cache
def environment() -> Environment:
    """Return the environment of the templates."""
    found = Environment(
        loader=PackageLoader("sim.reporting"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    found.filters |= {
        name: getattr(words, name)
        for name in (
            "number",
            "raw",
            "percent",
            "whole_percent",
            "tenth_percent",
            "minutes",
            "raw_minutes",
            "share",
            "clock",
            "clock_later",
            "day",
        )
    }
    found.filters |= {
        "named": named,
        "party_label": party_label,
        "filled": filled,
        "unit": unit_text,
        "idle_text": result_labels.idle_text,
        "given": tr_given,
    }
    found.globals |= {
        "tr": tr, "tr_n": tr_n,
        "replay": replay, "toml_of": assumptions.toml_of, "for_programs": assumptions.for_programs,
        "tables": page_tables, "words": words,
        "decided_texts": decided_texts, "MOST_RACES": replay.MOST_RACES, "N_CALLS": replay.N_CALLS,
        "SHAPES": SHAPES, "NOBODY": NOBODY, "MOST_SITES": MOST_SITES, "MOST_NAMES": MOST_NAMES,
        "LONGEST_CODE": LONGEST_CODE, "LONG_WORDS": LONG_WORDS,
        "targets_together": targets_together,
        "result_labels": result_labels, "night_bands": night_bands,
    }  # fmt: skip
    return found
