"""The command line that makes a result again."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from sim.results.labels import posterior_name

if TYPE_CHECKING:
    from sim.core.types import Json
    from sim.results.results import RunResults

_MOMENT = re.compile(r"\d\d:\d\d(:\d\d)?|\d{4}-\d\d-\d\d")


def replication_command(results: RunResults, replication: int) -> str:
    """Return the command that runs one replication of an ensemble by itself.

    Parameters
    ----------
    results
        Of the ensemble. Its directories and files are named as they are called there, without
        where they are.
    replication
        Its number, from 0.
    """
    from sim.scenario import scenario_files  # It is for errors, and takes time to load.

    summary, pack = results.summary, results.manifest.pack
    ships = summary.scenario in {path.stem for path in scenario_files()}
    scenario = pack.folder if pack else summary.scenario
    words = ["saylau", "run", scenario if pack or ships else f"{scenario}.toml"]
    for change in summary.changed:
        if change.after is not None:
            words += ["--set", f"{change.key}={_setting(change.after)}"]
    words += ["--seed", str(summary.seed)]
    if summary.posterior is not None:
        words += ["--posterior", posterior_name(summary)]
    return shlex.join([*words, "--replication", str(replication)])


def _setting(value: Json) -> str:
    """Return a value as an option ``--set`` takes it; what is not set inside it is left out."""
    from sim.core.toml_text import toml_value  # As above.

    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return value
    if isinstance(value, dict):
        value = {key: each for key, each in value.items() if each is not None}
    return toml_value(value)
