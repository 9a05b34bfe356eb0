"""What each kind of program amounts to, run in the real sandbox, and what the model is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kaggle_utils.evaluation.oeis.benchmark import run_benchmark
from kaggle_utils.evaluation.oeis.outcome import SampleOutcome, outcome_of, outcomes_of
from kaggle_utils.evaluation.oeis.sequences import OeisSequence
from kaggle_utils.evaluation.oeis.strategy import LOOKED_UP, NAME
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt
from kaggle_utils.traces import Trace, hardcoded
from tests.evaluation.oeis.conftest import CUBES, FIBONACCI, FOR, PRIMES, RIGHT, SQUARES, TABLE, TERMS, code_for
from tests.scripted import CUT, Script, ScriptedEngine, program, says

HIDDEN_TABLE = "f = [*map(abs, {terms})].__getitem__\nfor n in range({first}, {last} + 1): print(n, f(n - {first}))"
MakeBenchmark = Callable[..., Settings]
# The truth of the outcome of a program that computes all terms of the squares.
COMPUTES = SampleOutcome(
    is_right=True,
    right_before_error=1.0,
    passes=True,
    vote=SQUARES.first(TERMS),
    compiles=True,
    is_timed_out=False,
    is_readable=True,
    is_refused=False,
    is_looked_up=False,
    law_found=True,
    law_is_right=True,
)
NOT_READABLE = replace(
    COMPUTES, is_right=False, right_before_error=0.0, passes=False, vote=None, is_readable=False, law_found=False, law_is_right=False
)
OF_CUBES = replace(
    COMPUTES, is_right=False, right_before_error=1 / TERMS, passes=False, vote=tuple(n**3 for n in range(1, 13)), law_is_right=False
)
SHORT = replace(COMPUTES, is_right=False, passes=False, vote=None)


def measured(make_benchmark: MakeBenchmark, script: Script, sequence: OeisSequence = SQUARES, **changes: object) -> SampleOutcome:
    made = run_benchmark([sequence], make_benchmark(**changes), engine=ScriptedEngine(script))
    return outcomes_of(made, [sequence])[sequence.id][0]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (RIGHT[SQUARES.id], COMPUTES),
        (TABLE, replace(COMPUTES, passes=False, vote=None, is_looked_up=True)),
        (CUBES, OF_CUBES),
        ("print([n * n for n in range({first}, {last} + 1)])", COMPUTES),
        ("for n in range(0, {last} + 20): print(n, n * n)", COMPUTES),
        ("for n in range({first}, 7): print(n, n * n)", replace(SHORT, right_before_error=0.5, is_refused=True, law_found=True)),
        ("for n in range(3, {last} + 1): print(n, n * n)", replace(SHORT, right_before_error=0.0, is_refused=True)),
        ("print('the squares are 1, 4, 9')", replace(NOT_READABLE, is_refused=True)),
        ("for n in range({first}, {last} + 1): print(n, n / 2)", replace(NOT_READABLE, is_refused=True)),
        ("for n in range({first}, 10): print(n, n * n)\nprint(nothing)", replace(SHORT, right_before_error=0.75)),
        ("print(nothing)", NOT_READABLE),
        ("def f(n) return n", replace(NOT_READABLE, compiles=False)),
    ],
    ids=["right", "table", "wrong", "list", "more", "fewer", "late", "words", "fractions", "error", "error at once", "syntax"],
)  # fmt: skip
def test_a_program_is_judged_by_what_it_printed(make_benchmark: MakeBenchmark, template: str, expected: SampleOutcome) -> None:
    assert measured(make_benchmark, says(program(code_for(SQUARES, template)))) == expected


def test_what_was_printed_before_the_time_limit_counts(make_benchmark: MakeBenchmark) -> None:
    slow = "for n in range({first}, 10): print(n, n * n, flush=True)\nwhile True: pass"
    found = measured(make_benchmark, says(program(code_for(SQUARES, slow))), execution_timeout=2.0)
    assert found == replace(SHORT, right_before_error=0.75, is_timed_out=True)


def test_a_program_that_draws_its_terms_is_refused(make_benchmark: MakeBenchmark) -> None:
    draws = "import random\nfor n in range({first}, {last} + 1): print(n, random.randrange(10**6))"
    found = measured(make_benchmark, says(program(code_for(SQUARES, draws))))
    assert (found.is_readable, found.is_refused, found.vote) == (True, True, None)


def test_a_program_that_only_has_the_word_random_in_it_is_not(make_benchmark: MakeBenchmark) -> None:
    assert measured(make_benchmark, says(program("# nothing random\n" + code_for(SQUARES, RIGHT[SQUARES.id])))) == COMPUTES


@pytest.mark.parametrize("reply", ["I cannot.", f"```python\ndef f(n):\n    return {CUT}"])
def test_a_reply_without_a_program_compiles_as_little_as_one_that_was_cut_off(make_benchmark: MakeBenchmark, reply: str) -> None:
    assert measured(make_benchmark, says(reply)) == replace(NOT_READABLE, compiles=False)


def test_a_law_that_ends_after_the_terms_asked_for_is_found_and_wrong(make_benchmark: MakeBenchmark) -> None:
    later = replace(SQUARES, terms=(*SQUARES.first(TERMS), 170, 197, 226))
    assert measured(make_benchmark, says(program(code_for(SQUARES, RIGHT[SQUARES.id]))), later) == replace(COMPUTES, law_is_right=False)


def test_a_table_that_reading_does_not_show_is_found_by_changing_its_numbers(make_benchmark: MakeBenchmark) -> None:
    code = code_for(PRIMES, HIDDEN_TABLE)
    assert not hardcoded(code, Trace(1, PRIMES.first(TERMS), TERMS))
    assert measured(make_benchmark, says(program(code)), PRIMES).is_looked_up


def test_primes_have_no_law(make_benchmark: MakeBenchmark) -> None:
    found = measured(make_benchmark, says(program(code_for(PRIMES, RIGHT[PRIMES.id]))), PRIMES)
    assert (found.is_right, found.law_found, found.law_is_right) == (True, False, False)


def test_a_law_is_not_judged_by_two_further_terms() -> None:
    attempt = Attempt(NAME, (), trace=Trace(1, SQUARES.first(14), 14))
    assert (outcome_of(SQUARES, attempt, 14).law_found, outcome_of(SQUARES, attempt, 13).law_found) == (None, True)


def test_a_doubt_about_look_ups_is_what_the_attempt_says() -> None:
    attempt = Attempt(NAME, (), trace=Trace(1, SQUARES.first(TERMS), TERMS), doubts=(LOOKED_UP,))
    assert (outcome_of(SQUARES, attempt, TERMS).is_looked_up, outcome_of(SQUARES, attempt, TERMS).passes) == (True, False)


def test_the_prompt_has_the_name_the_offset_and_how_many_terms_but_no_number_of_the_oeis(make_benchmark: MakeBenchmark) -> None:
    engine = ScriptedEngine(says(program(code_for(FIBONACCI, "def f(n): return n\n" + FOR))))
    run_benchmark([FIBONACCI], make_benchmark(terms=5, execution_timeout=2.5), engine=engine)
    question = engine.calls[0][-1].content
    for part in (FIBONACCI.name, "Offset: 0", "the first 5 terms", "For n = 0 to 4", "after 2.5 seconds"):
        assert part in question
    assert FIBONACCI.id not in question
    assert "0, 1, 1, 2, 3" not in question


def test_a_program_is_run_as_it_was_written_unless_repairs_are_asked_for(make_benchmark: MakeBenchmark) -> None:
    broken, mended = program("print(nothing)"), program(code_for(SQUARES, RIGHT[SQUARES.id]))
    assert not measured(make_benchmark, says(broken, mended)).is_right


def test_repairs_are_set_like_any_setting(make_benchmark: MakeBenchmark) -> None:
    engine = ScriptedEngine(says(program("print(1)"), program(code_for(SQUARES, RIGHT[SQUARES.id]))))
    made = run_benchmark([SQUARES], make_benchmark(repair_rounds=1), engine=engine)
    assert outcomes_of(made, [SQUARES])[SQUARES.id][0] == COMPUTES
    assert 'no line "n f(n)"' in engine.calls[1][-1].content
