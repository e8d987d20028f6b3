"""Packs: an election of any country as a folder of files, declared, read and checked.

``declared`` says which files and columns there are, ``reading`` reads a folder into the arrays
of ``pack`` or refuses it with every fault that it has, and ``findings`` says what is suspicious.
"""
