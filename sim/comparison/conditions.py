"""Parser of conditions such as ``waits.p95_s > 1.1 * base``; a condition is never run as code.

::

    or         = and { "or" and }
    and        = not { "and" not }
    not        = "not" not | comparison
    comparison = sum [ ( "<" | "<=" | ">" | ">=" | "==" | "!=" ) sum ]
    sum        = product { ( "+" | "-" ) product }
    product    = unary { ( "*" | "/" ) unary }
    unary      = "-" unary | value
    value      = number [ "s" | "min" | "h" ] | HH:MM | METRIC [ "@" CODE ]
               | "base" [ "." METRIC [ "@" CODE ] ] | "(" or ")"

A code with other characters than letters, digits and ``_`` is put in single quotes:
``cast@'North-1' < base``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.comparison.metrics import nearest
from sim.comparison.tokens import (
    RELATIONS,
    ConditionError,
    Node,
    Token,
    arithmetic_of,
    comparison_of,
    constant,
    logical_of,
    require,
    tokens,
)
from sim.core.errors import Problem
from sim.core.text import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sim.comparison.tokens import Read

    Key = tuple[str, str]

_UNITS = {"s": 1.0, "min": 60.0, "h": 3600.0}
_WORDS = ("and", "or", "not")
_DEEPEST = 50
"""Largest depth of nested brackets and signs."""


@dataclass(frozen=True)
class Condition:
    """A parsed condition."""

    text: str
    names: tuple[Key, ...]
    """Metrics and codes that the condition contains, in order."""
    _node: Node

    def holds(self, read: Read) -> bool:
        """Return whether the condition holds.

        Parameters
        ----------
        read
            Returns the value of a metric and a code, in the base or in the other result.

        Raises
        ------
        ZeroDivisionError
            If it divides by zero.
        """
        return bool(self._node.value(read))


def parse_condition(text: str, known: Collection[Key], nation: str) -> Condition | Problem:
    """Return the parsed condition; if it cannot be parsed, the problem and its position.

    Parameters
    ----------
    text
        The condition as the user wrote it.
    known
        Names of the metrics, each with the code of the nation or a region.
    nation
        The code of a metric without a region.
    """
    try:
        parser = _Parser(text, known, nation)
        node = parser.condition()
    except ConditionError as wrong:
        return Problem("fail_if", shown(text), f"at character {wrong.at + 1}: {wrong}")
    return Condition(text.strip(), tuple(dict.fromkeys(parser.names)), node)


class _Parser:
    """Recursive descent parser of one condition."""

    def __init__(self, text: str, known: Collection[Key], nation: str) -> None:
        self.tokens = tokens(text)
        self.known = known
        self.nation = nation
        self.next = 0
        self.depth = 0
        self.names: list[Key] = []
        self.bases: list[tuple[int, list[Key]]] = []
        """Each ``base`` without a metric: its position, and its key, filled in later."""

    def condition(self) -> Node:
        """Parse the condition up to its end."""
        node = self._or()
        if self._token.kind != "end":
            raise ConditionError(self._token.at, f"{self._token.text!r} is not expected here")
        if not node.is_truth:
            message = "a number is not a condition; compare it: waits.p95_s > 1.1 * base"
            raise ConditionError(node.at, message)
        return node

    @property
    def _token(self) -> Token:
        return self.tokens[self.next]

    def _take(self, *texts: str) -> Token | None:
        token = self._token
        if token.text in texts and token.kind in {"sign", "name"}:
            self.next += 1
            return token
        return None

    def _or(self) -> Node:
        node = self._and()
        while token := self._take("or"):
            node = logical_of(node, self._and(), token)
        return node

    def _and(self) -> Node:
        node = self._not()
        while token := self._take("and"):
            node = logical_of(node, self._not(), token)
        return node

    def _not(self) -> Node:
        token = self._take("not")
        if token is None:
            return self._comparison()
        node = self._deeper(self._not)
        require(node, truth=True)
        return Node(True, token.at, lambda read: float(not node.value(read)))

    def _comparison(self) -> Node:
        outer, self.bases = self.bases, []
        begun = len(self.names)
        one = self._sum()
        token = self._take(*RELATIONS)
        if token is not None:
            two = self._sum()
            one = comparison_of(one, two, token)
            if self._token.text in RELATIONS:
                message = "only two values can be compared at once; join comparisons with and"
                raise ConditionError(self._token.at, message)
        if one.is_truth:
            self._settle(begun)
            self.bases = outer
        else:
            # Brackets around a part of a sum: its base belongs to the enclosing comparison.
            self.bases = outer + self.bases
        return one

    def _settle(self, begun: int) -> None:
        """Assign each ``base`` of a comparison to the one metric that is compared."""
        named = list(dict.fromkeys(self.names[begun:]))
        if self.bases and len(named) != 1:
            count = "several metrics are" if named else "no metric is"
            message = f"{count} compared here; name one: base.waits.p95_s"
            raise ConditionError(self.bases[0][0], message)
        for _, key_of in self.bases:
            key_of.extend(named)

    def _sum(self) -> Node:
        node = self._product()
        while token := self._take("+", "-"):
            node = arithmetic_of(node, self._product(), token)
        return node

    def _product(self) -> Node:
        node = self._unary()
        while token := self._take("*", "/"):
            node = arithmetic_of(node, self._unary(), token)
        return node

    def _unary(self) -> Node:
        token = self._take("-")
        if token is None:
            return self._value()
        node = self._deeper(self._unary)
        require(node, truth=False)
        return Node(False, token.at, lambda read: -node.value(read))

    def _deeper(self, read: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ConditionError(self._token.at, f"nested more than {_DEEPEST} deep")
        node = read()
        self.depth -= 1
        return node

    def _value(self) -> Node:
        token = self._token
        self.next += token.kind != "end"
        if token.text == "(":
            node = self._deeper(self._or)
            if self._take(")") is None:
                raise ConditionError(self._token.at, f"')' expected, not {self._token.text!r}")
            return node
        if token.kind == "number":
            unit = self._take(*_UNITS)
            return constant(token.at, float(token.text) * (_UNITS[unit.text] if unit else 1.0))
        if token.kind == "clock":
            hours, minutes = map(int, token.text.split(":"))
            return constant(token.at, 3600.0 * hours + 60.0 * minutes)
        if token.kind == "name" and token.text not in _WORDS:
            return self._named(token)
        raise ConditionError(token.at, f"a metric, a number or base expected, not {token.text!r}")

    def _named(self, token: Token) -> Node:
        text, of_base = token.text, token.text == "base" or token.text.startswith("base.")
        if text == "base":
            # Filled in once its comparison is parsed: the one metric that is compared there.
            key_of: list[Key] = []
            self.bases.append((token.at, key_of))
            return Node(False, token.at, lambda read: read(*key_of[0], True))
        name, _, code = text.removeprefix("base.").partition("@")
        key = (name, code.strip("'") or self.nation)
        if key not in self.known:
            raise ConditionError(token.at, self._unknown(*key))
        self.names.append(key)
        return Node(False, token.at, lambda read: read(*key, of_base))

    def _unknown(self, name: str, code: str) -> str:
        codes = [known_code for metric, known_code in self.known if metric == name]
        if codes:
            return f"{name} exists for {', '.join(codes)}, not for {code}"
        return f"unknown metric {shown(name)}{nearest(name, [metric for metric, _ in self.known])}"
