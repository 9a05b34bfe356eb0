"""From terms to laws: every kind in turn, the cheap and strict ones first, the others only where those find nothing to rely on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kaggle_utils.errors import InputError
from kaggle_utils.traces.calibration import probability_of
from kaggle_utils.traces.evidence import looks_ahead, tier_of, weigh
from kaggle_utils.traces.law import Law
from kaggle_utils.traces.laws import algebraic, c_finite, cyclotomic, exponential, interleaved, modular, p_recursive, polynomial, product
from kaggle_utils.traces.laws.rule import Rule
from kaggle_utils.traces.sample import Sample

MIN_COUNT = 4  # terms; nothing can be said about fewer
MIN_SURPLUS = 2
MAX_SEARCHED = 150  # terms; those after that are predicted by what was found in them
SETTLED_SURPLUS = 6


def guess(terms: Sequence[int], start: int = 0, modulus: int | None = None) -> list[Law]:
    """The laws that explain ``terms`` = f(start), f(start + 1), ..., the most probable first.

    With ``modulus`` only residues are known, and the laws are recurrences modulo it. Nothing is repaired: a wrong term leaves no law, or
    one that does not explain the terms up to it. Raises InputError for values that are not integers and for a modulus below 2.
    """
    for position, term in enumerate(terms):
        if not isinstance(term, int) or isinstance(term, bool):
            raise InputError(f"f({start + position}) is {term!r}, and a law needs integers: convert the trace first")
    if modulus is not None and modulus < 2:
        raise InputError(f"the modulus is {modulus}, and must be at least 2")
    sample = Sample(tuple(terms), start, modulus)
    if len(sample.terms) < MIN_COUNT:
        return []
    searched = sample if len(terms) <= MAX_SEARCHED else Sample(sample.terms[:MAX_SEARCHED], start, modulus)
    laws = _modular(searched) if modulus is not None else _integer(searched)
    if searched is not sample:
        laws = _laws(sample, [law.rule for law in laws if law.rule.first(len(terms)) == list(sample.terms)])
    return _best_first(laws)


def _modular(sample: Sample) -> list[Law]:
    try:
        return _laws(sample, modular.find(sample))
    except ValueError as error:
        raise InputError(f"{error}: give a modulus with small prime factors, or prime") from None


def _integer(sample: Sample) -> list[Law]:
    laws = _laws(sample, [*polynomial.find(sample), *c_finite.find(sample)])
    for find in (cyclotomic.find, p_recursive.find, exponential.find, algebraic.find, interleaved.find, product.find):
        if _settled(laws):
            break
        laws += _laws(sample, find(sample))
    return laws


def _settled(laws: Iterable[Law]) -> bool:
    """Whether a law predicts so many terms that another kind of law could only be a detour to the same one."""
    return any(law.tier != "C" or law.surplus >= max(SETTLED_SURPLUS, law.degrees_of_freedom) for law in laws)


def _laws(sample: Sample, rules: Iterable[Rule]) -> list[Law]:
    """The rules that have terms to spare and look ahead as the sample looks, with their evidence."""
    laws = []
    for rule in rules:
        evidence = weigh(sample, rule)
        if evidence.surplus < MIN_SURPLUS or not looks_ahead(sample, rule):
            continue
        tier = tier_of(sample, rule, evidence)
        laws.append(Law(rule, sample.terms, sample.start, evidence, tier, probability_of(rule, evidence, tier)))
    return laws


def _best_first(laws: Iterable[Law]) -> list[Law]:
    """By tier, then gain; of laws that predict the same terms only the first."""
    ordered = sorted(laws, key=lambda law: (law.tier, -law.probability, -law.gain))
    kept: list[Law] = []
    seen = set()
    for law in ordered:
        ahead = tuple(law.predict(20))
        if ahead not in seen:
            seen.add(ahead)
            kept.append(law)
    return kept
