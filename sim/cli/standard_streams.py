"""Standard output and standard error, whatever they are connected to.

Any text reaches them. What cannot be told on standard error is dropped: nothing depends on
it. What cannot be written to standard output is an error.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from sim.cli.terminal_text import escaped, readable_in

if TYPE_CHECKING:
    from collections.abc import Iterator


class StandardStream:
    """A standard stream that takes any text, and shows control characters as codes."""

    def __init__(self, stream: Any, *, name: str, may_be_lost: bool, escapes: bool = True) -> None:
        """Wrap a stream.

        Parameters
        ----------
        stream
            What Python has opened; None if it was closed before.
        name
            What an error calls it.
        may_be_lost
            Whether text that cannot be written is dropped, instead of an error.
        escapes
            Whether control characters are shown as codes; not for a progress bar.
        """
        self._stream, self._name = stream, name
        self._may_be_lost, self._escapes = may_be_lost, escapes
        self._is_lost = False
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=self.errors)

    @property
    def encoding(self) -> str:
        """Return the encoding of what is written."""
        return getattr(self._stream, "encoding", None) or "utf-8"

    @property
    def errors(self) -> str:
        """Return the name of the handler of what cannot be encoded."""
        return readable_in(self.encoding)

    def write(self, text: str) -> int:
        """Write a text.

        Raises
        ------
        OSError
            If it cannot be written, and may not be lost.
        """
        if not isinstance(text, str):
            raise TypeError(f"must be text; got {type(text).__name__}")
        if text and not self._is_lost:
            self._try("write", escaped(text) if self._escapes else text)
        return len(text)

    def flush(self) -> None:
        """Hand on what was written.

        Raises
        ------
        OSError
            If it cannot be, and may not be lost.
        """
        if self._stream is not None and not self._is_lost:
            self._try("flush")

    def isatty(self) -> bool:
        """Tell whether a person looks at a terminal."""
        return not self._is_lost and self._stream is not None and self._stream.isatty()

    def fileno(self) -> int:
        """Return the number of the file."""
        if self._stream is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF), self._name)
        number: int = self._stream.fileno()
        return number

    def unescaped(self) -> StandardStream:
        """Return the same stream for what moves the cursor itself: a progress bar."""
        return StandardStream(
            self._stream, name=self._name, may_be_lost=self._may_be_lost, escapes=False
        )

    def _try(self, method: str, *arguments: str) -> None:
        try:
            if self._stream is None:
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))  # noqa: TRY301
            getattr(self._stream, method)(*arguments)
        except (OSError, ValueError) as error:
            self._lose()
            if not self._may_be_lost:
                # The latter: a stream that was closed since.
                number = getattr(error, "errno", None) or errno.EBADF
                raise OSError(number, os.strerror(number), self._name) from None

    def _lose(self) -> None:
        """Give a stream up: what is left of it goes nowhere, also at the end of Python."""
        self._is_lost = True
        with suppress(OSError, ValueError, AttributeError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)


@contextmanager
def any_streams() -> Iterator[None]:
    """Let all that is written inside reach the standard streams, whatever they are."""
    _open_missing_files()
    before = sys.stdout, sys.stderr
    streams: tuple[Any, Any] = (
        StandardStream(before[0], name="standard output", may_be_lost=False),
        StandardStream(before[1], name="standard error", may_be_lost=True),
    )
    sys.stdout, sys.stderr = streams
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def _open_missing_files() -> None:
    """Open files 0 to 2 where they are closed: else the next file opened would be one of them.

    Libraries write messages to file 2, which then were a table.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                # It is the lowest number that is free; workers get it, too.
                os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
