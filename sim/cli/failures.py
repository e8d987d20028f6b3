"""The text of errors on the command line."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING, TextIO

import click

from sim.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_OPTIONS = {
    "at": "--at",
    "change": "--change",
    "change_night": "--change-night",
    "cluster": "--cluster",
    "confidence": "--confidence",
    "days": "--days",
    "desks": "--desks",
    "drop": "--drop",
    "fail_if": "--fail-if",
    "files": "--targets FILE",
    "fix": "--fix",
    "free": "--free",
    "fresh_days": "--fresh-days",
    "jointly": "--jointly",
    "max_wait_s": "--max-wait",
    "members": "--members",
    "method": "--method",
    "metrics": "--metric",
    "most_days": "--most-days",
    "over": "--over",
    "overrides": "--set",
    "path": "--out",
    "posterior": "--posterior",
    "ranges": "--range",
    "replications": "--replications",
    "reported_turnout": "--reported-turnout",
    "results_by": "--results-by",
    "resume": "--resume",
    "samples": "--samples",
    "share": "--share",
    "weights": "--weight",
}
"""Options of the command line, by the arguments of Python that errors name."""
_ARGUMENT = re.compile(r"`(\w+)`")
_NARROWEST = 20
_LONGEST = 1_000
"""Maximum length of a printed problem, in characters."""


def error_lines(error: Exception) -> Iterator[str]:
    """Yield the lines of an error: its first problems, then its notes."""
    if isinstance(error, InputError):
        problems = (
            replace(problem, where=_OPTIONS.get(problem.where, problem.where))
            for problem in error.problems[: error.most_printed]
        )
        yield from map(with_options, map(_one_line, map(str, problems)))
        more = len(error.problems) - error.most_printed
        if more > 0:
            yield f"... and {more:,} more"
    else:
        yield from map(_shortened, str(error).split("\n"))
    yield from map(with_options, getattr(error, "__notes__", []))


def with_options(text: str) -> str:
    """Return a message with options in place of the arguments of Python that it names.

    >>> with_options("resume it with `resume`, or choose another name")
    'resume it with --resume, or choose another name'
    """
    return _ARGUMENT.sub(lambda found: _OPTIONS.get(found[1], found[0]), text)


def for_terminal(text: str, stream: TextIO) -> str:
    """Return a message broken at words for a terminal; elsewhere it stays on one line.

    Scripts read a problem a line, and a terminal would break it within words.
    """
    if not stream.isatty():
        return text
    width = max(shutil.get_terminal_size().columns, _NARROWEST)
    lines = textwrap.wrap(
        text, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines)


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
