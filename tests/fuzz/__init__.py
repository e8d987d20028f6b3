"""Generated inputs for every command, judged: see docs/reliability.md.

A case is made from its seed, kind and number alone, so each can be repeated.
"""
