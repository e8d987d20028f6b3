"""The swing of each party at each site, since another election in the same places.

A swing is added to log shares, so it multiplies the odds of a party against one without a
swing [1]_: by area and by site it is normal around that of the party and its region, as
differences between sites are.

References
----------
.. [1] Aitchison J., Shen S. M. (1980). Logistic-normal distributions: Some properties
   and uses. Biometrika 67(2): 261–272. doi:10.1093/biomet/67.2.261
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from sim.core.streams import Stream, normal

if TYPE_CHECKING:
    from sim.core.streams import Streams
    from sim.core.types import Floats
    from sim.register import Register
    from sim.scenario import Scenario

_AREA, _SITE = 0, 1
"""Blocks of random words."""


def party_swing(scenario: Scenario, register: Register, streams: Streams) -> Floats:
    """Return what is added to log shares, shape ``(n_sites, n_parties)``.

    Parameters
    ----------
    scenario, register
        Whose section ``[swing]`` it is, and its country.
    streams
        Of this election, not of the one whose places are kept.
    """
    swing, names = scenario.swing, register.parties
    table = np.array(
        [
            [
                swing.parties.get(party, 0.0) + swing.regions.get(code, {}).get(party, 0.0)
                for party in names
            ]
            for code in register.region_code.tolist()
        ]
    )
    found: Floats = table[register.site_region]
    party = np.array([crc32(name.encode()) for name in names])
    spreads = (
        (swing.area_spread, register.commission_key[register.site_commission], _AREA),
        (swing.site_spread, register.site_key, _SITE),
    )
    for spread, key, block in spreads:
        if spread:
            words = streams.words(Stream.SWING, party, key[:, None], block)
            found += spread * normal(words[0])
    return found
