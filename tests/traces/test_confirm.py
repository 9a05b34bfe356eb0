from __future__ import annotations

from math import comb

import pytest

from kaggle_utils.traces import confirm, guess, probe_plan

POWERS = [3**n - n for n in range(80)]
CERTAIN = guess(POWERS[:20])[0]
LIKELY = guess([n * n + 1 for n in range(1, 14)], start=1)[0]


def test_a_certain_law_is_probed_once_at_twice_the_measured_length() -> None:
    assert CERTAIN.tier == "A"
    assert probe_plan(CERTAIN) == (40,)


def test_other_laws_are_probed_three_times_up_to_there() -> None:
    assert LIKELY.tier != "A"
    assert probe_plan(LIKELY) == (1 + 19, 1 + 25, 1 + 26)


def test_the_plan_reaches_further_when_more_terms_were_measured_since() -> None:
    assert probe_plan(CERTAIN, 30) == (60,)
    with pytest.raises(ValueError, match="at least 1"):
        probe_plan(CERTAIN, 0)


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


def test_near_terms_and_no_terms_confirm_nothing() -> None:
    assert confirm(CERTAIN, {21: POWERS[21]}) == CERTAIN
    assert confirm(CERTAIN, {}) == CERTAIN


def test_growth_like_a_coxeter_group_stays_a_hint() -> None:
    growth = [1, *[12 * 11 ** (n - 1) for n in range(1, 60)]]
    (law,) = guess(growth[:20])
    confirmed = confirm(law, {index: growth[index] for index in probe_plan(law)})
    assert confirmed is not None
    assert confirmed.tier == "C"


def test_a_modular_law_is_compared_modulo_its_modulus() -> None:
    law = guess([comb(n, 3) ** 2 * 7**n % 1000 for n in range(40)], modulus=1000)[0]
    assert confirm(law, {80: comb(80, 3) ** 2 * 7**80}) is not None
    assert confirm(law, {80: comb(80, 3) ** 2 * 7**80 + 1}) is None
