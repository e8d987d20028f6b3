"""What the page asks of a session: the body of a request, checked, and the answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sim.core.errors import InputError
from sim.core.paths import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.core.types import Json
    from sim.lab.session import Session

    Body = dict[str, Json]

LARGEST = 200_000
"""Bytes of a request."""


class BadRequestError(Exception):
    """A request that no page sends."""


def answer(session: Session, what: str, content: bytes) -> tuple[int, Json]:
    """Do what a request asks; return the status of HTTP and the answer.

    Values that are not allowed are listed in the answer, under ``problems``.

    Parameters
    ----------
    session
        The session.
    what
        Last part of the address.
    content
        Body of the request, a JSON object.
    """
    try:
        return 200, _ASKED[what](session, _object(content))
    except (BadRequestError, KeyError, ValueError, RecursionError):
        return 400, {"problems": [{"key": "", "message": "the page sent what cannot be read"}]}
    except InputError as error:
        problems: list[Json] = [{"key": p.key, "message": p.message} for p in error.problems]
        return 200, {"problems": problems}
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}"
        return 200, {"problems": [{"key": "file", "message": message}]}


def _change(session: Session, body: Body) -> Json:
    value = body.get("value")
    session.change(
        _text(body, "key"), None if value is None else _text(body, "value"),
        draft=body.get("draft") is True,
    )  # fmt: skip
    return {}


def _settings(session: Session, body: Body) -> Json:
    session.set_all(_texts(body, "settings"))
    return {}


def _restore(session: Session, body: Body) -> Json:
    session.restore(_texts(body, "settings"))
    return {}


def _back(session: Session, body: Body) -> Json:
    session.go_to(_whole(body, "number"))
    return {}


def _compare(session: Session, body: Body) -> Json:
    session.compare(_whole(body, "first"), _whole(body, "second"))
    return {}


def _replicate(session: Session, _: Body) -> Json:
    session.replicate()
    return {}


def _stop(session: Session, _: Body) -> Json:
    session.stop()
    return {}


def _save(session: Session, body: Body) -> Json:
    path = session.save(_text(body, "file"), _text(body, "why"), _texts(body, "reasons"))
    return {"path": label(path)}


_ASKED: dict[str, Callable[[Session, Body], Json]] = {
    "change": _change,
    "settings": _settings,
    "restore": _restore,
    "back": _back,
    "compare": _compare,
    "replicate": _replicate,
    "stop": _stop,
    "save": _save,
}


def _object(content: bytes) -> Body:
    body = json.loads(content or b"{}")
    if not isinstance(body, dict):
        raise BadRequestError
    return body


def _text(body: Body, key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str):
        raise BadRequestError
    return value


def _whole(body: Body, key: str) -> int:
    value = body.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadRequestError
    return value


def _texts(body: Body, key: str) -> dict[str, str]:
    value = body.get(key)
    if not isinstance(value, dict):
        raise BadRequestError
    found = {name: text for name, text in value.items() if isinstance(text, str)}
    if len(found) != len(value):
        raise BadRequestError
    return found
