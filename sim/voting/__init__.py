"""Voting: the ballots, and the winner of each race."""
