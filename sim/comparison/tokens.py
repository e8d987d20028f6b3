"""Words of a condition, and parts of it that know how to be computed."""

from __future__ import annotations

import math
import operator
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    Read = Callable[[str, str, bool], float]
    """Gives the value of a metric and a code, in the base or not."""
    Value = Callable[[Read], float]

_TOKEN = re.compile(
    r"\s*(?:(?P<clock>[0-9]{1,2}:[0-5][0-9])(?!\w)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_]\w*(?:\.[\w:]+)*(?:@\w+)?)"
    r"|(?P<sign><=|>=|==|!=|[-+*/()<>]))"
)
_MOST = 200
"""A condition has no more words, so that none is too deep to be computed."""
RELATIONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_SIGNS: dict[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip


class Wrong(Exception):  # noqa: N818  it is caught by whoever asked
    """Something is wrong at a place of the text."""

    def __init__(self, at: int, message: str) -> None:
        super().__init__(message)
        self.at = at


class Token(NamedTuple):
    """A word, number or sign, and where it begins."""

    kind: str
    text: str
    at: int


class Node(NamedTuple):
    """A part of a condition: a number or a truth, once values are put in."""

    is_truth: bool
    at: int
    value: Value
    """With 1 for true and 0 for false."""


def tokens(text: str) -> list[Token]:
    """Cut a text into words.

    >>> [token.text for token in tokens("waits.p95_s > 1.1 * base")]
    ['waits.p95_s', '>', '1.1', '*', 'base', 'the end']
    """
    found: list[Token] = []
    at = 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise Wrong(at, f"{text[at]!r} means nothing here")
        kind = str(match.lastgroup)
        if len(found) == _MOST:
            raise Wrong(match.start(kind), f"more than {_MOST} words and signs")
        found.append(Token(kind, match[kind], match.start(kind)))
        at = match.end()
    return [*found, Token("end", "the end", end)]


def constant(at: int, value: float) -> Node:
    """Return a number that was written."""
    return Node(False, at, lambda _: value)


def want(node: Node, *, truth: bool) -> None:
    """Raise an error if a part is not of the kind that is needed."""
    if node.is_truth and not truth:
        raise Wrong(node.at, "a number expected, not a condition")
    if truth and not node.is_truth:
        raise Wrong(node.at, "a condition expected, not a number")


def compared(one: Node, two: Node, token: Token) -> Node:
    """Return two numbers compared."""
    want(one, truth=False)
    want(two, truth=False)
    holds = RELATIONS[token.text]

    def value(read: Read) -> float:
        sides = one.value(read), two.value(read)
        if not all(map(math.isfinite, sides)):
            raise OverflowError
        return float(holds(*sides))

    return Node(True, token.at, value)


def joined(one: Node, two: Node, token: Token) -> Node:
    """Return two conditions joined; the second is looked at only if the first leaves it open."""
    want(one, truth=True)
    want(two, truth=True)
    if token.text == "or":
        return Node(True, token.at, lambda read: one.value(read) or two.value(read))
    return Node(True, token.at, lambda read: one.value(read) and two.value(read))


def computed(one: Node, two: Node, token: Token) -> Node:
    """Return two numbers added, subtracted, multiplied or divided."""
    want(one, truth=False)
    want(two, truth=False)
    compute = _SIGNS[token.text]
    return Node(False, token.at, lambda read: compute(one.value(read), two.value(read)))
