"""Array types, named after the type of their elements."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Names = NDArray[np.str_]
Words = NDArray[np.uint32]
"""Random words: see :mod:`sim.core.streams`."""
Times = NDArray[np.datetime64]
Cells = NDArray[np.bytes_]
"""Cells of a table as bytes, as in a CSV file."""

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""A value that JSON can represent."""
