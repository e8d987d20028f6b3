"""What goes wrong, said in sentences."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from sim.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SHOWN = 10
"""So many problems are printed; their number always is."""
_LONGEST = 1_000
"""So many characters of a problem are printed."""


def error_lines(error: Exception) -> Iterator[str]:
    """Yield what is printed of one of our errors: its first problems, then its notes."""
    if isinstance(error, InputError):
        yield from map(_one_line, map(str, error.problems[:_SHOWN]))
        more = len(error.problems) - _SHOWN
        if more > 0:
            yield f"... and {more:,} more"
    else:
        yield from map(_shortened, str(error).split("\n"))
    yield from getattr(error, "__notes__", [])


def _one_line(text: str) -> str:
    """Return a problem on one line: a name that a user gave may hold the end of one."""
    return _shortened(text.replace("\n", "\\n"))


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    half = _LONGEST // 2
    return f"{text[:half]} ... {text[-half:]} ({len(text):,} characters)"


def check_arguments(arguments: Sequence[str]) -> None:
    """Refuse a command line that is no text: no result could keep a name out of it.

    Exits with code 2.
    """
    for place, argument in enumerate(arguments):
        try:
            argument.encode("utf-8")
        except UnicodeEncodeError:
            said = argument.encode("utf-8", "surrogateescape")
            message = f"is not text in {sys.getfilesystemencoding()}, as names must be"
            before = arguments[place - 1] if place else ""
            option = f"{before}: " if before.startswith("--") and _is_text(before) else ""
            click.echo(f"error: {option}{_shortened(str(said)[1:])}: {message}", err=True)
            sys.exit(InputError.exit_code)


def _is_text(argument: str) -> bool:
    return argument.isprintable() and argument.isascii()


def is_lack_of_memory(error: BaseException) -> bool:
    """Tell whether an error says that there is no more memory.

    Not all of them are MemoryError: a library that does not fit is an ImportError, a thread
    that does not a RuntimeError.
    """
    told = ("Cannot allocate memory", "failed to map segment", "can't start new thread")
    return isinstance(error, MemoryError) or any(text in str(error) for text in told)


def memory_said(error: BaseException) -> str:
    """Say that there is not enough memory, and what takes less."""
    what = f" ({_shortened(str(error))})" if str(error) else ""
    return f"not enough memory{what}; fewer --workers or a smaller register.scale take less"
