"""The ``repr`` of records with many keys, which names the keys and not their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import Field
    from typing import ClassVar


class Brief:
    """Base class of dataclasses with ``repr=False``: the ``repr`` lists the keys that are given."""

    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, Field[object]]]

    def __repr__(self) -> str:
        given = [name for name in self.__dataclass_fields__ if getattr(self, name) is not None]
        return f"{type(self).__name__} with .{', .'.join(given)}"
