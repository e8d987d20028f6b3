"""Tokens of a condition, and its nodes, which can be evaluated."""

from __future__ import annotations

import math
import operator
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    Read = Callable[[str, str, bool], float]
    """Returns the value of a metric and a code, in the base or in the other result."""
    Value = Callable[[Read], float]

_TOKEN = re.compile(
    r"\s*(?:(?P<clock>[0-9]{1,2}:[0-5][0-9])(?!\w)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_]\w*(?:\.[\w:]+)*(?:@(?:\w+|'[^']*'))?)"
    r"|(?P<sign><=|>=|==|!=|[-+*/()<>]))"
)
_MOST = 200
"""Largest number of tokens; limits the depth of the recursion."""
RELATIONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_SIGNS: dict[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip


class ConditionError(Exception):
    """A condition that cannot be parsed, with the position of the error."""

    def __init__(self, at: int, message: str) -> None:
        super().__init__(message)
        self.at = at


class Token(NamedTuple):
    """A word, number or sign, and its position in the text."""

    kind: str
    text: str
    at: int


class Node(NamedTuple):
    """A part of a condition: a function of the metrics that returns a number or a truth value."""

    is_truth: bool
    at: int
    value: Value
    """A truth value is 1 or 0."""


def tokens(text: str) -> list[Token]:
    """Split a text into tokens.

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
            raise ConditionError(at, f"{text[at]!r} is not part of a condition")
        kind = str(match.lastgroup)
        if len(found) == _MOST:
            raise ConditionError(match.start(kind), f"more than {_MOST} words and signs")
        found.append(Token(kind, match[kind], match.start(kind)))
        at = match.end()
    return [*found, Token("end", "the end", end)]


def constant(at: int, value: float) -> Node:
    """Return the node of a number."""
    return Node(False, at, lambda _: value)


def require(node: Node, *, truth: bool) -> None:
    """Raise an error if a node is not of the required kind."""
    if node.is_truth and not truth:
        raise ConditionError(node.at, "a number expected, not a condition")
    if truth and not node.is_truth:
        raise ConditionError(node.at, "a condition expected, not a number")


def comparison_of(one: Node, two: Node, token: Token) -> Node:
    """Return the node of a comparison of two numbers."""
    require(one, truth=False)
    require(two, truth=False)
    holds = RELATIONS[token.text]

    def value(read: Read) -> float:
        sides = one.value(read), two.value(read)
        if not all(map(math.isfinite, sides)):
            raise OverflowError
        return float(holds(*sides))

    return Node(True, token.at, value)


def logical_of(one: Node, two: Node, token: Token) -> Node:
    """Return the node of two conditions joined; the second is evaluated only if needed."""
    require(one, truth=True)
    require(two, truth=True)
    if token.text == "or":
        return Node(True, token.at, lambda read: one.value(read) or two.value(read))
    return Node(True, token.at, lambda read: one.value(read) and two.value(read))


def arithmetic_of(one: Node, two: Node, token: Token) -> Node:
    """Return the node of a sum, difference, product or quotient."""
    require(one, truth=False)
    require(two, truth=False)
    compute = _SIGNS[token.text]
    return Node(False, token.at, lambda read: compute(one.value(read), two.value(read)))
