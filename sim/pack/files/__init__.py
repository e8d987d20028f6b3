"""Packs: an election of any country as a folder of files, declared, read and checked.

``declared`` says which files and columns there are, ``reading`` reads a folder into the arrays
of ``pack`` or refuses it with every fault that it has, and ``findings`` says what is suspicious.
"""

from sim.pack.files.pack import Areas, Candidates, Contests, Filled, Norms, Pack, Sites

__all__ = ["Areas", "Candidates", "Contests", "Filled", "Norms", "Pack", "Sites"]
