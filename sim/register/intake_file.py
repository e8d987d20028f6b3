"""Clerks and vehicles of commissions from a CSV file: ``register.intake``, by hand or of a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.core.errors import Problem, RegisterError
from sim.register.areas import Intake
from sim.register.numbers_file import NumbersFile, named_numbers

if TYPE_CHECKING:
    from sim.register.register import Register

INTAKE_OF_A_PLAN = (
    "origin", "sites", "tables_now", "tables", "members_to_add", "vehicles_now", "clerks_now",
    "clerks_most", "certified", "days", "bad_days", "bad_days_pct_at_most", "bad_days_with_less",
    "bad_days_with_most", "all_in_at_best", "fresh_days", "fresh_bad_days", "over",
)  # fmt: skip
"""Further columns of the table that ``saylau plan`` writes, which are not read."""
_MOST = 100_000
"""The most clerks or vehicles: a plan writes as many vehicles as a commission has sites."""
_INTAKE = NumbersFile(
    "register.intake", "commission", ("clerks", "vehicles"), _MOST, INTAKE_OF_A_PLAN
)


def with_intake(register: Register, file: str) -> Register:
    """Return a country with the clerks and vehicles of a file at the commissions that it names.

    Parameters
    ----------
    register
        The country, with all its regions.
    file
        Path of a CSV file with the columns ``commission``, and ``clerks`` or ``vehicles`` or both.

    Raises
    ------
    RegisterError
        If the file cannot be read or has no number, names a commission that the country does not
        have, or one twice, or has a number that is not allowed; lists every problem.
    """
    problems: list[Problem] = []
    index = {name: k for k, name in enumerate(register.commission_id.tolist())}
    none = (None,) * len(index)
    intake = register.intake or Intake(none, none, ("",) * len(index))
    numbers = {name: [*getattr(intake, name)] for name in _INTAKE.counts}
    for row in named_numbers(file, _INTAKE, index, problems):
        for name, number in row.numbers(_INTAKE, problems).items():
            numbers[name][index[row.name]] = number
    if problems:
        raise RegisterError(problems)
    given = {name: tuple(column) for name, column in numbers.items()}
    return replace(register, intake=replace(intake, **given))
