"""The token in the address of the lab, which keeps other users and other pages out.

It is the same each time for one user, so that a page finds a server that was started again.
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

_FORM = re.compile(r"[A-Za-z0-9_-]{22,64}")


def user_token(folder: Path | None = None) -> str:
    """Return the token of this user, made the first time and kept in a file only they can read.

    Where that file cannot be written, or others can read it, the token is a new one each time.

    Parameters
    ----------
    folder
        Where the file is; None for the state folder of the user.
    """
    file = (folder or _state_folder()) / "lab-token"
    new = secrets.token_urlsafe(24)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return _kept(file) or new
        with os.fdopen(descriptor, "w", encoding="ascii") as written:
            written.write(new)
    except OSError:
        return new
    return new


def _kept(file: Path) -> str:
    """Return the token in a file; empty if it is none, or others can read it."""
    if os.name == "posix" and file.stat().st_mode & 0o077:
        return ""
    text = file.read_text(encoding="ascii", errors="replace").strip()
    return text if _FORM.fullmatch(text) else ""


def _state_folder() -> Path:
    given = os.environ.get("XDG_STATE_HOME", "")
    return (Path(given) if given else Path.home() / ".local" / "state") / "saylau"
