"""What a calibration of a pack records of its prior, and of the values that it leaves out."""

from __future__ import annotations

from sim.core.language import marked
from sim.core.recorded import tr_recorded

PRIOR_OF_PACK = marked("that of {file} of the pack")
PRIOR_WIDE = marked("wide (assumption), as the pack has no {file}")
PRIOR_TO_FIT = marked("saylau pack prior fits one to its {file}")
VOTES_AND_SEATS = marked("votes and seats")
VOTES_AS_EXPECTED = marked("its votes are those that the pack expects of its candidates")
"""Why the choice is not calibrated for a pack."""
LEFT_OUT = marked("{n} reported value is left out"), marked("{n} values are left out")
"""One and several, like the next."""
OF_OTHER_AREAS = marked("{n} value of another area"), marked("{n} values of other areas")
CURVES_OF_AREAS = marked("arrival curves are those of the areas that tables are made for")
TIMES = marked("times {stage} of {n} site"), marked("times {stage} of {n} sites")
FITTED_TO_STAGE = marked("the night is fitted to times {stage}, which most sites have")
OF_QUEUES = marked("times of this stage depend on queues of other sites")
CONTEXT = (
    PRIOR_OF_PACK, PRIOR_WIDE, PRIOR_TO_FIT, *LEFT_OUT, *OF_OTHER_AREAS, *TIMES, FITTED_TO_STAGE,
)  # fmt: skip
"""Those that have placeholders."""


def counted_text(messages: tuple[str, str], n: int, **values: str) -> str:
    """Return a message about a number of things in English, as it is recorded.

    >>> counted_text(OF_OTHER_AREAS, 1), counted_text(OF_OTHER_AREAS, 1_847)
    ('1 value of another area', '1,847 values of other areas')
    """
    return messages[n != 1].format(n=f"{n:,}", **values)


def context_text(text: str) -> str:
    """Return what was recorded in the current language."""
    return tr_recorded(text, CONTEXT)
