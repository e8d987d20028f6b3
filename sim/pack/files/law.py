"""The law of an election: the switches of ``[law]``, and what stands in for those left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field

from sim.core.section import Section
from sim.pack.files.declared import SYSTEMS
from sim.pack.shipped import default_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LAW_RULES = {
    "issued_may_exceed_registered": "must be true or false",
    "ballots_reserve_pct": "must be a number from 0 to 100, in % of registered voters",
    "against_all": "must be true or false",
    "against_all_rule": "must be leader_wins or nobody_elected",
    "read_aloud": "must be true or false",
    "tie": "must be lot or runoff",
    "system": f"must be one of {', '.join(SYSTEMS)}",
    "majority_of": "must be valid or cast",
    "members": "must be a list of whole numbers from 1 to 1,000, increasing",
}
"""What the value of each switch must be, as a sentence without its subject."""
PLURALITY = "plurality"
RULE = "against_all_rule"
"""A switch that is a parameter of ``[outcome]``, too."""
_RESERVE_PCT = default_settings()["law"]["ballots_reserve_pct"]
LARGEST_COMMISSION = 1000


def _increasing(sizes: tuple[int, ...]) -> tuple[int, ...]:
    within = all(1 <= size <= LARGEST_COMMISSION for size in sizes)
    if not (sizes and within and sorted(set(sizes)) == list(sizes)):
        raise ValueError
    return sizes


class Law(Section):
    """Switches of the law; None for one that is left out."""

    issued_may_exceed_registered: bool | None = None
    """Whether a site may issue more ballots than voters are registered there. If not given, a
    site that expects more is reported, not refused."""
    ballots_reserve_pct: float | None = Field(default=None, ge=0, le=100)
    """Ballots delivered beyond one per registered voter, in % of these."""
    against_all: bool | None = None
    """Whether voters may mark "against all"."""
    against_all_rule: Literal["leader_wins", "nobody_elected"] | None = None
    """What follows where more votes are against all than for any candidate."""
    read_aloud: bool | None = None
    """Whether each ballot is shown and its mark announced to all, one after the other."""
    tie: Literal["lot", "runoff"] | None = None
    """What decides a tie."""
    system: Literal[tuple(SYSTEMS)] | None = None  # type: ignore[valid-type]
    """How contests are decided for which ``contests.csv`` does not say it."""
    majority_of: Literal["valid", "cast"] | None = None
    """What a majority is more than half of."""
    members: Annotated[
        tuple[int, ...], Field(strict=False), AfterValidator(_increasing)
    ] | None = None  # fmt: skip
    """Numbers of members that a commission may have."""


@dataclass(frozen=True, slots=True)
class LawSwitch:
    """A switch of the law as ``saylau pack check`` prints it."""

    switch: str
    """Key of ``election.toml``."""
    value: str
    """In words."""
    given: bool
    """Whether the pack says it; else it is an assumption."""


def has_against_all(law: Law, model: Mapping[str, object]) -> bool:
    """Return whether "against all" is on the ballot: as given, or if it has a share.

    Parameters
    ----------
    model
        Sections of the model in ``election.toml``.
    """
    if law.against_all is not None:
        return law.against_all
    choice = model.get("choice")
    if not isinstance(choice, dict):
        return False
    regions = choice.get("regions")
    tables = [choice, *(regions.values() if isinstance(regions, dict) else ())]
    return any(isinstance(table, dict) and table.get("against_all_share") for table in tables)


def law_switches(law: Law, model: Mapping[str, object]) -> Iterator[LawSwitch]:
    """Yield every switch with what holds.

    Parameters
    ----------
    model
        As in :func:`has_against_all`.
    """
    reserve = _RESERVE_PCT if law.ballots_reserve_pct is None else law.ballots_reserve_pct
    text = f"one ballot per registered voter delivered, and {reserve:g} % more"
    yield LawSwitch("law.ballots_reserve_pct", text, law.ballots_reserve_pct is not None)
    exceed = {True: "yes", False: "no", None: "yes, with a finding"}
    text = (
        f"more ballots than registered voters at a site: {exceed[law.issued_may_exceed_registered]}"
    )
    yield LawSwitch(
        "law.issued_may_exceed_registered", text, law.issued_may_exceed_registered is not None
    )
    yield from _against_all(law, model)
    text = "ballots are read aloud, one after the other"
    if law.read_aloud is False:
        text = "teams of a commission read ballots at the same time"
    yield LawSwitch("law.read_aloud", text, law.read_aloud is not None)
    tie = {"runoff": "a further vote decides a tie"}.get(law.tie or "", "a lot decides a tie")
    yield LawSwitch("law.tie", tie, law.tie is not None)
    system = law.system or PLURALITY
    text = f"{system}, where contests.csv says nothing: {SYSTEMS[system]}"
    yield LawSwitch("law.system", text, law.system is not None)
    of = {"cast": "ballots cast"}.get(law.majority_of or "", "valid votes")
    yield LawSwitch("law.majority_of", f"a majority is more than half of the {of}",
                    law.majority_of is not None)  # fmt: skip
    sizes = " or ".join(map(str, law.members)) if law.members else "any number of"
    yield LawSwitch("law.members", f"a commission has {sizes} members", law.members is not None)


def _against_all(law: Law, model: Mapping[str, object]) -> Iterator[LawSwitch]:
    on_ballot = has_against_all(law, model)
    text = "against all is on the ballot" if on_ballot else "against all is not on the ballot"
    choice, outcome = model.get("choice"), model.get("outcome")
    given = isinstance(choice, dict) and "against_all_share" in choice
    yield LawSwitch("law.against_all", text, law.against_all is not None or on_ballot)
    if not on_ballot:
        return
    share = f"{choice['against_all_share']}" if isinstance(choice, dict) and given else "0.025"
    text = f"against all gets a share of {share} of valid votes"
    yield LawSwitch("choice.against_all_share", text, given)
    of_model = outcome.get("against_all_rule") if isinstance(outcome, dict) else None
    rule = law.against_all_rule or of_model
    text = "if against all leads, the candidate with most votes is elected"
    if rule == "nobody_elected":
        text = "if against all leads, nobody is elected"
    yield LawSwitch("law.against_all_rule", text, rule is not None)
