"""Every error that Saylau raises on purpose.

::

    SaylauError            exit 1
    ├── InputError         exit 2: the user can mend it; lists every problem found
    │   ├── ScenarioError    a scenario file, or a ``--set``
    │   ├── RegisterError    a country that cannot exist
    │   └── ResultsError     a directory that is not a whole result, or is in the way
    ├── OutputError        exit 1: the disk said no
    └── BalanceError       exit 1: an invariant is broken: a bug of ours, never noise
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with what a user gave us."""

    where: str
    """File, or ``--set``, that holds the value."""
    key: str
    """Dotted key, or what else the problem is about; empty where it is not about one thing."""
    message: str
    """What was found, and what is allowed."""

    def __str__(self) -> str:
        # A message that begins with its key reads well alone; the key is not printed twice.
        named = self.message.removeprefix("unknown key ")
        key = "" if named.startswith((f"{self.key} ", f"{self.key}:", f"{self.key};")) else self.key
        return ": ".join(part for part in (self.where, key, self.message) if part)


class SaylauError(Exception):
    """The root of all our errors."""

    exit_code = 1


class InputError(SaylauError):
    """Something that the user gave cannot be used; holds all problems at once."""

    exit_code = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    @classmethod
    def single(cls, where: str, key: str, message: str) -> InputError:
        """Build the error for one problem."""
        return cls([Problem(where, key, message)])

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions travel back from worker processes; the default recipe would lose the problems.
        return type(self), (self.problems,)


class ScenarioError(InputError):
    """A scenario that cannot be read or makes no sense."""


class RegisterError(InputError):
    """A country that cannot exist, such as one with fewer sites than races."""


class ResultsError(InputError):
    """A directory that is not a whole result, or an output that is in the way."""


class OutputError(SaylauError):
    """The disk refused to take a result."""


class BalanceError(SaylauError):
    """A law of the model does not hold: a bug."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(f"{code}: {message}")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.code, str(self).removeprefix(f"{self.code}: "))
