"""How tests mirror the package: where the test of a module is, and what does not fit."""

from __future__ import annotations

OF_THE_WHOLE = {"system", "browser"}
"""Folders of tests that concern the whole, and mirror nothing."""


def homes(module: str) -> list[str]:
    """Return where the test of a module or package may be: its file, or that of its package."""
    parts = module.split(".")[1:]
    places = [parts, parts[:-1]] if len(parts) > 2 else [parts] if parts else []
    return ["/".join(["tests", *above, f"test_{last}.py"]) for *above, last in places]


def untested(
    modules: dict[str, bool], tests: set[str], listed: dict[str, tuple[str, str]]
) -> list[str]:
    """Return what is wrong with the tests of modules.

    Parameters
    ----------
    modules
        By name, whether they hold a function.
    tests
        Paths of test files.
    listed
        As in TESTED_ELSEWHERE.
    """
    found = []
    for module, has_functions in modules.items():
        found_in = [home for home in homes(module) if home in tests]
        if has_functions and not found_in and module not in listed:
            places = " or ".join(homes(module))
            found.append(f"{module}: write {places or 'a test'}, or list it in TESTED_ELSEWHERE")
        if module in listed and found_in:
            found.append(f"{module}: is tested in {found_in[0]}; take it off the list")
        if module in listed and not has_functions:
            found.append(f"{module}: holds no function; take it off the list")
    for module, (test, reason) in listed.items():
        if module not in modules:
            found.append(f"{module}: there is no such module; take it off the list")
        if test not in tests:
            found.append(f"{module}: there is no {test}")
        if not reason:
            found.append(f"{module}: say how it is tested in {test}")
    return found


def strays(modules: set[str], tests: set[str], listed: dict[str, str]) -> list[str]:
    """Return what is wrong with test files: those of no module or package, unless listed."""
    places = {homes(module)[0] for module in modules if homes(module)}
    found = [
        f"{test}: mirrors no module; rename it, or list it in MIRRORS_NOTHING"
        for test in sorted(tests - places - listed.keys())
        if test.split("/")[1] not in OF_THE_WHOLE
    ]
    found += [f"{test}: there is no such test" for test in sorted(listed.keys() - tests)]
    found += [
        f"{test}: mirrors a module; take it off the list" for test in sorted(listed.keys() & places)
    ]
    return found
