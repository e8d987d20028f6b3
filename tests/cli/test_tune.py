"""``saylau tune``: settings that cannot have an effect are named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.support.commands import saylau_here

if TYPE_CHECKING:
    from pathlib import Path

IDLE = "polling.patience_mean_s=100"
WHY = "polling.renege_share is 0"


def test_a_change_without_effect_is_named_in_text_and_json(tmp_path: Path) -> None:
    text = saylau_here("tune", "tiny", "--set", IDLE, "--no-plots", cwd=tmp_path)
    machine = saylau_here("tune", "tiny", "--set", IDLE, "--no-plots", "--json", cwd=tmp_path)
    other = saylau_here(
        "tune", "tiny", "--set", "polling.check_in_mean_s=90", "--no-plots", cwd=tmp_path
    )

    assert f"NO EFFECT: polling.patience_mean_s: {WHY}" in text.stdout
    assert json.loads(machine.stdout)["without_effect"] == [
        {"key": "polling.patience_mean_s", "why": WHY}
    ]
    assert "NO EFFECT" not in other.stdout


def test_a_key_of_the_file_without_effect_is_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('extends = "tiny"\n[polling]\npatience_mean_s = 100\n')

    done = saylau_here("tune", "mine.toml", "--no-plots", cwd=tmp_path)

    assert f"NO EFFECT: polling.patience_mean_s: {WHY}" in done.stdout


def test_a_setting_that_the_scenario_has_is_noted(tmp_path: Path) -> None:
    done = saylau_here(
        "tune", "tiny", "--set", "polling.check_in_mean_s=60", "--no-plots", cwd=tmp_path
    )

    assert "--set polling.check_in_mean_s=60 has no effect" in done.stderr
