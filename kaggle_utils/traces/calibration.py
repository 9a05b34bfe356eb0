"""How often a law that looks like this one was right: a table, measured and written by benchmarks/calibrate_laws.py."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from kaggle_utils.traces.evidence import SKIPPED_TERM, Evidence, Tier
from kaggle_utils.traces.false_laws import Lookalike
from kaggle_utils.traces.laws.rule import Rule

# A long beginning that says little proves little: of samples longer than TERMS the gain counts less in proportion, and every term up to the
# longest size measured costs BITS_PER_TERM. Of the forms tried the one whose table, made of one half of the OEIS, says most of the other.
TERMS, LONGEST = 20, 40
BITS_PER_TERM = 0.15

Family = Literal["values", "constants", "modular", "lines", "words", "primes"]
Column = tuple[list[float], list[float]]


def family_of(kind: str, lookalike: Lookalike | None) -> Family:
    """Laws that were wrong about equally often: by what their samples look like; else by their kind.

    "values" are fixed by initial values alone, "constants" have constants of their own.
    """
    if lookalike is not None:
        return lookalike
    if kind == "modular":
        return "modular"
    return "values" if kind in ("polynomial", "periodic", "quasi-polynomial") else "constants"


def strength_of(family: Family, rule: Rule, evidence: Evidence) -> float:
    """What the table is ordered by: bits of gain, scaled. Skipped terms cost nothing here: hints with some are in columns of their own.

    In a rounded line a bit of gain says little, because a fraction near the slope imitates it for so long: there it is how many times as
    long the sample is as one that the law always fits (of laws with three far terms that agreed, 21 % were right below 2, 95 % from 6 on).
    """
    if family == "lines":
        return (evidence.terms - rule.skip) / max(1, rule.degrees_of_freedom)
    gain = (evidence.gain + SKIPPED_TERM * rule.skip) * min(1.0, TERMS / evidence.terms)
    return gain - BITS_PER_TERM * min(evidence.terms, LONGEST)


def column_of(family: Family, tier: str, skip: int, probes: int) -> str:
    """The column of the table: the family, the tier, whether a hint skips terms, and whether no, one or three far terms agreed."""
    shown = "C" if family in HINTS else tier
    skipping = " skipping" if shown == "C" and skip and family != "modular" else ""
    return f"{family} {shown}{skipping} {3 if probes >= 3 else min(probes, 1)}"


HINTS: tuple[Family, ...] = get_args(Lookalike)  # families whose laws are of tier C
FAMILIES: tuple[Family, ...] = get_args(Family)


@cache
def _columns() -> Mapping[str, Column]:
    table = tomllib.loads((files("kaggle_utils.traces") / "calibration.toml").read_text(encoding="utf-8"))
    return {
        name: ([cell["strength"] for cell in cells], [cell["probability"] for cell in cells]) for name, cells in table["columns"].items()
    }


def probability_of(rule: Rule, evidence: Evidence, tier: Tier) -> float:
    """The share of laws of this family, tier, strength and number of probes that predicted up to 60 further terms without an error."""
    family = family_of(rule.kind, evidence.lookalike)
    return interpolate(_columns()[column_of(family, tier, rule.skip, evidence.probes)], strength_of(family, rule, evidence))


def interpolate(column: Column, strength: float) -> float:
    """The probability at a strength, on straight lines between the cells of a column and level beyond its ends."""
    strengths, probabilities = column
    place = bisect_right(strengths, strength)
    if place in (0, len(strengths)):
        return probabilities[max(0, place - 1)]
    part = (strength - strengths[place - 1]) / (strengths[place] - strengths[place - 1])
    return probabilities[place - 1] + part * (probabilities[place] - probabilities[place - 1])
