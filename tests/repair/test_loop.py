"""The loop: run, apply fixes, ask for a repair with advice, start afresh after the same failure twice, and with a guide if wanted."""

from __future__ import annotations

import time
from typing import Any

import pytest

from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.sandbox import Sandbox
from kaggle_utils.settings import Settings
from kaggle_utils.settings.attempt_settings import AttemptSettings
from kaggle_utils.strategies import Attempt, Repair, find_strategy
from kaggle_utils.strategies.shared.answer_reader import AnswerReader
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.repair_loop import repair_loop
from kaggle_utils.strategies.shared.tried import program_runner
from tests.repair.table import Program, load_programs, make_context, run_and_mend
from tests.scripted import ScriptedEngine, program, says

PROMPT = (Message("system", "You write programs."), Message("user", "How many?"))
DIVISION = "print(1 // 0)"
INPUT = "print(input())"
HONEST = [program_ for program_ in load_programs() if program_.fixed is not None and not program_.trace]
Made = tuple[Attempt, ScriptedEngine]


async def attempt(sandbox: Sandbox, *replies: str, seconds: float = 600.0, **changes: Any) -> Made:
    """One attempt of a model that says these replies, with hints unless told otherwise, as any preset but the demo's has them."""
    engine = ScriptedEngine(says(*replies))
    settings = Settings.preset("cpu-demo", **({"repair_hints": True, "repair_rounds": 3, "execution_timeout": 60.0} | changes))
    context = AttemptContext(engine, sandbox, AttemptSettings.of(settings), time.monotonic() + seconds, time.monotonic, seed=0)
    made = await repair_loop(PROMPT, context, program_runner(context, AnswerReader("How many?", context).read))
    return Attempt("test", made.turns, made.output), engine


@pytest.mark.parametrize("honest", HONEST, ids=[f"{row.mode} {index}" for index, row in enumerate(HONEST)])
async def test_a_mended_program_is_honest_now_and_nothing_touches_it_again(honest: Program, sandbox: Sandbox) -> None:
    _, mended, _ = await run_and_mend(honest, make_context(honest, sandbox))
    assert mended is not None
    made, engine = await attempt(sandbox, program(mended.code))
    assert made.answer is not None
    assert made.turns[0].code is not None
    assert made.turns[0].code.strip() == mended.code.strip()
    assert (made.turns[0].repairs, made.turns[0].mode, len(engine.calls)) == ((), None, 1)


async def test_a_fix_that_helps_costs_no_question_to_the_model(sandbox: Sandbox) -> None:
    made, engine = await attempt(sandbox, program("print(comb(6, 2))"))
    assert made.answer == 15
    assert made.turns[0].repairs == (Repair("missing import", "fixed"),)
    assert (made.turns[0].diagnosis, made.turns[0].mode, len(engine.calls)) == (None, None, 1)
    assert made.program == "from math import comb\nprint(comb(6, 2))\n"


async def test_fixes_can_be_switched_off(sandbox: Sandbox) -> None:
    made, _ = await attempt(sandbox, program("print(comb(6, 2))"), repair_fixes=False, repair_rounds=0)
    assert made.answer is None
    assert (made.turns[0].mode, made.turns[0].repairs) == ("missing import", ())


async def test_fixes_that_do_not_get_there_leave_the_program_as_the_model_wrote_it(sandbox: Sandbox) -> None:
    code = "print(comb(6, 2) // 0)"
    made, _ = await attempt(sandbox, program(code), repair_rounds=0)
    assert made.program == f"{code}\n"
    assert made.turns[0].diagnosis == "NameError: name 'comb' is not defined (line 1)"
    assert made.turns[0].repairs == (Repair("missing import", "not fixed"),)


async def test_a_fix_that_changes_a_printed_integer_is_taken_back(sandbox: Sandbox) -> None:
    code = "print(int(0.29 * 100))\nfor i in range(4 / 2):\n    pass\nprint(i)"
    made, _ = await attempt(sandbox, program(code), repair_rounds=0)
    assert made.answer is None
    assert made.turns[0].repairs == (Repair("float as an integer", "made worse"),)


