"""Which sequences are asked for, which are not and why, and what a model is shown of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count, islice

import pytest
from sympy import prime

from kaggle_utils.codeseq.sequence import Sequence as IntegerSequence
from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.next_number.questions import LeftOut, Question, Questions, choose_questions, solved_examples
from tests.evaluation.next_number.conftest import SEQUENCES, TERMS_OF

MANY = [IntegerSequence(f"A{number:06}", "A title", 0, tuple(number * n + n * n for n in range(12))) for number in range(40)]
# The laws of the solved examples, in other words than their programs have: the n-th term, from n = 1 on.
LAWS: dict[str, Callable[[int], int]] = {
    "next_of_second_differences": lambda n: 6 + sum(6 * k + 1 for k in range(1, n)),
    "next_of_two_before_and_three": lambda n: (
        (2, 3)[n - 1] if n < 3 else LAWS["next_of_two_before_and_three"](n - 1) + LAWS["next_of_two_before_and_three"](n - 2) + 3
    ),
    "next_of_digit_sums": lambda n: 7 * n // 100 + 7 * n // 10 % 10 + 7 * n % 10,
    "next_of_two_in_turn": lambda n: (n // 2) ** 2 if n % 2 == 0 else 1 << n // 2,
    "next_of_primes_and_places": lambda n: prime(n) + n,
}


def asked(questions: Questions) -> list[str]:
    return [question.id for question in questions.asked]


def test_the_first_terms_are_shown_and_the_one_after_them_is_asked_for() -> None:
    (question,) = choose_questions(SEQUENCES[:1], 9).asked
    assert question == Question("A000045", (0, 1, 1, 2, 3, 5, 8, 13, 21), 34)


def test_a_model_gets_the_terms_and_nothing_else() -> None:
    problem = Question("A000045", (0, 1, 1, -2), 3).problem
    assert (problem.problem.statement, problem.problem.answer, problem.family) == ("0, 1, 1, -2, ...", 3, "A000045")


@pytest.mark.parametrize(("terms", "few"), [(10, 0), (11, 1), (12, 6)])
def test_sequences_without_a_known_next_term_are_left_out_and_counted(terms: int, few: int) -> None:
    short = replace(SEQUENCES[0], terms=SEQUENCES[0].terms[:11])
    if few == 6:
        with pytest.raises(InputError, match="none of the 6 sequences can be asked for: give a file in which some have 13 terms"):
            choose_questions([short, *SEQUENCES[1:]], terms)
        return
    found = choose_questions([short, *SEQUENCES[1:]], terms)
    assert (len(found.asked), found.left_out) == (6 - few, {LeftOut.TOO_FEW_TERMS: few} if few else {})


def test_sequences_used_in_training_and_shifts_of_them_are_left_out_and_counted() -> None:
    later = IntegerSequence("A200001", "the same from its third term on", 0, TERMS_OF["A000045"][2:])
    earlier = IntegerSequence("A200002", "the same after two others", 0, (7, 7, *TERMS_OF["A000045"]))
    other = IntegerSequence("A200003", "begins alike and differs in the end", 0, (*TERMS_OF["A000045"][2:11], 90))
    found = choose_questions([*SEQUENCES, later, earlier, other], 9, leave_out={"A000045", "A999999"})
    assert asked(found) == ["A000290", "A000079", "A007504", "A000040", "A000142", "A200003"]
    assert found.left_out == {LeftOut.LISTED: 1, LeftOut.LISTED_SHIFTED: 2}


@pytest.mark.parametrize("name", LAWS)
def test_a_solved_example_has_the_terms_and_the_answer_of_its_law(name: str) -> None:
    assert solved_examples()[name] == tuple(map(LAWS[name], range(1, 14)))


def test_there_are_five_solved_examples() -> None:
    assert set(solved_examples()) == set(LAWS)


@pytest.mark.parametrize("name", LAWS)
def test_a_solved_example_is_never_asked_for_nor_a_shift_of_it(name: str) -> None:
    terms = tuple(islice(map(LAWS[name], count(1)), 20))
    planted = [
        IntegerSequence("A300001", "", 0, terms),
        IntegerSequence("A300002", "", 0, terms[3:]),
        IntegerSequence("A300003", "", 0, (0, *terms)),
    ]
    found = choose_questions([*planted, *SEQUENCES], 9)
    assert asked(found) == list(TERMS_OF)
    assert found.left_out == {LeftOut.EXAMPLE: 3}


def test_a_smaller_sample_is_the_beginning_of_a_larger_one_in_any_order_of_the_file() -> None:
    assert asked(choose_questions(MANY[::-1], 9, sample=5)) == asked(choose_questions(MANY, 9, sample=10))[:5]
    assert asked(choose_questions(MANY, 9, sample=10)) != asked(choose_questions(MANY[:10], 9))
    assert asked(choose_questions(MANY, 9)) == [each.name for each in MANY]


def test_what_is_left_out_is_replaced_in_a_sample_by_the_next_ones() -> None:
    first = asked(choose_questions(MANY, 9, sample=5))
    without = asked(choose_questions(MANY, 9, sample=5, leave_out={first[1]}))
    assert without == [first[0], *first[2:], asked(choose_questions(MANY, 9, sample=6))[5]]


@pytest.mark.parametrize(
    ("terms", "sample", "message"),
    [(6, None, "--terms is 6, and must be at least 7"), (9, 0, "--sample is 0: ask for at least 1 sequence")],
)
def test_numbers_that_are_too_small_are_refused(terms: int, sample: int | None, message: str) -> None:
    with pytest.raises(InputError, match=message):
        choose_questions(SEQUENCES, terms, sample)
