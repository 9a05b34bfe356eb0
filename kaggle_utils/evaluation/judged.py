"""A judgement as cells of a table, and for JSON."""

from __future__ import annotations

from dataclasses import asdict
from math import isfinite
from typing import Any

from kaggle_utils.evaluation.judge import Judgement
from kaggle_utils.evaluation.paired import VerdictComparison
from kaggle_utils.evaluation.resolution import resolution_of

JUDGED = (
    "new",
    "old",
    "difference",
    "95 %",
    "gained",
    "lost",
    "pairs",
    "p",
    "p corrected",
    "verdict",
    "found in 4 of 5",
    "n for 3 points or %",
)


def judged_cells(judgement: Judgement) -> tuple[str, ...]:
    """The cells of ``JUDGED``: a comparison, its verdict, and what it could have distinguished (unit as of the measure)."""
    compared, resolution = judgement.comparison, resolution_of(judgement)
    low, high = compared.interval
    changed = (str(compared.gained), str(compared.lost)) if isinstance(compared, VerdictComparison) else ("", "")
    return (
        f"{compared.new:.1f}",
        f"{compared.old:.1f}",
        f"{compared.difference:+.1f}",
        f"{low:+.1f} to {high:+.1f}",
        *changed,
        str(compared.problems),
        f"{compared.p:.2g}",
        f"{judgement.corrected_p:.2g}",
        str(judgement.conclusion),
        "" if resolution.detectable is None or not isfinite(resolution.detectable) else f"{resolution.detectable:.1f}",
        "" if resolution.needed is None else str(resolution.needed),
    )


def judged_table(judgement: Judgement) -> dict[str, Any]:
    """A judgement for JSON, with its resolution. An interval without ends has None for them, as JSON has no infinity."""
    table = asdict(judgement)
    low, high = judgement.comparison.interval
    table["comparison"]["interval"] = [low if isfinite(low) else None, high if isfinite(high) else None]
    resolution = asdict(resolution_of(judgement))
    if resolution["detectable"] is not None and not isfinite(resolution["detectable"]):
        resolution["detectable"] = None
    return table | {"difference": judgement.comparison.difference, "resolution": resolution}
