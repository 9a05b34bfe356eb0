from __future__ import annotations

from math import comb, isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.traces import confirm, guess, probe_plan
from kaggle_utils.traces.arithmetic.primes import is_prime
from kaggle_utils.traces.evidence import Evidence, tier_of
from kaggle_utils.traces.law import Law
from kaggle_utils.traces.laws.holonomic import HolonomicRule
from kaggle_utils.traces.sample import Sample

POWERS = [3**n - n for n in range(80)]
CERTAIN = guess(POWERS[:20])[0]
LIKELY = guess([n * n + 1 for n in range(1, 14)], start=1)[0]


def test_a_certain_law_is_probed_right_after_the_trace_and_at_twice_the_measured_length() -> None:
    assert CERTAIN.tier == "A"
    assert probe_plan(CERTAIN) == (20, 40)


def test_other_laws_are_probed_three_times_up_to_there() -> None:
    assert LIKELY.tier != "A"
    assert probe_plan(LIKELY) == (1 + 13, 1 + 19, 1 + 25, 1 + 26)


@given(st.lists(st.integers(-9, 9), min_size=4, max_size=25), st.integers(-3, 3))
def test_the_first_probe_of_every_plan_is_the_index_right_after_the_trace(terms: list[int], start: int) -> None:
    for law in guess(terms, start):
        assert probe_plan(law)[0] == start + len(terms)


def test_the_plan_reaches_further_when_more_terms_were_measured_since() -> None:
    assert probe_plan(CERTAIN, 30) == (30, 60)
    with pytest.raises(ValueError, match="at least 1"):
        probe_plan(CERTAIN, 0)
    assert probe_plan(CERTAIN, 1) == (1, 2)


def test_a_far_term_that_agrees_makes_the_law_more_probable() -> None:
    confirmed = confirm(CERTAIN, {40: POWERS[40]})
    assert confirmed is not None
    assert confirmed.evidence.probes == 1
    assert confirmed.probability >= CERTAIN.probability


def test_a_far_term_that_disagrees_kills_the_law() -> None:
    assert confirm(CERTAIN, {40: POWERS[40] + 1}) is None


def test_one_of_several_that_disagrees_is_enough() -> None:
    assert confirm(CERTAIN, {30: POWERS[30], 39: POWERS[39] - 1, 40: POWERS[40]}) is None


def test_three_far_terms_raise_the_tier() -> None:
    confirmed = confirm(LIKELY, {index: index * index + 1 for index in probe_plan(LIKELY)})
    assert confirmed is not None
    assert confirmed.tier < LIKELY.tier


def test_probes_may_arrive_one_by_one() -> None:
    law = LIKELY
    for index in probe_plan(LIKELY):
        confirmed = confirm(law, {index: index * index + 1})
        assert confirmed is not None
        law = confirmed
    assert law.evidence.probes == 3
    assert law.tier < LIKELY.tier


@pytest.mark.parametrize(("index", "is_far"), [(28, False), (29, True), (39, True)])
def test_a_term_is_far_from_one_and_a_half_times_the_measured_length_on(index: int, is_far: bool) -> None:
    confirmed = confirm(CERTAIN, {index: POWERS[index]})
    assert confirmed is not None
    assert confirmed.evidence.probes == is_far


@pytest.mark.parametrize(("index", "is_far"), [(18, False), (19, False), (20, True)])
def test_how_far_a_term_is_counts_from_the_start(index: int, is_far: bool) -> None:
    """13 terms from f(1) on: f(20) is the twentieth, and 20 the first whole number from 1.5 * 13 on."""
    confirmed = confirm(LIKELY, {index: index * index + 1})
    assert confirmed is not None
    assert confirmed.evidence.probes == is_far


@pytest.mark.parametrize(("farthest", "is_raised"), [(26, False), (27, True)])
def test_three_far_terms_raise_the_tier_only_with_one_at_twice_the_measured_length(farthest: int, is_raised: bool) -> None:
    confirmed = confirm(LIKELY, {index: index * index + 1 for index in (21, 22, farthest)})
    assert confirmed is not None
    assert (confirmed.tier < LIKELY.tier) is is_raised


def test_a_tier_once_raised_stays() -> None:
    raised = confirm(LIKELY, {index: index * index + 1 for index in probe_plan(LIKELY)})
    assert raised is not None
    again = confirm(raised, {24: 24 * 24 + 1})
    assert again is not None
    assert again.evidence.probes == raised.evidence.probes + 1
    assert again.tier == raised.tier < LIKELY.tier


def test_near_terms_and_no_terms_confirm_nothing() -> None:
    assert confirm(CERTAIN, {21: POWERS[21]}) == CERTAIN
    assert confirm(CERTAIN, {}) == CERTAIN


