"""Odd texts, numbers and values, and their TOML."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from random import Random

TEXTS = (
    "", " ", "a", "Ауыл №5", "Ақмола", "e\u0301", "\u00e9", "\u202eabc", "\x7f", "\x1b[31mred",
    "\x9b31m",
    "a\nb", "a\r\nb", "a\tb", "a,b", '"', "'", "\\", '"""', "=1+1", "@SUM(A1)", "+1", "-1", "1e5",
    "nan", "NaN", "inf", "true", "False", "None", "null", "2021", "007", "1_000",
    "9" * 20, "2021-07-25T10:00:00", "2021-07-25", "10:00", "24:00", "../../x", "/dev/null", "a/b",
    "C:\\x", "CON", "a" * 81, "x" * 300, "y" * 5000, "\ufeff", "\u2028", "\U00010348", "\ufb01",
    "<script>alert(1)</script>", "{}", "{{ x }}", "%s", "$HOME", "`ls`", "KZ", "-", "--help", "#",
    "A.B", "A-B", ".", "..", "a;b", "|", "*", "\u0665", "\u00a0", "\u200b", "A" * 40, "Ж" * 80,
)  # fmt: skip
NUMBERS: tuple[float, ...] = (
    0, 1, -1, 2, 3, 0.5, -0.0, 1e-320, 1e-9, 1e9, 1e16, 1e300, 1.7e308, math.inf, -math.inf,
    math.nan,
    255, 2**31 - 1, 2**31, 2**32, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), 2**64, 10**18, 10**30,
    10**400,
)  # fmt: skip


def odd_text(random: Random) -> str:
    """Return an odd text, two of them joined, or random characters of all of Unicode."""
    if random.random() < 0.75:
        return random.choice(TEXTS)
    if random.random() < 0.5:
        return random.choice(TEXTS)[:40] + random.choice(TEXTS)[:40]
    return "".join(any_character(random) for _ in range(random.randint(1, 12)))


def any_character(random: Random) -> str:
    """Return one character that UTF-8 can encode, often one of the first 128."""
    code = random.choice(
        (random.randrange(128), random.randrange(0x3000), random.randrange(0x110000))
    )
    return "�" if 0xD800 <= code < 0xE000 else chr(code)


def odd_number(random: Random) -> float:
    """Return an extreme number, or a usual one."""
    return random.choice(
        (random.choice(NUMBERS), random.randint(-10, 5000), round(random.uniform(-2, 30), 3))
    )


def odd_time(random: Random) -> dt.time:
    """Return a clock time, sometimes with a fraction of a second."""
    micro = random.choice((0,) * 30 + (500_000, 1, 999))
    second = random.choice((0,) * 10 + (1, 59))
    hour = random.choice((random.randrange(24), random.randrange(8, 21)))
    return dt.time(hour, random.choice((0, 0, 30, 59)), second, micro)


def odd_value(random: Random, depth: int = 0) -> Any:
    """Return a value of any type that TOML has."""
    kind = random.randrange(9 if depth < 3 else 7)
    match kind:
        case 0 | 1:
            return odd_number(random)
        case 2 | 3:
            return odd_text(random)
        case 4:
            return odd_time(random)
        case 5:
            return random.random() < 0.5
        case 6:
            day = dt.date(
                random.choice((1, 1899, 1900, 2021, 2024, 9999)), random.randint(1, 12), 1
            )
            return day if random.random() < 0.6 else dt.datetime.combine(day, odd_time(random))
        case 7:
            return [odd_value(random, depth + 1) for _ in range(random.randrange(4))]
        case _:
            n = random.randrange(4)
            return {odd_text(random): odd_value(random, depth + 1) for _ in range(n)}


def toml(value: Any) -> str:
    """Write a value as TOML, independently of Saylau."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{"".join(map(_escaped, value))}"'
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, int):
        return f"{value:#x}" if value >= 10**300 else str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{toml(key)} = {toml(entry)}' for key, entry in value.items())} }}"
    text: str = value.isoformat()
    return text


def _escaped(character: str) -> str:
    code = ord(character)
    if code < 0x20 or code == 0x7F or character in '"\\':
        return f"\\u{code:04x}"
    return character


def same(given: Any, found: Any) -> bool:
    """Return whether a value is unchanged: a whole number may have become a float."""
    if isinstance(given, bool) or isinstance(found, bool):
        return given is found
    if isinstance(given, dict) and isinstance(found, dict):
        return given.keys() <= found.keys() and all(same(given[key], found[key]) for key in given)
    if isinstance(given, list) and isinstance(found, list):
        return len(given) == len(found) and all(map(same, given, found))
    if isinstance(given, int | float) and isinstance(found, int | float):
        return given == found
    return type(given) is type(found) and bool(given == found)