async def test_no_fix_is_tried_when_the_time_left_may_not_suffice_to_run_it(sandbox: Sandbox) -> None:
    made, _ = await attempt(sandbox, program("print(comb(6, 2))"), seconds=300.0, execution_timeout=600.0, repair_rounds=0)
    assert made.turns[0].repairs == ()


async def test_the_models_repairs_are_counted_before_the_fixes_of_what_it_wrote(sandbox: Sandbox) -> None:
    made, _ = await attempt(sandbox, program(DIVISION), program("print(1"), program("print(gcd(4, 6) // 0)"), program("print(5)"))
    assert [turn.repairs for turn in made.turns] == [
        (),
        (Repair("model", "made worse"), Repair("missing punctuation", "fixed")),
    ]


async def test_each_round_of_the_model_is_held_against_the_one_before(sandbox: Sandbox) -> None:
    made, _ = await attempt(sandbox, program(DIVISION), "no idea", program(INPUT), program("print(5)"))
    assert [turn.repairs for turn in made.turns] == [
        (),
        (Repair("model", "made worse"),),
        (Repair("model", "not fixed"),),
        (Repair("model", "fixed"),),
    ]
    assert made.answer == 5


async def test_the_repair_turn_holds_the_error_the_line_the_output_and_the_hint(sandbox: Sandbox) -> None:
    _, engine = await attempt(sandbox, program(f"print('so far 8, ')\n{DIVISION}"), program("print(5)"))
    request = engine.calls[1][-1].content
    for part in (
        "ZeroDivisionError: integer division",
        "Line 2 is: print(1 // 0)",
        "Until then it printed: so far 8",
        "smallest and the special",
    ):
        assert part in request
    assert request.endswith("Find the mistake and reply with the whole corrected program in one ```python block.")


@pytest.mark.parametrize("reply", ["Forty-two.", program(DIVISION), program("print('x')")], ids=["no program", "error", "no integer"])
async def test_without_hints_the_repair_turn_is_what_the_embedded_model_was_trained_on(reply: str, sandbox: Sandbox) -> None:
    made, engine = await attempt(sandbox, reply, program("print(5)"), repair_hints=False)
    assert engine.calls[1] == (
        *PROMPT,
        Message("assistant", reply),
        Message(
            "user",
            f"The program failed: {made.turns[0].diagnosis}\n\n"
            "Find the mistake and reply with the whole corrected program in one ```python block.",
        ),
    )


def test_the_embedded_model_gets_no_hints_and_others_do() -> None:
    assert not Settings.preset("cpu-demo").repair_hints
    assert not Settings.preset("vllm-cpu").repair_hints
    assert Settings.preset("replay").repair_hints


async def test_the_same_failure_twice_starts_afresh_with_a_request_for_another_approach(sandbox: Sandbox) -> None:
    _, engine = await attempt(sandbox, program(DIVISION), program(f"x = 1\n{DIVISION}"), program(DIVISION), program(DIVISION))
    afresh = engine.calls[2]
    assert [message.role for message in afresh] == ["system", "user"]
    assert afresh[1].content.startswith("How many?\n\nTwo earlier programs for this failed in the same way: ZeroDivisionError")
    assert "Take another approach" in afresh[1].content
    assert [message.role for message in engine.calls[3]] == ["system", "user", "assistant", "user"]


async def test_the_same_program_again_starts_afresh_whatever_it_failed_with(sandbox: Sandbox) -> None:
    other_each_time = "import time\nraise ValueError(time.time_ns())"
    made, engine = await attempt(sandbox, program(other_each_time), program(f"# corrected\n{other_each_time}\n"), program("print(5)"))
    assert made.turns[0].diagnosis != made.turns[1].diagnosis
    assert engine.calls[2][-1].content.startswith("How many?\n\nTwo earlier programs for this failed")
    assert [len(call) for call in engine.calls] == [2, 4, 2]
    assert made.answer == 5


