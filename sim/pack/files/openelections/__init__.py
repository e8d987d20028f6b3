"""``saylau pack import openelections``: a precinct file of OpenElections becomes a pack.

OpenElections publishes results of the United States by precinct, a row per candidate: county,
precinct, office, district, party, candidate, votes, and votes by method where a county says them.
A contest is an office and a district. ``vote_rows`` reads the file, ``totals`` and ``primary``
leave rows out, ``counts`` counts each vote once, ``returns`` makes an election of it, ``text`` a
pack.
"""

from sim.pack.files.openelections.importing import Imported, import_openelections
from sim.pack.files.openelections.text import Wanted

__all__ = ["Imported", "Wanted", "import_openelections"]
