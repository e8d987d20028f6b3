"""The text of errors on the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from sim.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONGEST = 1_000
"""Maximum length of a printed problem, in characters."""


def error_lines(error: Exception) -> Iterator[str]:
    """Yield the lines of an error: its first problems, then its notes."""
    if isinstance(error, InputError):
        yield from map(_one_line, map(str, error.problems[: error.most_printed]))
        more = len(error.problems) - error.most_printed
        if more > 0:
            yield f"... and {more:,} more"
    else:
        yield from map(_shortened, str(error).split("\n"))
    yield from getattr(error, "__notes__", [])


def _one_line(text: str) -> str:
    """Return a problem on one line, as names may contain line breaks."""
    return _shortened(text.replace("\n", "\\n"))


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    half = _LONGEST // 2
    return f"{text[:half]} ... {text[-half:]} ({len(text):,} characters)"


def check_arguments(arguments: Sequence[str]) -> None:
    """Print an error and exit with code 2 if an argument is not text.

    Such an argument could not be written to a result.
    """
    for index, argument in enumerate(arguments):
        try:
            argument.encode("utf-8")
        except UnicodeEncodeError:
            raw = argument.encode("utf-8", "surrogateescape")
            message = f"is not text in {sys.getfilesystemencoding()}, as names must be"
            before = arguments[index - 1] if index else ""
            option = f"{before}: " if before.startswith("--") and _is_text(before) else ""
            click.echo(f"error: {option}{_shortened(str(raw)[1:])}: {message}", err=True)
            sys.exit(InputError.exit_code)


def _is_text(argument: str) -> bool:
    return argument.isprintable() and argument.isascii()


def is_lack_of_memory(error: BaseException) -> bool:
    """Return whether an error is a lack of memory.

    Not all are MemoryError: a library that does not fit raises ImportError, a thread that
    does not fit RuntimeError.
    """
    messages = ("Cannot allocate memory", "failed to map segment", "can't start new thread")
    return isinstance(error, MemoryError) or any(text in str(error) for text in messages)


def memory_message(error: BaseException) -> str:
    """Return the message for a lack of memory, with the options that need less."""
    detail = f" ({_shortened(str(error))})" if str(error) else ""
    return f"not enough memory{detail}; fewer --workers or a smaller register.scale need less"
