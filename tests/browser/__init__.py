"""The report in a browser: what a person sees, hears and does.

Playwright drives the Chromium that is installed. Where there is none the tests
skip and say how to get it.
"""