def test_growth_like_a_coxeter_group_stays_a_hint() -> None:
    growth = [1, *[12 * 11 ** (n - 1) for n in range(1, 60)]]
    (law,) = guess(growth[:20])
    confirmed = confirm(law, {index: growth[index] for index in probe_plan(law)})
    assert confirmed is not None
    assert confirmed.tier == "C"


def test_growth_like_a_coxeter_group_stays_a_hint_modulo_a_number_too() -> None:
    growth = [1, *[12 * 11 ** (n - 1) for n in range(1, 200)]]
    law = guess([term % 1009 for term in growth[:40]], modulus=1009)[0]
    confirmed = confirm(law, {index: growth[index] % 1009 for index in probe_plan(law)})
    assert confirmed is not None
    assert confirmed.evidence.probes >= 3
    assert confirmed.tier == "C"


def next_prime(number: int) -> int:
    while not is_prime(number):
        number += 1
    return number


def euler(n: int) -> int:
    """Prime for n from 0 to 39, and for most n after that."""
    return n * n + n + 41


@pytest.mark.parametrize(("start", "count"), [(0, 40), (1, 25), (0, 20), (1, 15)])
def test_the_smallest_prime_above_a_polynomial_is_told_from_the_polynomial(start: int, count: int) -> None:
    law = guess([euler(n) for n in range(start, start + count)], start)[0]
    assert law.tier == "C"
    assert law.probability < 0.5
    plan = probe_plan(law)
    assert not all(is_prime(law.at(n)) for n in plan)
    assert confirm(law, {n: next_prime(euler(n)) for n in plan}) is None


def test_a_composite_term_clears_a_polynomial_of_being_chosen_to_be_prime() -> None:
    law = guess([euler(n) for n in range(30)])[0]
    confirmed = confirm(law, {n: euler(n) for n in probe_plan(law)})
    assert confirmed is not None
    assert confirmed.evidence.lookalike is None
    assert confirmed.tier == "A"
    assert confirmed.probability > 0.99


def test_a_near_composite_term_clears_it_too_and_raises_no_tier_by_itself() -> None:
    law = guess([euler(n) for n in range(27, 40)], 27)[0]
    probed = confirm(law, {n: euler(n) for n in (46, 47, 48)})
    assert probed is not None
    assert (probed.evidence.probes, probed.evidence.lookalike) == (3, "primes")
    cleared = confirm(probed, {40: euler(40)})
    assert cleared is not None
    assert (cleared.evidence.probes, cleared.evidence.lookalike) == (3, None)
    assert cleared.tier == tier_of(Sample(law.terms, law.start), law.rule, cleared.evidence)


def test_a_plan_looks_for_a_composite_term_only_among_those_that_were_not_measured() -> None:
    law = guess([euler(n) for n in range(20)])[0]
    assert min(probe_plan(law, 45)) == 45


def test_where_the_law_gives_a_fraction_no_composite_term_is_looked_for() -> None:
    """2 a(n+1) = 3 a(n) from 2^10 on: integers up to n = 10."""
    rule = HolonomicRule("hypergeometric", 0, ((-3,), (2,)), (2**10,), 2, 0)
    law = Law(rule, tuple(rule.first(11) or ()), 0, Evidence(11, 9, 90.0, 2.0, lookalike="primes"), "A", 0.9)
    assert probe_plan(law) == (11, 22)


def test_prime_probes_do_not_clear_it() -> None:
    law = guess([euler(n) for n in range(10)])[0]
    confirmed = confirm(law, {n: euler(n) for n in (10, 15, 19, 20)})
    assert confirmed is not None
    assert confirmed.tier == "C"


@pytest.mark.parametrize("d", [2, 3, 5, 7, 10])
def test_multiples_of_a_square_root_stay_a_hint_however_many_probes_agree(d: int) -> None:
    line = [isqrt(d * n * n) for n in range(200)]
    for law in guess(line[:40]):
        confirmed = confirm(law, {index: law.at(index) for index in probe_plan(law)})
        assert confirmed is not None
        assert confirmed.tier == "C"


def test_more_probes_than_three_raise_no_tier_again() -> None:
    law = LIKELY
    for indices in (probe_plan(LIKELY), range(40, 60), range(60, 80)):
        confirmed = confirm(law, {index: index * index + 1 for index in indices})
        assert confirmed is not None
        law = confirmed
    assert law.tier == ("B" if LIKELY.tier == "C" else "A")


def test_a_modular_law_is_compared_modulo_its_modulus() -> None:
    law = guess([comb(n, 3) ** 2 * 7**n % 1000 for n in range(40)], modulus=1000)[0]
    assert confirm(law, {80: comb(80, 3) ** 2 * 7**80}) is not None
    assert confirm(law, {80: comb(80, 3) ** 2 * 7**80 + 1}) is None
