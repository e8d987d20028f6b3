"""The posterior of the choices: strengths of parties, incumbency, votes and seats."""
