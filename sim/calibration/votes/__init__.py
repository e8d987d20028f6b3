"""The posterior of the choice: strengths of parties, incumbency, votes and seats."""
