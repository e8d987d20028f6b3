"""Standard output and standard error that accept any text, whatever they are connected to.

If text cannot be written to standard error, it is dropped, because nothing depends on it. If it
cannot be written to standard output, an error is raised.
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
    """A standard stream that takes any text and escapes control characters."""

    def __init__(self, stream: Any, *, name: str, may_be_lost: bool, escapes: bool = True) -> None:
        """Wrap a stream.

        Parameters
        ----------
        stream
            The stream of Python; None if it was closed.
        name
            The name of the stream in errors.
        may_be_lost
            Whether text that cannot be written is dropped; else an error is raised.
        escapes
            Whether control characters are escaped; False for a progress bar.
        """
        self._stream, self._name = stream, name
        self._may_be_lost, self._escapes = may_be_lost, escapes
        self._is_lost = False
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=self.errors)

    @property
    def encoding(self) -> str:
        """Return the encoding of the stream."""
        return getattr(self._stream, "encoding", None) or "utf-8"

    @property
    def errors(self) -> str:
        """Return the name of the error handler for characters that cannot be encoded."""
        return readable_in(self.encoding)

    def write(self, text: str) -> int:
        """Write a text.

        Raises
        ------
        OSError
            If it cannot be written and must not be lost.
        """
        if not isinstance(text, str):
            raise TypeError(f"must be text; got {type(text).__name__}")
        if text and not self._is_lost:
            self._try("write", escaped(text) if self._escapes else text)
        return len(text)

    def flush(self) -> None:
        """Flush the stream.

        Raises
        ------
        OSError
            If that fails and text must not be lost.
        """
        if self._stream is not None and not self._is_lost:
            self._try("flush")

    def isatty(self) -> bool:
        """Return whether the stream is a terminal."""
        return not self._is_lost and self._stream is not None and self._stream.isatty()

    def fileno(self) -> int:
        """Return the file descriptor."""
        if self._stream is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF), self._name)
        number: int = self._stream.fileno()
        return number

    def unescaped(self) -> StandardStream:
        """Return the same stream without escaping, for a progress bar."""
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
                # ValueError: the stream has been closed.
                number = getattr(error, "errno", None) or errno.EBADF
                raise OSError(number, os.strerror(number), self._name) from None

    def _lose(self) -> None:
        """Redirect the stream to the null device, so that flushing it at exit does not fail."""
        self._is_lost = True
        with suppress(OSError, ValueError, AttributeError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)


@contextmanager
def any_streams() -> Iterator[None]:
    """Replace the standard streams by streams that accept any text."""
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
    """Open those of the file descriptors 0 to 2 that are closed.

    Otherwise the next opened file would get one of them. Libraries write messages to descriptor
    2, and so they could write into a table of a result.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                # A new file gets the lowest free descriptor. Worker processes inherit it.
                os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
