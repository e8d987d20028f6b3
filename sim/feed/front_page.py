"""The page of a feed for people: its clock, its endpoints, what is on."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sim.core.text import counted
from sim.feed.previous import FILE_NAME as PREVIOUS
from sim.feed.snapshot import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.feed.feed import Feed

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#222}
.mark{background:#222;color:#fff;padding:.2rem .6rem;letter-spacing:.08em;font-weight:600}
.clock{font-size:2.6rem;font-variant-numeric:tabular-nums;margin:.6rem 0 0}
table{border-collapse:collapse;width:100%}
td:first-child{white-space:nowrap}
td{border-top:1px solid #ddd;padding:.35rem .8rem .35rem 0;vertical-align:top}
code,a{font-family:ui-monospace,monospace;font-size:.92em}
@media(prefers-color-scheme:dark){body{background:#151515;color:#ddd}.mark{background:#ddd;
color:#151515}td{border-color:#444}a{color:#8ab4f8}}
"""


def front_page(feed: Feed) -> str:
    """Return the page, which loads itself again every five seconds."""
    state = feed.clock.state()
    summary = feed.night.results.summary
    before = feed.shown.before(feed.shown.version(state.now))
    in_by_now = int((feed.shown.visible < before).sum())
    called = int((feed.shown.called < before).sum())
    runs = "paused" if state.paused else f"at speed {state.speed:g}"
    now = feed.night.with_zone(state.now)
    title = f"Feed of {summary.scenario}, simulated"
    rows = "".join(
        f"<tr><td>{link}</td><td>{escape(about)}</td></tr>" for link, about in _endpoints(feed)
    )
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="5">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{escape(title)}</title><style>{_STYLE}</style></head><body>
<p class="mark">SIMULATED</p>
<h1>{escape(title)}</h1>
<p>Every number here was computed by Saylau, a simulator of elections. Nobody voted.</p>
<p class="clock">{now:%H:%M:%S}</p>
<p>{now:%Y-%m-%d}, {escape(summary.clock_name)}, {runs}.
{in_by_now:,} of {counted(len(feed.shown.visible), "site")} accepted, {called:,} of
{counted(len(feed.night.contests), "race")} called. {escape(_faults(feed))}</p>
<table>{rows}</table>
</body></html>
"""


def _faults(feed: Feed) -> str:
    """Return how many faults there are; which is the secret of who plays the night."""
    n = len(feed.faults)
    return f"The feed has {counted(n, 'fault')}." if n else "The feed has no faults."


def _endpoints(feed: Feed) -> Iterator[tuple[str, str]]:
    date = feed.night.results.summary.date
    of_formats = ("NIST SP 1500-100 v2", "the same as XML", "votes by site as OpenElections")
    listed = [
        (f"/v2/elections/{date}", "races in the shape of AP; add level=ru for sites"),
        ("/v2/elections", "the list of elections: this one; /v3 is the same"),
        *zip(FORMATS, of_formats, strict=True),
        *([(f"/{PREVIOUS}", "votes of the election before")] if feed.previous else []),
        ("/events", "server-sent events: accepted, called, declared, corrected, withdrawn"),
        ("/clock", "the clock" + (", which POST sets" if feed.settings.control else "")),
    ]
    if feed.settings.control:
        listed.append(("/truth", "what is right, and the faults in force"))
    for path, about in listed:
        yield f'<a href="{escape(path)}">{escape(path)}</a>', about
    if feed.settings.travel:
        yield "<code>?at=23:00</code>", "another time, for every snapshot"
