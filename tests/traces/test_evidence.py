from __future__ import annotations

from dataclasses import replace

import pytest

from kaggle_utils.traces.evidence import Evidence, looks_ahead, tier_of, weigh
from kaggle_utils.traces.laws.holonomic import HolonomicRule
from kaggle_utils.traces.laws.linear import LinearRule
from kaggle_utils.traces.laws.polynomial import PolynomialRule
from kaggle_utils.traces.laws.rule import Kind
from kaggle_utils.traces.sample import Sample

DOUBLING = LinearRule("C-finite", 0, 0, (2,), (1,), 2, 1.0)


def powers(count: int) -> Sample:
    return Sample(tuple(2**n for n in range(count)), 0)


def test_the_surplus_is_what_is_left_after_the_skipped_and_the_free_terms() -> None:
    evidence = weigh(Sample((9, *[2**n for n in range(10)]), 0), LinearRule("rational", 0, 1, (2,), (9, 1), 2, 1.0))
    assert (evidence.terms, evidence.surplus) == (11, 8)


def test_a_skipped_term_costs_more_than_it_could_explain() -> None:
    skipping = LinearRule("rational", 0, 1, (2,), (1, 2), 2, 1.0)
    assert weigh(powers(12), skipping).gain < weigh(powers(12), DOUBLING).gain - 12


def test_terms_on_a_straight_line_carry_one_bit_each() -> None:
    assert Sample(tuple(range(5, 100, 5)), 0).bits_of_last(10) == 10
    assert Sample((7,) * 10, 0).bits_of_last(10) > 10 - 1e-9


def test_a_residue_carries_no_more_bits_than_its_modulus() -> None:
    assert Sample(tuple(n * n * 7919 % 1000 for n in range(30)), 0, 1000).bits_of_last(20) <= 200
    assert Sample((0, 1, 1, 0, 1, 0, 1, 1), 0, 10**9).bits_of_last(8) < 20


def test_the_tier_follows_from_surplus_and_gain() -> None:
    assert tier_of(powers(20), DOUBLING, Evidence(20, 18, 100.0, 2.0)) == "A"
    assert tier_of(powers(20), DOUBLING, Evidence(20, 18, 60.0, 2.0)) == "B"
    assert tier_of(powers(20), DOUBLING, Evidence(20, 18, 20.0, 2.0)) == "C"
    assert tier_of(powers(11), DOUBLING, Evidence(11, 9, 100.0, 2.0)) == "B"
    assert tier_of(powers(20), DOUBLING, Evidence(20, 3, 100.0, 2.0)) == "C"


@pytest.mark.parametrize(
    ("kind", "terms", "surplus", "gain", "tier"),
    [
        ("C-finite", 12, 6, 80.0, "A"),
        ("C-finite", 11, 6, 80.0, "B"),
        ("C-finite", 12, 5, 80.0, "B"),
        ("C-finite", 12, 6, 79.9, "B"),
        ("C-finite", 40, 6, 100.0, "A"),
        ("C-finite", 40, 6, 99.9, "B"),
        ("C-finite", 12, 4, 30.0, "B"),
        ("C-finite", 12, 3, 30.0, "C"),
        ("C-finite", 12, 4, 29.9, "C"),
        ("C-finite", 40, 4, 60.0, "B"),
        ("C-finite", 40, 4, 59.9, "C"),
        ("polynomial", 12, 5, 80.0, "B"),
        *[(kind, 12, 4, 80.0, "A") for kind in ("hypergeometric", "P-recursive", "exponential", "algebraic")],
        *[(kind, 12, 3, 80.0, "C") for kind in ("hypergeometric", "P-recursive", "exponential", "algebraic")],
        ("modular", 4, 4, 80.0, "A"),
        ("modular", 40, 3, 80.0, "B"),
        ("modular", 40, 4, 79.9, "B"),
        ("modular", 40, 0, 30.0, "B"),
        ("modular", 40, 40, 29.9, "C"),
    ],
)
def test_the_tier_needs_terms_surplus_and_gain_by_the_kind_of_the_rule(
    kind: Kind, terms: int, surplus: int, gain: float, tier: str
) -> None:
    assert tier_of(powers(terms), replace(DOUBLING, kind=kind), Evidence(terms, surplus, gain + 2.0, 2.0)) == tier


@pytest.mark.parametrize(("freedom", "surplus", "tier"), [(9, 9, "A"), (9, 8, "B"), (10, 5, "B"), (11, 5, "C")])
def test_a_rule_that_fits_many_terms_needs_as_many_to_spare(freedom: int, surplus: int, tier: str) -> None:
    rule = replace(DOUBLING, freedom=freedom)
    assert tier_of(powers(30), rule, Evidence(30, surplus, 100.0, 2.0)) == tier


