"""Modules inside ``saylau``, each the module of the same name inside ``sim``."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

_HERE, _THERE = "saylau.", "sim."


class AsSim(MetaPathFinder, Loader):
    """Finds ``saylau.day`` as ``sim.day``: the same object, so that no class is there twice.

    It is asked first: others would find the file of a module inside ``sim.day`` for ``saylau.day``,
    too, and run it a second time.
    """

    def __init__(self) -> None:
        self.specs: dict[str, ModuleSpec | None] = {}
        """By name, the specification that a module of ``sim`` has while it is imported here."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how a module inside ``saylau`` is loaded; None if ``sim`` has no such module."""
        if not fullname.startswith(_HERE) or _is_own(fullname, path):
            return None
        if find_spec(_there(fullname)) is None:
            return None
        return ModuleSpec(fullname, self)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the module of ``sim``."""
        module = import_module(_there(spec.name))
        self.specs[spec.name] = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Run nothing, as it has run; undo that Python has marked it as one of ``saylau``."""
        assert module.__spec__ is not None
        module.__spec__ = self.specs.pop(module.__spec__.name)


def _is_own(name: str, path: Sequence[str] | None) -> bool:
    """Return whether a module has a file of its own, such as ``saylau.__main__``."""
    return name.count(".") == 1 and PathFinder.find_spec(name, path) is not None


def _there(name: str) -> str:
    return _THERE + name.removeprefix(_HERE)


def install() -> None:
    """Let Python find the modules; once, however often ``saylau`` is imported."""
    if not any(isinstance(finder, AsSim) for finder in sys.meta_path):
        sys.meta_path.insert(0, AsSim())
