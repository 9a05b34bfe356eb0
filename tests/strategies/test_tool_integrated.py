"""Tool-integrated reasoning with a scripted model and a real session."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from dataclasses import replace

import pytest

from kaggle_utils.engines import Completion, EngineInfo, OnText, Sampling
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.sandbox import Sandbox, Verdict
from kaggle_utils.settings.prompt_options import PromptOptions
from kaggle_utils.strategies import Repair
from kaggle_utils.strategies.shared.context_window import LEFT_OUT
from kaggle_utils.strategies.tool_integrated import MAX_CELLS, attempt
from tests.sandbox.processes import settle
from tests.scripted import ScriptedEngine, program, says
from tests.strategies.conftest import MakeContext, Try

NAME = "tool-integrated"


async def test_state_survives_from_cell_to_cell(try_strategy: Try) -> None:
    made, engine = await try_strategy(NAME, program("x = 40"), program("x += 2\nx"), r"So it is \boxed{42}.")
    assert (made.answer, made.executed, len(made.turns)) == (42, True, 3)
    assert engine.calls[2][-1].content.startswith("```output\n42\n```")


async def test_an_error_goes_back_in_one_line_and_the_next_cell_goes_on(try_strategy: Try) -> None:
    made, engine = await try_strategy(NAME, program("x = 6\ny = 1 / 0"), program("print(x * 7)"), r"\boxed{42}")
    assert "```output\nZeroDivisionError: division by zero (line 2)\n```" in engine.calls[1][-1].content
    assert (made.answer, made.turns[0].diagnosis) == (42, "ZeroDivisionError: division by zero (line 2)")


async def test_the_number_of_cells_is_limited_and_told(try_strategy: Try) -> None:
    made, engine = await try_strategy(NAME, *[program(f"print({index})") for index in range(MAX_CELLS)], "The answer is 9.")
    assert (made.answer, len(engine.calls)) == (9, MAX_CELLS + 1)
    told = [call[-1].content.partition("executions left: ")[2][0] for call in engine.calls[1:]]
    assert told == [str(left) for left in reversed(range(MAX_CELLS))]


async def test_a_model_that_never_answers_gives_no_answer(try_strategy: Try) -> None:
    made, engine = await try_strategy(NAME, program("print(5)"))
    assert (made.answer, len(engine.calls)) == (None, MAX_CELLS + 1)


async def test_a_hallucinated_output_is_cut(try_strategy: Try) -> None:
    invented = program("print(41 + 1)") + "\n```output\n7\n```\nSo \\boxed{7}."
    made, engine = await try_strategy(NAME, invented, r"\boxed{42}")
    assert made.answer == 42
    assert made.turns[0].completion.text == program("print(41 + 1)") + "\n"
    assert "7" not in engine.calls[1][-2].content


async def test_a_box_beside_a_cell_counts_only_when_the_output_agrees(try_strategy: Try) -> None:
    made, _ = await try_strategy(
        NAME, r"It is \boxed{7}." + "\n" + program("print(42)"), r"It is \boxed{42}." + "\n" + program("print(42)")
    )
    assert (made.answer, len(made.turns)) == (42, 2)


async def test_a_box_that_a_cell_prints_is_the_answer(try_strategy: Try) -> None:
    made, _ = await try_strategy(NAME, program(r"print('\\boxed{%d}' % (6 * 7))"))
    assert (made.answer, made.executed, len(made.turns)) == (42, True, 1)


@pytest.mark.parametrize("first", [[], [program("1 / 0")]], ids=["no cell", "a cell that failed"])
async def test_words_alone_do_not_count_as_executed(first: list[str], try_strategy: Try) -> None:
    made, _ = await try_strategy(NAME, *first, r"Clearly \boxed{42}.")
    assert (made.answer, made.executed) == (42, False)


async def test_a_reply_that_neither_runs_nor_answers_is_told_so(try_strategy: Try) -> None:
    made, engine = await try_strategy(NAME, "I wonder whether 3", r"\boxed{42}")
    assert engine.calls[1][-1].content.startswith("Your reply has neither a ```python block nor an answer")
    assert (made.answer, made.turns[0].diagnosis) == (42, "neither a cell nor a boxed answer")


async def test_a_cell_that_times_out_is_undone_and_the_conversation_goes_on(try_strategy: Try) -> None:
    made, engine = await try_strategy(
        NAME, program("x = 42"), program("x = 0\nimport time\ntime.sleep(600)"), program("print(x)"), r"\boxed{42}", execution_timeout=5.0
    )
    assert "time-out after 5 s" in engine.calls[2][-1].content
    assert engine.calls[3][-1].content.startswith("```output\n42\n```")
    assert made.answer == 42


async def test_a_lost_session_ends_in_the_question_for_the_answer(make_context: MakeContext, shared_sandbox: Sandbox) -> None:
    class KillsTheServer(ScriptedEngine):
        async def generate(
            self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None
        ) -> Completion:
            if len(messages) == 4:
                victim = shared_sandbox.server_pid
                assert victim is not None
                os.kill(victim, signal.SIGKILL)
                await settle(lambda: shared_sandbox.server_pid != victim)  # another process may serve, which dies a little later
            return await super().generate(messages, sampling, deadline, on_text)

    engine = KillsTheServer(lambda messages, sampling: "I say 5" if len(messages) > 4 else program("print(1)"))
    made = await attempt(Problem("p", "How many?"), make_context(engine))
    assert made.turns[1].execution is not None
    assert (made.turns[1].execution.verdict, len(engine.calls), made.answer) == (Verdict.HARNESS, 3, 5)
    assert "Code executions left: 0" in engine.calls[2][-1].content


async def test_old_outputs_are_left_out_near_the_end_of_the_context(make_context: MakeContext) -> None:
    class SmallContext(ScriptedEngine):
        @property
        def info(self) -> EngineInfo:
            return replace(super().info, context=820)

    engine = SmallContext(says(program("print('7' * 900)"), program("print('8' * 900)"), r"\boxed{42}"))
    made = await attempt(Problem("p", "How many?"), make_context(engine, max_tokens=100))
    contents = [message.content for message in engine.calls[2]]
    assert LEFT_OUT in contents
    assert "8" * 900 in contents[-1]
    assert made.answer == 42


async def test_the_reply_stops_where_the_output_belongs_unless_a_thought_may_say_so(make_context: MakeContext) -> None:
    stops = []
    for thinks_first in (False, True):
        engine = ScriptedEngine(lambda messages, sampling: stops.append(sampling.stop) or r"\boxed{1}")  # type: ignore[func-returns-value]
        await attempt(Problem("p", "How many?"), make_context(engine, prompting=PromptOptions(thinks_first=thinks_first)))
    assert stops == [("```output",), ()]


async def test_nothing_is_asked_after_the_deadline(try_strategy: Try) -> None:
    made, engine = await try_strategy(NAME, r"\boxed{1}", seconds=-1.0)
    assert (made.answer, made.turns, engine.calls) == (None, (), [])


async def test_a_cell_gets_the_deterministic_fixes_and_does_nothing_twice(try_strategy: Try) -> None:
    made, engine = await try_strategy(
        NAME, program("total = 27"), program("total += 1\ntotal += comb(6, 2) - 1\nprint(total)"), r"It is \boxed{42}."
    )
    assert made.answer == 42
    assert made.turns[1].repairs == (Repair("missing import", "fixed"),)
    assert made.turns[1].code == "from math import comb\ntotal += 1\ntotal += comb(6, 2) - 1\nprint(total)\n"
    assert engine.calls[2][-1].content.startswith("```output\n42\n```\n\nThe block was corrected before it ran: missing import.")


async def test_without_fixes_a_cell_runs_once_as_it_was_written(try_strategy: Try) -> None:
    cells = (program("x = 0"), program("x += 1\nprint(comb(6, 2))"), program("x"), r"\boxed{1}")
    made, _ = await try_strategy(NAME, *cells, repair_fixes=False)
    assert [turn.repairs for turn in made.turns[:3]] == [(), (), (Repair("model", "fixed"),)]
    assert made.turns[2].execution is not None
    assert made.turns[2].execution.stdout == "1\n"


async def test_a_cell_that_no_fix_helps_keeps_what_it_did_once(try_strategy: Try) -> None:
    made, _ = await try_strategy(NAME, program("x = 0"), program("x += 1\nprint(1 // 0)"), program("x"), r"\boxed{1}")
    assert made.turns[2].execution is not None
    assert made.turns[2].execution.stdout == "1\n"


async def test_the_cell_after_a_failed_one_is_the_models_repair(try_strategy: Try) -> None:
    made, _ = await try_strategy(NAME, program("1 / 0"), program("1 / 0"), program("print(42)"), r"\boxed{42}")
    assert [turn.repairs for turn in made.turns] == [(), (Repair("model", "not fixed"),), (Repair("model", "fixed"),), ()]
    assert made.rewrites == 2


async def test_hints_go_back_with_the_output(try_strategy: Try) -> None:
    _, engine = await try_strategy(NAME, program("print(input())"), r"\boxed{42}", repair_hints=True)
    assert "Line 1 is: print(input())" in engine.calls[1][-1].content
