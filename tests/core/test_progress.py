"""Progress in Python: a line in a notebook, a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import pytest

from sim.core import progress
from sim.core.progress import NotebookProgress, ProgressDisplay, progress_display


class Shown:
    """What a notebook shows: a stand-in for ``IPython.display.display``."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, line: NotebookProgress, *, display_id: bool) -> Shown:
        assert display_id
        self.update(line)
        return self

    def update(self, line: NotebookProgress) -> None:
        self.texts.append(line._repr_html_())


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """A notebook whose clock runs a minute with each look at it."""
    seconds = iter(range(0, 60_000, 60))
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: next(seconds)))
    return Shown()


def test_a_notebook_has_one_line_that_says_how_far_it_is(shown: Shown) -> None:
    with NotebookProgress(shown) as line:
        line.begin("Replications <6>", 4)
        line.advance(1)
        line.advance(3)

    assert shown.texts[1:-1] == [
        f'<progress value="{done}" max="4"></progress> Replications &lt;6&gt;: {done} of 4'
        for done in (0, 1, 4)
    ]
    assert shown.texts[-1].startswith("Finished in 8 min")


def test_a_notebook_is_not_asked_more_often_than_eyes_can_follow(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: 0.0))
    with NotebookProgress(shown) as line:
        line.begin("Replications", 1_000)
        for _ in range(1_000):
            line.advance(1)

    assert len(shown.texts) == 2


def test_an_error_leaves_the_line_at_what_was_done(shown: Shown) -> None:
    line = NotebookProgress(shown)
    line.begin("Replications", 4)
    line.advance(1)
    line.__exit__(KeyError)

    assert shown.texts[-1].endswith("Replications: 1 of 4")


@pytest.mark.parametrize("kernel", [True, False])
def test_a_notebook_is_known_by_its_kernel(kernel: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    ipython, shown = ModuleType("IPython"), Shown()
    shell = SimpleNamespace(kernel=1) if kernel else SimpleNamespace()
    vars(ipython).update(get_ipython=lambda: shell)
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(display=shown))

    with progress_display() as line:
        line.begin("Replications", 1)

    assert isinstance(line, NotebookProgress if kernel else ProgressDisplay)
    assert bool(shown.texts) == kernel


@pytest.mark.parametrize("terminal", [True, False])
def test_a_script_shows_a_bar_on_a_terminal_only(
    terminal: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)

    with progress_display() as display:
        display.begin("Replications", 2)
        display.advance(2)

    assert ("2/2" in capsys.readouterr().err) == terminal
