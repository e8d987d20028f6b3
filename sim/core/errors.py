"""The errors that Saylau raises.

::

    SaylauError            exit 1
    ├── InputError         exit 2: the user can correct it; lists every problem found
    │   ├── ScenarioError    a scenario file, or a ``--set``
    │   ├── RegisterError    a country that cannot exist
    │   ├── PackError        a folder that is not a pack, or contradicts itself
    │   └── ResultsError     a directory that is not a complete result, or exists already
    ├── OutputError        exit 1: a result cannot be written
    └── BalanceError       exit 1: an invariant is violated, which is a bug
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input."""

    where: str
    """File, or ``--set``, that holds the value."""
    key: str
    """Dotted key, or the name of what has the problem; empty if it concerns no single thing."""
    message: str
    """What was found, and what is allowed; it names the key, so that it can be read alone."""

    def __str__(self) -> str:
        # A message that begins with its key reads well alone; the key is not printed twice.
        named = self.message.removeprefix("unknown key ")
        key = "" if named.startswith((f"{self.key} ", f"{self.key}:", f"{self.key};")) else self.key
        return ": ".join(part for part in (self.where, key, self.message) if part)


class SaylauError(Exception):
    """The base class of all errors of Saylau."""

    exit_code = 1


class InputError(SaylauError):
    """An input cannot be used; lists every problem found."""

    exit_code = 2
    most_printed = 10
    """Problems that the command line prints at most; it counts the others."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    @classmethod
    def single(cls, where: str, key: str, message: str) -> InputError:
        """Build the error for one problem."""
        return cls([Problem(where, key, message)])

    def __reduce__(self) -> tuple[object, ...]:
        # Worker processes send exceptions back; the default reduction loses the problems.
        return type(self), (self.problems,)


class ScenarioError(InputError):
    """A scenario that cannot be read or is contradictory."""


class RegisterError(InputError):
    """A country that cannot exist, such as one with fewer sites than races."""


class PackError(InputError):
    """A folder that is not a pack, or whose files are wrong or contradict each other."""

    most_printed = 1_000


class ResultsError(InputError):
    """A directory that is not a complete result, or an output that exists already."""


class OutputError(SaylauError):
    """A result cannot be written."""


class BalanceError(SaylauError):
    """An invariant of the model does not hold: a bug."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(f"{code}: {message}")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.code, str(self).removeprefix(f"{self.code}: "))
