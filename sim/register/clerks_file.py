"""The clerks of commissions from a CSV file: ``register.clerks``, by hand or by ``saylau plan``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.core.errors import Problem, RegisterError
from sim.register.areas import Intake
from sim.register.numbers_file import NumbersFile, named_numbers

if TYPE_CHECKING:
    from sim.register.register import Register

CLERKS_OF_A_PLAN = (
    "origin", "sites", "clerks_now", "clerks_most", "certified", "days", "bad_days",
    "bad_days_pct_at_most", "bad_days_with_less", "bad_days_with_most", "all_in_at_best",
    "fresh_days", "fresh_bad_days", "over",
)  # fmt: skip
"""Further columns of the table that ``saylau plan`` writes, which are not read."""
_CLERKS = NumbersFile("register.clerks", "commission", ("clerks",), CLERKS_OF_A_PLAN)


def with_clerks(register: Register, file: str) -> Register:
    """Return a country with the clerks of a file at the commissions that it names.

    Parameters
    ----------
    register
        The country, with all its regions.
    file
        Path of a CSV file with the columns ``commission`` and ``clerks``.

    Raises
    ------
    RegisterError
        If the file cannot be read or has no number, names a commission that the country does not
        have, or one twice, or has a number that is not allowed; lists every problem.
    """
    problems: list[Problem] = []
    index = {name: k for k, name in enumerate(register.commission_id.tolist())}
    intake = register.intake or Intake((None,) * len(index), ("",) * len(index))
    clerks = [*intake.clerks]
    for row in named_numbers(file, _CLERKS, index, problems):
        for number in row.numbers(_CLERKS.counts, problems).values():
            clerks[index[row.name]] = number
    if problems:
        raise RegisterError(problems)
    return replace(register, intake=Intake(tuple(clerks), intake.places))
