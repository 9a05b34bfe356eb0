"""What each kind of program amounts to, run in the real sandbox, and what the model is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from kaggle_utils.engines import Sampling
from kaggle_utils.evaluation.oeis.benchmark import run_benchmark
from kaggle_utils.evaluation.oeis.outcome import SampleOutcome, outcome_of, outcomes_of
from kaggle_utils.evaluation.oeis.strategy import NAME
from kaggle_utils.evaluation.printed_terms import LOOKED_UP
from kaggle_utils.evaluation.run import Run
from kaggle_utils.messages import Message
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt
from kaggle_utils.traces import Trace, hardcoded
from tests.evaluation.oeis.conftest import CUBES, PRIMES, RIGHT, SQUARES, TABLE, TERMS, asked_for, code_for, rank_of, settings_into
from tests.scripted import CUT, ScriptedEngine, program, says

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


CASES: dict[str, tuple[str, SampleOutcome]] = {
    "right": (RIGHT[SQUARES.id], COMPUTES),
    "a table": (TABLE, replace(COMPUTES, passes=False, vote=None, is_looked_up=True)),
    "wrong": (CUBES, OF_CUBES),
    "a list": ("print([n * n for n in range({first}, {last} + 1)])", COMPUTES),
    "more terms": ("for n in range(0, {last} + 20): print(n, n * n)", COMPUTES),
    "fewer terms": ("for n in range({first}, 7): print(n, n * n)", replace(SHORT, right_before_error=0.5, is_refused=True)),
    "a later start": ("for n in range(3, {last} + 1): print(n, n * n)", replace(SHORT, right_before_error=0.0, is_refused=True)),
    "words": ("print('the squares are 1, 4, 9')", replace(NOT_READABLE, is_refused=True)),
    "fractions": ("for n in range({first}, {last} + 1): print(n, n / 2)", replace(NOT_READABLE, is_refused=True)),
    "an error": ("for n in range({first}, 10): print(n, n * n)\nprint(nothing)", replace(SHORT, right_before_error=0.75)),
    "an error at once": ("print(nothing)", NOT_READABLE),
    "syntax": ("def f(n) return n", replace(NOT_READABLE, compiles=False)),
    "the word random": ("# nothing random\n" + RIGHT[SQUARES.id], COMPUTES),
    "drawn terms": (
        "import random\nfor n in range({first}, {last} + 1): print(n, n * n + (n > 6) * random.randrange(1, 10**6))",
        replace(SHORT, right_before_error=0.5, is_refused=True, law_found=False, law_is_right=False),
    ),
}
REPLIES = {"no program": "I cannot.", "cut off": f"```python\ndef f(n):\n    return {CUT}"}


@pytest.fixture(scope="module")
def engine() -> ScriptedEngine:
    """Each sample of the squares is one of the cases; of the primes the first computes, the second hides a table."""

    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        rank = rank_of(sampling)
        if asked_for(messages) is PRIMES:
            return program(code_for(PRIMES, (RIGHT[PRIMES.id], HIDDEN_TABLE)[rank])) if rank < 2 else REPLIES["no program"]
        return [*(program(code_for(SQUARES, template)) for template, _ in CASES.values()), *REPLIES.values()][rank]

    return ScriptedEngine(script)


@pytest.fixture(scope="module")
def made(engine: ScriptedEngine, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """All of them in one run."""
    settings = settings_into(tmp_path_factory.mktemp("outcome") / "run", samples=len(CASES) + len(REPLIES))
    return run_benchmark([SQUARES, PRIMES], settings, engine=engine)


@pytest.mark.parametrize("case", CASES)
def test_a_program_is_judged_by_what_it_printed(made: Run, case: str) -> None:
    assert outcomes_of(made, [SQUARES])[SQUARES.id][list(CASES).index(case)] == CASES[case][1]


@pytest.mark.parametrize("case", REPLIES)
def test_a_reply_without_a_program_compiles_as_little_as_one_that_was_cut_off(made: Run, case: str) -> None:
    rank = len(CASES) + list(REPLIES).index(case)
    assert outcomes_of(made, [SQUARES])[SQUARES.id][rank] == replace(NOT_READABLE, compiles=False)


def test_a_program_is_run_as_it_was_written(made: Run, engine: ScriptedEngine) -> None:
    assert [len(attempt.turns) for attempt in made.of(SQUARES.problem)] == [1] * (len(CASES) + len(REPLIES))
    assert len(engine.calls) == 2 * (len(CASES) + len(REPLIES))


def test_a_table_that_reading_does_not_show_is_found_by_changing_its_numbers(made: Run) -> None:
    assert not hardcoded(code_for(PRIMES, HIDDEN_TABLE), Trace(1, PRIMES.first(TERMS), TERMS))
    assert [each.is_looked_up for each in outcomes_of(made, [PRIMES])[PRIMES.id][:2]] == [False, True]


def test_primes_have_no_law(made: Run) -> None:
    found = outcomes_of(made, [PRIMES])[PRIMES.id][0]
    assert (found.is_right, found.law_found, found.law_is_right) == (True, False, False)


def test_a_law_that_ends_after_the_terms_asked_for_is_found_and_wrong(made: Run) -> None:
    later = replace(SQUARES, terms=(*SQUARES.first(TERMS), 170, 197, 226))
    assert outcomes_of(made, [later])[SQUARES.id][0] == replace(COMPUTES, law_is_right=False)


def test_a_law_is_not_judged_by_two_further_terms() -> None:
    attempt = Attempt(NAME, (), trace=Trace(1, SQUARES.first(14), 14))
    assert (outcome_of(SQUARES, attempt, 14).law_found, outcome_of(SQUARES, attempt, 13).law_found) == (None, True)


def test_a_doubt_about_look_ups_is_what_the_attempt_says() -> None:
    attempt = Attempt(NAME, (), trace=Trace(1, SQUARES.first(TERMS), TERMS), doubts=(LOOKED_UP,))
    assert (outcome_of(SQUARES, attempt, TERMS).is_looked_up, outcome_of(SQUARES, attempt, TERMS).passes) == (True, False)


def test_the_prompt_has_the_name_the_offset_and_how_many_terms_but_no_number_of_the_oeis(made: Run, engine: ScriptedEngine) -> None:
    question = engine.calls[0][-1].content
    for part in (SQUARES.name, "Offset: 1", "the first 12 terms", "For n = 1 to 12", "after 60 seconds"):
        assert part in question
    assert SQUARES.id not in question
    assert "1, 4, 9" not in question


def test_what_was_printed_before_the_time_limit_counts(make_benchmark: MakeBenchmark) -> None:
    slow = code_for(SQUARES, "for n in range({first}, 10): print(n, n * n, flush=True)\nwhile True: pass")
    run_ = run_benchmark([SQUARES], make_benchmark(execution_timeout=4.0), engine=ScriptedEngine(says(program(slow))))
    expected = replace(SHORT, right_before_error=0.75, is_timed_out=True)
    assert outcomes_of(run_, [SQUARES])[SQUARES.id][0] == expected


def test_repairs_are_set_like_any_setting(make_benchmark: MakeBenchmark) -> None:
    model = ScriptedEngine(says(program("print(1)"), program(code_for(SQUARES, RIGHT[SQUARES.id]))))
    run_ = run_benchmark([SQUARES], make_benchmark(repair_rounds=1), engine=model)
    assert outcomes_of(run_, [SQUARES])[SQUARES.id][0] == COMPUTES
    assert 'no line "n f(n)"' in model.calls[1][-1].content
