"""How much a sample says for a rule, and which tier that makes it.

Most of the precision comes from counting information: the bits that the terms to spare carry, less the bits that it takes to write the law
down. The thresholds are measured on the OEIS (docs/traces.md, and benchmarks.traces).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from kaggle_utils.traces.false_laws import MIN_PISOT_ORDER, Lookalike, grows_like_a_coxeter_group, is_a_pisot_sequence, lookalike_of
from kaggle_utils.traces.laws.rule import Rule
from kaggle_utils.traces.sample import Sample

Tier = Literal["A", "B", "C"]

AHEAD = 100  # predicted terms that must be integers, and keep the sign and the direction of the trace
SKIPPED_TERM = 12.0  # bits that an unexplained term at the beginning costs

CERTAIN_TERMS, CERTAIN_SURPLUS, CERTAIN_GAIN = 12, 6, 80.0
CERTAIN_GAIN_PER_TERM = 2.5  # from 32 terms on
CERTAIN_HOLONOMIC_SURPLUS = 4  # their filters do the rest
LIKELY_SURPLUS, LIKELY_GAIN = 4, 30.0
LIKELY_GAIN_PER_TERM = 1.5  # long samples with little in them need more: of 40 terms with a gain of 40 to 60 only 80 % were right


@dataclass(frozen=True)
class Evidence:
    """``terms`` measured one after another, ``surplus`` of them predicted and informative; ``bits`` in those, ``cost`` of the law.

    ``probes`` counts the far terms that agreed afterwards. ``lookalike`` is the family of false laws that the terms could belong to.
    """

    terms: int
    surplus: int
    bits: float
    cost: float
    probes: int = 0
    lookalike: Lookalike | None = None

    @property
    def gain(self) -> float:
        """Bits explained less bits spent."""
        return self.bits - self.cost


def weigh(sample: Sample, rule: Rule) -> Evidence:
    """The evidence in a sample for a rule that holds in it."""
    count = len(sample.terms)
    surplus = count - rule.skip - rule.degrees_of_freedom - rule.idle_terms
    cost = rule.description_bits + SKIPPED_TERM * rule.skip
    return Evidence(count, surplus, sample.bits_of_last(surplus), cost, lookalike=lookalike_of(sample))


def tier_of(sample: Sample, rule: Rule, evidence: Evidence) -> Tier:
    """A: certain but for laws that change where nobody looked; B: likely; C: a hint. Families of false laws lower it."""
    if is_a_hint_only(sample, evidence):
        return "C"
    tier = _tier_by_information(rule, evidence)
    return "B" if tier == "A" and rule.order >= MIN_PISOT_ORDER and is_a_pisot_sequence(sample) else tier


def is_a_hint_only(sample: Sample, evidence: Evidence) -> bool:
    """Whether the sample could belong to a family of false laws that no number of terms or probes tells from a true one."""
    return evidence.lookalike is not None or grows_like_a_coxeter_group(sample)


def _tier_by_information(rule: Rule, evidence: Evidence) -> Tier:
    surplus, gain, freedom = evidence.surplus, evidence.gain, rule.degrees_of_freedom
    if rule.kind == "modular":
        return "A" if surplus >= CERTAIN_HOLONOMIC_SURPLUS and gain >= CERTAIN_GAIN else "B" if gain >= LIKELY_GAIN else "C"
    if evidence.terms >= CERTAIN_TERMS and rule.skip == 0 and gain >= max(CERTAIN_GAIN, CERTAIN_GAIN_PER_TERM * evidence.terms):
        holonomic = rule.kind in ("hypergeometric", "P-recursive", "exponential", "algebraic")
        if surplus >= (CERTAIN_HOLONOMIC_SURPLUS if holonomic else max(CERTAIN_SURPLUS, freedom)):
            return "A"
    if surplus >= max(LIKELY_SURPLUS, freedom / 2) and gain >= max(LIKELY_GAIN, LIKELY_GAIN_PER_TERM * evidence.terms):
        return "B"
    return "C"


def looks_ahead(sample: Sample, rule: Rule) -> bool:
    """Whether the next AHEAD terms are integers, and keep the sign and the direction that all terms of the sample have."""
    if sample.modulus is not None:
        return True
    count = len(sample.terms)
    values = rule.first(count + AHEAD)
    if values is None:
        return False
    known, ahead = values[:count], values[count - 1 :]
    if min(known) >= 0 and min(ahead) < 0:
        return False
    if max(known) <= 0 and max(ahead) > 0:
        return False
    rising = all(before <= after for before, after in pairwise(known))
    if rising and not all(before <= after for before, after in pairwise(ahead)):
        return False
    falling = all(before >= after for before, after in pairwise(known))
    return not falling or all(before >= after for before, after in pairwise(ahead))
