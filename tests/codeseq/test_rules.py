"""The written rules drop what makes no problem about a(n), each for its own reason."""

from __future__ import annotations

import pytest

from kaggle_utils.codeseq.benchmarks import BenchmarkItem, Benchmarks
from kaggle_utils.codeseq.reasons import STAGES, Reason, stage_of
from kaggle_utils.codeseq.rules import apply_rules, judge
from kaggle_utils.codeseq.sequence import Sequence, cut, draw

SQUARES = tuple(n * n for n in range(20))


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("a(n) = n^2.", None),
        ("Primes of the form 4*k + 3.", None),
        ("Number of ways to tile a 2 X n board.", None),
        ("Convolution of A000045 with itself.", Reason.DERIVED_NAME),
        ("Duplicate of the squares.", Reason.DERIVED_NAME),
        ("Triangle read by rows: T(n,k) = n*k.", Reason.UNSUITABLE_KIND),
        ("Square array T(n,k), n >= 0, read by antidiagonals.", Reason.UNSUITABLE_KIND),
        ("T(n, k) = number of k-sets.", Reason.UNSUITABLE_KIND),
        ("Decimal expansion of Pi.", Reason.UNSUITABLE_KIND),
        ("Continued fraction for sqrt(3).", Reason.UNSUITABLE_KIND),
        ("Numbers whose English names have four letters.", Reason.UNSUITABLE_KIND),
        ("McKay-Thompson series of class 6E.", Reason.UNSUITABLE_KIND),
        (" ", Reason.NO_RULE),
    ],
)
def test_a_name_is_judged_by_the_patterns_of_the_file(title: str, reason: Reason | None) -> None:
    refusal = judge(Sequence("A1", title, 0, SQUARES), 14)
    assert (refusal and refusal.reason) == reason


@pytest.mark.parametrize(
    ("sequence", "reason"),
    [
        (Sequence("A1", "a(n) = n^2", 0, SQUARES[:13]), Reason.FEW_TERMS),
        (Sequence("A1", "a(n) = n mod 3", 0, (0, 1, 2) * 7), Reason.LITTLE_VARIETY),
        (Sequence("A1", "squares", 0, SQUARES, keywords=("nonn", "easy")), None),
        (Sequence("A1", "squares", 0, SQUARES, keywords=("nonn", "fini")), Reason.UNSUITABLE_KEYWORD),
        (Sequence("A1", "squares", 0, SQUARES, formulas=("a(n) = A000001(n) + 1", "A000002(2n)")), Reason.DERIVED_FORMULAS),
        (Sequence("A1", "squares", 0, SQUARES, formulas=("a(n) = A000001(n) + 1", "a(n) = n^2")), None),
        (Sequence("A1", "squares", 0, SQUARES, formulas=(), has_program=False), Reason.NO_RULE),
        (Sequence("A1", "squares", 0, SQUARES, formulas=(), has_program=True), None),
        (Sequence("A1", "squares", 0, SQUARES, formulas=()), None),  # the file does not say whether there are programs
    ],
)
def test_terms_keywords_and_formulas_are_judged_where_the_file_has_them(sequence: Sequence, reason: Reason | None) -> None:
    refusal = judge(sequence, 14)
    assert (refusal and refusal.reason) == reason


def test_of_equal_terms_under_a_shift_the_first_stays_and_a_benchmarks_sequences_never() -> None:
    cubes = tuple(n**3 for n in range(20))
    sequences = [
        Sequence("A1", "squares", 0, SQUARES),
        Sequence("A2", "squares from 4 on", 2, SQUARES[2:]),
        Sequence("A3", "cubes", 0, cubes),
        Sequence("A4", "fourth powers", 0, tuple(n**4 for n in range(20))),
    ]
    benchmarks = Benchmarks([BenchmarkItem("cubes from 8 on", terms=cubes[2:]), BenchmarkItem("A4", terms=(1, 2))])
    refused = {name: (refusal.reason, refusal.detail) for name, refusal in apply_rules(sequences, 14, benchmarks).items()}
    assert refused == {
        "A2": (Reason.SAME_TERMS, "A1"),
        "A3": (Reason.BENCHMARK_SEQUENCE, "cubes from 8 on"),
        "A4": (Reason.BENCHMARK_SEQUENCE, "A4"),
    }


def test_every_reason_belongs_to_a_stage_and_the_stages_follow_each_other() -> None:
    order = [STAGES.index(stage_of(reason)) for reason in Reason]
    assert order == sorted(order)
    assert set(order) == {0, 1, 2, 3}


def test_a_smaller_draw_is_the_beginning_of_a_larger_one_and_another_seed_is_another_draw() -> None:
    sequences = [Sequence(f"A{number}", "", 0, SQUARES) for number in range(50)]
    assert draw(sequences, 10, 0) == draw(sequences, 20, 0)[:10]
    assert draw(sequences, 10, 0) != draw(sequences, 10, 1)
    assert len(draw(sequences, 0, 0)) == 50


def test_a_sequence_is_cut_before_its_first_term_with_too_many_digits() -> None:
    assert cut(Sequence("A1", "", 0, (1, -99, 100, 3)), 2).terms == (1, -99)
    assert cut(Sequence("A1", "", 0, (1, 2)), 2).terms == (1, 2)
