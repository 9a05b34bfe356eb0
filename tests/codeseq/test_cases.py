"""Test cases: inputs from the model, outputs from the sequence; and what a program makes of them in the sandbox."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.codeseq.choose_cases import choose_cases, read_index, shown_terms
from kaggle_utils.codeseq.config import MAX_TEST_CASES
from kaggle_utils.codeseq.run_cases import describe, read_case_results, run_cases
from kaggle_utils.codeseq.sample import Case
from kaggle_utils.codeseq.sequence import Sequence
from kaggle_utils.sandbox import Execution, Sandbox, Verdict

CASES = [Case(str(n), str(n * n)) for n in (2, 3, 5)]


@given(
    start=st.integers(-3, 5),
    count=st.integers(14, 60),
    share=st.floats(0.1, 1.0),
    proposed=st.lists(st.tuples(st.integers(-10, 80), st.booleans()), max_size=12),
    held_back=st.integers(0, 5),
)
def test_cases_are_the_sequences_own_and_terms_stay_held_back(
    start: int, count: int, share: float, proposed: list[tuple[int, bool]], held_back: int
) -> None:
    sequence = Sequence("A1", "", start, tuple(n * n + 7 for n in range(count)))
    shown = len(shown_terms(sequence, share))
    examples = [Case(str(start + 1), "8"), Case(str(start + 2), "11")]
    given_ = [Case(str(index), str((sequence.at(index) or 0) + poison)) for index, poison in proposed]
    chosen = choose_cases(sequence, shown, examples, given_, held_back)
    everything = [*chosen.tests, *chosen.others]
    assert all(case.output == str(sequence.at(int(case.input))) for case in everything)
    assert sorted(int(case.input) for case in [*everything, *examples]) == list(range(sequence.start, sequence.end))
    assert len(chosen.tests) <= MAX_TEST_CASES
    hidden = {str(index) for index in range(start + shown, sequence.end)} - {case.input for case in examples}
    assert chosen.held_back == hidden - {case.input for case in chosen.tests}
    assert len(chosen.held_back) >= min(held_back, len(hidden))
    assert chosen.contradicted == sum(poison for index, poison in proposed if sequence.at(index) is not None)
    assert chosen.unknown == sum(sequence.at(index) is None for index, _ in proposed)


def test_proposed_inputs_come_first_and_the_others_are_spread_over_the_terms() -> None:
    sequence = Sequence("A1", "", 0, tuple(range(100, 140)))
    chosen = choose_cases(sequence, 20, [Case("1", "101"), Case("2", "102")], [Case("7", "107"), Case("9", "0"), Case("x", "1")], 3)
    inputs = [int(case.input) for case in chosen.tests]
    assert {7, 9, 0, 39} <= set(inputs)
    assert inputs == sorted(inputs)
    assert len(inputs) == MAX_TEST_CASES
    assert (chosen.proposed, chosen.contradicted, chosen.unknown) == (3, 1, 1)


@pytest.mark.parametrize(("text", "expected"), [("7", 7), (" -3 ", -3), ("3 4", None), ("n", None), ("2.0", None), ("", None), ("٣", None)])
def test_an_input_is_one_integer(text: str, expected: int | None) -> None:
    assert read_index(text) == expected


PROGRAMS = [
    ("n = int(input())\nprint(n * n)", ["right"] * 3, ""),
    ("import sys\nprint(int(sys.stdin.readline()) ** 2)", ["right"] * 3, ""),
    ("n = int(input())\nprint(n + n)", ["right", "wrong answer", "wrong answer"], "it prints 6"),
    (
        "n = int(input())\nif n == 3:\n    raise ValueError('three')\nprint(n * n)",
        ["right", "error", "right"],
        "ValueError: three (line 3)",
    ),
    ("def f(:", ["syntax"] * 3, "SyntaxError"),
    ("n = int(input())", ["not printed"] * 3, "it prints nothing"),
    ("n = int(input())\nprint(n * n)\nraise SystemExit", ["right"] * 3, ""),
    ("n = int(input())\nprint(n * n)\nwhile n > 2: pass", ["right", "timeout", "timeout"], "it does not end in time"),
    ("import os\nn = int(input())\nprint(n * n, flush=True)\nos._exit(0)", ["exited"] * 3, "it fails (exited)"),
    ("seen = globals().setdefault('seen', [])\nseen.append(1)\nn = int(input())\nprint(n * n * len(seen))", ["right"] * 3, ""),
    ("print('9' * 10_000)", ["wrong answer"] * 3, "it prints 999"),
]


async def test_a_program_is_judged_case_by_case_in_the_sandbox() -> None:
    async with Sandbox(2) as sandbox:  # one for all programs: it takes a second to start
        judged = await asyncio.gather(*[run_cases(sandbox, code, CASES, timeout=3.0, memory_mb=512) for code, _, _ in PROGRAMS])
    for (code, outcomes, words), results in zip(PROGRAMS, judged, strict=True):
        assert [result.outcome for result in results] == outcomes, code
        assert [result.input for result in results] == ["2", "3", "5"]
        failed = next((result for result in results if result.outcome != "right"), None)
        assert words in (describe(failed) if failed else ""), code


def test_lines_that_a_program_prints_past_its_captured_output_are_not_results() -> None:
    forged = '{"outcome": "ok", "printed": "4", "error": "", "seconds": 0}'
    execution = Execution(Verdict.EXITED, stdout=f"\n{'0' * 64}{forged}\n{forged}\n", error="it ended the interpreter")
    assert [result.outcome for result in read_case_results("print(4)", CASES, execution)] == ["exited"] * 3
