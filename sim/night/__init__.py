"""The night: from the last voter to the last accepted protocol, as one SimPy model.

Each site is a process::

    put the hall in order, cancel unused ballots, count the list ──► portable box
    ──► ballots read aloud, one by one ──► piles counted ──► control equations
          (broken: the piles are counted again)
    ──► protocol written and signed ──► preliminary results by phone
    ──► carried to the territorial commission ──► clerks ──► checks
          (broken: returned, corrected, back in the queue)
    ──► accepted

Times are integer milliseconds since midnight, capital time.
"""

from sim.night.durations import triangular
from sim.night.model import NationalNight
from sim.night.night_records import AcceptedProtocol, Night, Truth, join_nights

__all__ = ["AcceptedProtocol", "NationalNight", "Night", "Truth", "join_nights", "triangular"]