def test_a_rule_that_skips_terms_is_likely_at_best() -> None:
    assert tier_of(powers(20), replace(DOUBLING, skipped=1), Evidence(20, 18, 200.0, 2.0)) == "B"


def test_long_samples_need_more_gain() -> None:
    assert tier_of(powers(40), DOUBLING, Evidence(40, 38, 90.0, 2.0)) == "B"
    assert tier_of(powers(40), DOUBLING, Evidence(40, 38, 50.0, 2.0)) == "C"


def test_counts_that_would_turn_negative_or_fall_are_no_law_of_the_counts() -> None:
    parabola = PolynomialRule(0, (), (0, 20, -2))
    rising = Sample(tuple(parabola.first(8)), 0)
    assert not looks_ahead(rising, parabola)


@pytest.mark.parametrize(
    ("known", "ahead", "expected"),
    [
        ((1, 2, 4), (4, 5), True),
        ((1, 2, 4), (3, 5), False),
        ((1, 2, 4), (5, 4), False),
        ((1, 1, 2), (1, 2), False),
        ((4, 2, 1), (1, 0), True),
        ((4, 2, 1), (2, 1), False),
        ((4, 4, 1), (2, 1), False),
        ((0, 2, 1), (-1, 0), False),
        ((2, 3, 1), (0, 0), True),
        ((0, -2, -1), (1, 0), False),
        ((1, -2, -1), (2, 0), True),
        ((-2, -3, -1), (0, 0), True),
        ((-2, -3, -1), (1, 0), False),
        ((-2, 3, -1), (-9, 9), True),
    ],
)
def test_a_law_keeps_the_sign_and_the_direction_that_all_terms_have(known: tuple[int, ...], ahead: tuple[int, ...], expected: bool) -> None:
    rule = LinearRule("C-finite", 0, 0, (1,), (*known, *ahead), 1, 1.0)  # level after what is given
    assert looks_ahead(Sample(known, 0), rule) is expected


def test_of_residues_nothing_is_expected() -> None:
    rule = LinearRule("C-finite", 0, 0, (1,), (1, 2, 4, 3, -5), 1, 1.0)
    assert looks_ahead(Sample((1, 2, 4), 0, 1000), rule)


@pytest.mark.parametrize(("order", "gain", "tier"), [(3, 100.0, "A"), (4, 100.0, "B"), (4, 60.0, "B"), (4, 20.0, "C")])
def test_a_long_recurrence_of_a_pisot_sequence_is_likely_at_best(order: int, gain: float, tier: str) -> None:
    rule = replace(DOUBLING, coefficients=(2, *[0] * (order - 1)))
    assert tier_of(powers(20), rule, Evidence(20, 18, gain + 2.0, 2.0)) == tier


def test_the_same_recurrence_of_another_sequence_may_be_certain() -> None:
    rule = replace(DOUBLING, coefficients=(2, 0, 0, 0))
    assert tier_of(Sample(tuple(n**3 + 2 for n in range(20)), 0), rule, Evidence(20, 18, 102.0, 2.0)) == "A"


def test_terms_that_a_rule_does_not_use_are_no_surplus() -> None:
    rule = HolonomicRule("hypergeometric", 0, ((-2,), (1,)), (1,), 3, 2)
    assert weigh(powers(20), rule).surplus == 20 - 3 - 2


def test_fractions_ahead_are_no_law_of_integers() -> None:
    # 2 a(n+1) = 3 a(n) gives integers as long as the power of two lasts
    shrinking = HolonomicRule("hypergeometric", 0, ((-3,), (2,)), (2**10,), 2, 0)
    assert not looks_ahead(Sample(tuple(2 ** (10 - n) * 3**n for n in range(8)), 0), shrinking)


def test_a_law_that_stays_level_for_a_step_keeps_its_direction() -> None:
    stairs = LinearRule("C-finite", 0, 0, (1, 1, -1), (1, 1, 2), 3, 1.0)  # 1, 1, 2, 2, 3, 3, ...
    falling = LinearRule("C-finite", 0, 0, (1, 1, -1), (-1, -1, -2), 3, 1.0)
    assert stairs.first(6) == [1, 1, 2, 2, 3, 3]
    assert looks_ahead(Sample((1, 1, 2, 2, 3, 3, 4, 4), 0), stairs)
    assert looks_ahead(Sample((-1, -1, -2, -2, -3, -3, -4, -4), 0), falling)
