"""Waits, queues, and the staff and its use, in the summary of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.core import clock
from sim.core.quantiles import quantile_of_counts
from sim.results.columns import percent
from sim.results.summaries.run import StaffSummary, WaitsSummary

if TYPE_CHECKING:
    from sim.day import Day
    from sim.election import Election


def waits_summary(day: Day) -> WaitsSummary:
    """Return the metrics of waits and queues of all sites together."""
    counts = day.wait_counts.sum(axis=0)
    return WaitsSummary(
        mean_s=round(float(day.wait_total_ms.sum()) / max(int(day.waits.sum()), 1) / 1000, 1),
        p50_s=quantile_of_counts(counts, 50),
        p95_s=quantile_of_counts(counts, 95),
        max_s=round(int(day.wait_max_ms.max()) / 1000, 1),
        longest_line=int(day.longest_line.max()),
        over_30_min=int(counts[1801:].sum()),
        **_whole_waits(day),
    )


def _whole_waits(day: Day) -> dict[str, Any]:
    """Return the metrics of whole waits, and of those who left without a ballot."""
    voters = int(day.waits.sum())
    left = int((day.turned_back + day.gave_up + day.too_late).sum())
    total_ms = {
        "door": int(day.door_total_ms.sum()),
        "booth": int(day.booth_total_ms.sum()),
        "box": int(day.box_total_ms.sum()),
    }
    whole_ms = int(day.wait_total_ms.sum()) + sum(total_ms.values())
    counts = day.whole_counts.sum(axis=0)
    long_or_left = int(day.long_waits.sum()) + left
    return {
        **{
            f"{stage}_mean_s": round(ms / max(voters, 1) / clock.SECOND_MS, 1)
            for stage, ms in {"whole": whole_ms, **total_ms}.items()
        },
        "whole_p50_s": quantile_of_counts(counts, 50),
        "whole_p95_s": quantile_of_counts(counts, 95),
        "whole_max_s": round(int(day.whole_max_ms.max()) / clock.SECOND_MS, 1),
        "longest_booth_queue": int(day.longest_booth_line.max()),
        "long_or_left": long_or_left,
        "long_or_left_pct": float(percent(long_or_left, voters + left)),
    }


def staff_summary(election: Election) -> StaffSummary:
    """Return the sums over all sites of members, of desks open at most, of desk-hours; and use."""
    staff, day = election.staffing, election.day
    return StaffSummary(
        members=int(staff.members.sum()),
        desks_open=int(staff.desks_open.sum()),
        desk_hours=round(int(staff.desk_ms.sum()) / clock.HOUR_MS, 2),
        desks_busy_pct=float(percent(day.desk_busy_ms.sum(), day.desk_usable_ms.sum())),
        booths_busy_pct=float(percent(day.booth_busy_ms.sum(), day.booth_usable_ms.sum())),
    )
