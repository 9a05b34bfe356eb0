"""The catalogue's form, and a failing program for each of its modes, run in the real sandbox."""

from __future__ import annotations

import re

import pytest

from kaggle_utils.repair import COPIED_EXAMPLE, CUT_BEFORE, CUT_INSIDE, NO_PROGRAM, Recognised, advise, load_catalogue, recognise
from kaggle_utils.repair.catalogue import Mode
from kaggle_utils.repair.detectors import DETECTORS
from kaggle_utils.repair.failure import Failure
from kaggle_utils.repair.fixes import FIXES
from kaggle_utils.sandbox import Execution, Sandbox, Verdict
from tests.repair.table import Program, load_programs, make_context, run_and_mend

PROGRAMS = [program for program in load_programs() if program.code]
NOT_RUN = (CUT_BEFORE, CUT_INSIDE, COPIED_EXAMPLE)  # their tests are in test_cut_off.py and test_copied_example.py
# What no program of a model can bring about, or only together with a law: shown with the execution that it would end in.
STAGED = {
    "harness": Failure("print(1)", Execution(Verdict.HARNESS, error="the server was killed")),
    "contradicts the statement": Failure(
        "print(12)",
        Execution(Verdict.OK, "12\n"),
        "; ".join(f"the statement says f({size}) = {value}, and yours gives {2 * value}" for size, value in ((3, 6), (4, 14))),
    ),
    "trace refused": Failure("print(1)", Execution(Verdict.OK, "1 1\n"), "f(3) is negative"),
    "refused output": Failure("print(3)", Execution(Verdict.OK, "3\n"), "the case n = 2 must give 5"),
}


@pytest.mark.parametrize("mode", load_catalogue(), ids=lambda mode: mode.name)
def test_a_mode_names_what_there_is_and_speaks_in_sentences(mode: Mode) -> None:
    assert mode.verdicts or mode.name in (NO_PROGRAM, *NOT_RUN)
    assert mode.fix in FIXES or not mode.fix
    assert mode.detector in DETECTORS or not mode.detector
    found = {name for pattern in (mode.error, mode.output, mode.complaint) for name in re.compile(pattern).groupindex}
    assert set(re.findall(r"\{(\w+)\}", mode.meaning + mode.hint)) <= found
    for sentence in (mode.meaning, mode.hint):
        assert re.fullmatch(r"[A-Za-z{].*\.", sentence), sentence


def test_the_names_of_modes_differ_and_every_fix_and_detector_serves_one() -> None:
    modes = load_catalogue()
    assert len({mode.name for mode in modes}) == len(modes)
    assert {mode.fix for mode in modes} - {""} == set(FIXES)
    assert {mode.detector for mode in modes} - {""} == set(DETECTORS)


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_a_mode_whatever_the_program_and_its_output(verdict: Verdict) -> None:
    assert next(recognise(Failure("", Execution(verdict, "?", error="?"), "?")), None) is not None


def test_every_mode_has_a_failing_program() -> None:
    shown = {mode for program in load_programs() for mode in (program.mode, *(program.chain or ()))} | set(STAGED) | set(NOT_RUN)
    assert shown == {mode.name for mode in load_catalogue()}


@pytest.mark.parametrize(("name", "failure"), STAGED.items(), ids=STAGED)
def test_a_staged_failure_is_recognised(name: str, failure: Failure) -> None:
    assert next(recognise(failure)).mode.name == name


@pytest.mark.parametrize("program", PROGRAMS, ids=[f"{program.mode} {index}" for index, program in enumerate(PROGRAMS)])
async def test_a_failing_program_is_recognised_and_gets_its_fix_or_its_hint(program: Program, sandbox: Sandbox) -> None:
    tried, mended, repairs = await run_and_mend(program, make_context(program, sandbox))
    assert tried.failure is not None, "the program does not fail"
    recognised = next(recognise(tried.failure))
    assert recognised.mode.name == program.mode
    assert recognised.advice in advise(tried.failure, recognised)
    if program.fixed is None:
        assert mended is None, f"mended by {repairs}, and prints {mended.execution.stdout!r}"
        assert all(repair.outcome != "fixed" for repair in repairs)
    else:
        assert mended is not None, f"not mended by {repairs}"
        assert mended.execution.stdout.strip().split("\n")[-1] == program.fixed
        assert tuple(repair.by for repair in repairs) == (program.chain or (program.mode,))
        assert {repair.outcome for repair in repairs} == {"fixed"}


@pytest.mark.parametrize("program", [program for program in PROGRAMS if program.fixed and "#" in program.code], ids=lambda row: row.mode)
async def test_a_fix_keeps_the_comments(program: Program, sandbox: Sandbox) -> None:
    _, mended, _ = await run_and_mend(program, make_context(program, sandbox))
    assert mended is not None
    comments = re.findall(r"# [a-z]\w+", program.code) if program.mode != "cut off" else []
    assert all(comment in mended.code for comment in comments)


def test_advice_names_the_line_and_the_partial_output() -> None:
    failure = Failure(
        "x = 1\nprint(7)\nprint(1 / 0)", Execution(Verdict.ERROR, "7\n", error="ZeroDivisionError: division by zero (line 3)")
    )
    advice = advise(failure, next(recognise(failure)))
    assert "Line 3 is: print(1 / 0)" in advice
    assert "Until then it printed: 7" in advice
    assert "Look at the smallest" in advice


def test_advice_names_the_misreading_that_the_values_look_like() -> None:
    failure = STAGED["contradicts the statement"]
    assert "once for every order of its parts" in advise(failure, next(recognise(failure)))


def test_advice_names_no_misreading_where_one_value_alone_is_wrong() -> None:
    failure = Failure("print(5)", Execution(Verdict.OK, "5\n"), "the statement says f(3) = 6, and yours gives 5")
    assert "look like" not in advise(failure, next(recognise(failure)))


def test_advice_fills_in_what_was_found() -> None:
    failure = Failure("print(x)", Execution(Verdict.ERROR, error="NameError: name 'x' is not defined (line 1)"))
    assert "Nothing defines x before" in next(recognise(failure)).advice


def test_a_mode_without_patterns_needs_no_fields() -> None:
    assert all(Recognised(mode).advice for mode in load_catalogue() if not re.search(r"\{\w+\}", mode.meaning + mode.hint))
