"""Vote probabilities that several runs of the same random streams share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.voting.ballots import support

if TYPE_CHECKING:
    from sim.core.streams import Streams
    from sim.register import Register
    from sim.scenario import Scenario
    from sim.voting.ballots import Support


class SupportCache:
    """Computes the vote probabilities of a register once for each replication.

    They do not depend on arrivals. A scenario that differs from the previous one in anything else
    empties the cache.
    """

    def __init__(self) -> None:
        self._scenario: Scenario | None = None
        self._found: dict[tuple[Streams, int], Support] = {}

    def __call__(self, scenario: Scenario, register: Register, streams: Streams) -> Support:
        """Return :func:`.support` of the same arguments.

        Raises
        ------
        RegisterError
            If the candidates cannot win the published seats.
        """
        if not self._is_known(scenario):
            self._scenario, self._found = scenario, {}
        # The first key of a site tells copies of the country apart.
        key = streams, int(register.site_key[0])
        if key not in self._found:
            self._found[key] = support(scenario, register, streams)
        return self._found[key]

    def _is_known(self, scenario: Scenario) -> bool:
        known = self._scenario
        return known is not None and scenario == known.model_copy(
            update={"arrivals": scenario.arrivals}
        )
