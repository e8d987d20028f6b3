"""Ballots and winners: what voters mark, and who wins each race."""
