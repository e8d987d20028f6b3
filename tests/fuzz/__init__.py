"""Generated inputs for every command, with checks: see docs/reliability.md.

A case is determined by its seed, kind and number, so each can be repeated.
"""
