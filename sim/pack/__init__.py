"""What an election is: packs, and their published values, with sources, read and checked.

Nothing here is simulated. ``records`` reads published values, ``values`` reads reported ones as
targets, ``contradictions`` lists where they disagree and which value the model uses, and ``lint``
finds values that are impossible or unusual. :mod:`sim.pack.files` reads sites and candidates.
"""
