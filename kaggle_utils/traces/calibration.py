"""How often a law that looks like this one was right: a table, measured and written by benchmarks/calibrate_laws.py."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from kaggle_utils.traces.evidence import SKIPPED_TERM, Evidence, Tier
from kaggle_utils.traces.laws.rule import Rule

TERMS = 20  # of longer samples the gain counts less in proportion: a long beginning that says little proves little

Family = Literal["values", "constants", "modular"]
Column = tuple[list[float], list[float]]


def scaled_gain(gain: float, terms: int, skip: int) -> float:
    """The gain that the table is ordered by. Skipped terms cost nothing here: hints with some are in columns of their own."""
    return (gain + SKIPPED_TERM * skip) * min(1.0, TERMS / terms)


def family_of(kind: str) -> Family:
    """Kinds that were wrong about equally often: "values" are fixed by initial values alone, "constants" have constants of their own."""
    if kind == "modular":
        return "modular"
    return "values" if kind in ("polynomial", "periodic", "quasi-polynomial") else "constants"


def column_of(family: Family, tier: str, skip: int, probes: int) -> str:
    """The column of the table: the family, the tier, whether a hint skips terms, and whether no, one or three far terms agreed."""
    skipping = " skipping" if tier == "C" and skip and family != "modular" else ""
    return f"{family} {tier}{skipping} {3 if probes >= 3 else min(probes, 1)}"


FAMILIES: tuple[Family, ...] = get_args(Family)


@cache
def _columns() -> Mapping[str, Column]:
    table = tomllib.loads((files("kaggle_utils.traces") / "calibration.toml").read_text(encoding="utf-8"))
    return {name: ([cell["gain"] for cell in cells], [cell["probability"] for cell in cells]) for name, cells in table["columns"].items()}


def probability_of(rule: Rule, evidence: Evidence, tier: Tier) -> float:
    """The share of laws with this tier, gain and number of probes that predicted up to 60 further terms without an error."""
    gains, probabilities = _columns()[column_of(family_of(rule.kind), tier, rule.skip, evidence.probes)]
    return probabilities[max(0, bisect_right(gains, scaled_gain(evidence.gain, evidence.terms, rule.skip)) - 1)]