async def test_the_same_program_after_a_fresh_start_ends_the_attempt(sandbox: Sandbox) -> None:
    made, engine = await attempt(sandbox, program(DIVISION), repair_rounds=9)
    assert [len(call) for call in engine.calls] == [2, 4, 2]
    assert (made.answer, len(made.turns)) == (None, 3)


async def test_another_program_after_a_fresh_start_does_not_end_the_attempt(sandbox: Sandbox) -> None:
    made, engine = await attempt(sandbox, program(DIVISION), program(DIVISION), program("print(2 // 0)"), program("print(5)"))
    assert [len(call) for call in engine.calls] == [2, 4, 2, 4]
    assert made.answer == 5


async def test_a_turn_says_that_its_program_is_the_one_before(sandbox: Sandbox) -> None:
    made, _ = await attempt(sandbox, program(DIVISION), program(f"{DIVISION}  # now right"), program("print(5)"))
    assert [turn.mode for turn in made.turns] == ["division by zero", "same program again", None]
    assert [turn.diagnosis for turn in made.turns] == [
        "ZeroDivisionError: integer division or modulo by zero (line 1)",
        "ZeroDivisionError: integer division or modulo by zero (line 1), by the same program as before",
        None,
    ]


async def test_a_guide_is_not_asked_about_the_same_program_twice(sandbox: Sandbox) -> None:
    replies = [program(DIVISION), "You divide by nothing.", program(DIVISION), program("print(5)")]
    made, engine = await attempt(sandbox, *replies, repair_guide=True)
    assert [len(call) for call in engine.calls] == [2, 1, 4, 2]
    assert made.answer == 5


async def test_two_failures_of_different_kinds_do_not_start_afresh(sandbox: Sandbox) -> None:
    _, engine = await attempt(sandbox, program(DIVISION), program(INPUT), program(DIVISION), program("print(5)"))
    assert [len(call) for call in engine.calls] == [2, 4, 4, 4]


async def test_without_hints_another_approach_is_the_prompt_again(sandbox: Sandbox) -> None:
    _, engine = await attempt(sandbox, program(DIVISION), program(DIVISION), program("print(5)"), repair_hints=False)
    assert engine.calls[2] == PROMPT


async def test_a_guide_explains_first_and_its_explanation_goes_into_the_repair_turn(sandbox: Sandbox) -> None:
    made, engine = await attempt(sandbox, program(DIVISION), "You divide by nothing.", program("print(5)"), repair_guide=True)
    guided, repair = engine.calls[1:]
    assert len(guided) == 1
    assert all(part in guided[0].content for part in ("How many?", DIVISION, "ZeroDivisionError", "Write no program"))
    assert "A colleague looked at it and said: You divide by nothing." in repair[-1].content
    assert [(turn.code is None, turn.diagnosis is None) for turn in made.turns] == [(False, False), (True, True), (False, True)]
    assert (
        made.tokens
        == sum(turn.completion.tokens for turn in made.turns)
        > made.turns[0].completion.tokens + made.turns[2].completion.tokens
    )
    assert made.answer == 5


async def test_a_guide_is_not_asked_after_the_last_round(sandbox: Sandbox) -> None:
    _, engine = await attempt(sandbox, program(DIVISION), repair_guide=True, repair_rounds=0)
    assert len(engine.calls) == 1


async def test_a_strategy_mends_its_programs_too(sandbox: Sandbox) -> None:
    code = "from sympy import symbols, solve\nx = symbols('x')\nprint([root for root in solve(x**3 - 27, x)])"
    engine = ScriptedEngine(says(program(code)))
    settings = Settings.preset("cpu-demo", execution_timeout=60.0)
    context = AttemptContext(engine, sandbox, AttemptSettings.of(settings), time.monotonic() + 600, time.monotonic, seed=0)
    made = await find_strategy("program-of-thoughts")(Problem("p", "How many?"), context)
    assert made.answer == 3
    assert made.turns[0].repairs == (Repair("complex solutions", "fixed"),)
