"""Events of SimPy with a priority, at integer times."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sim.core.simpy_events import Environment, Moment

if TYPE_CHECKING:
    from simpy.events import Event


def test_simultaneous_moments_happen_by_priority_then_in_order() -> None:
    environment = Environment(initial_time=1_000)
    happened: list[tuple[int, str]] = []

    def note(name: str, _: Event) -> None:
        happened.append((environment.now, name))

    for name, priority, delay in (
        ("last", 3, 5), ("first", 0, 5), ("second", 1, 5), ("third", 1, 5), ("earlier", 9, 4),
    ):  # fmt: skip
        environment.schedule(Moment(partial(note, name)), priority, delay)
    environment.run()

    assert happened == [
        (1_004, "earlier"), (1_005, "first"), (1_005, "second"), (1_005, "third"), (1_005, "last"),
    ]  # fmt: skip
    assert all(isinstance(at, int) for at, _ in happened)


def test_a_moment_without_an_action_does_nothing() -> None:
    environment = Environment()
    environment.schedule(Moment(), delay=7)
    environment.run()

    assert environment.now == 7
