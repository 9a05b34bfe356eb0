from __future__ import annotations

from kaggle_utils.traces import guess
from kaggle_utils.traces.false_laws import grows_like_a_coxeter_group, is_a_pisot_sequence
from kaggle_utils.traces.sample import Sample


def pisot_t(first: int, second: int, count: int) -> list[int]:
    """The greatest integers with a(n+2) / a(n+1) < a(n+1) / a(n)."""
    terms = [first, second]
    while len(terms) < count:
        terms.append((terms[-1] ** 2 - 1) // terms[-2])
    return terms


def test_the_beginning_of_a_coxeter_group_is_recognised() -> None:
    assert grows_like_a_coxeter_group(Sample((1, 5, 20, 80, 320), 0))
    assert grows_like_a_coxeter_group(Sample((1, 29, 812, 736, 608), 0, 1000))
    assert not grows_like_a_coxeter_group(Sample((1, 2, 4, 8, 16), 0))
    assert not grows_like_a_coxeter_group(Sample((1, 5, 20), 0))


def test_pisot_sequences_are_recognised() -> None:
    assert is_a_pisot_sequence(Sample(tuple(pisot_t(6, 31, 20)), 0))
    assert not is_a_pisot_sequence(Sample(tuple(n * n + 1 for n in range(20)), 0))


def test_a_law_that_a_pisot_sequence_breaks_later_is_not_certain() -> None:
    (law, *_) = guess(pisot_t(6, 31, 20))
    assert law.predict(30) != pisot_t(6, 31, 50)[20:]
    assert law.tier == "B"


def test_powers_are_pisot_sequences_and_certain_all_the_same() -> None:
    powers = tuple(3**n for n in range(20))
    assert is_a_pisot_sequence(Sample(powers, 0))
    assert guess(powers)[0].tier == "A"
