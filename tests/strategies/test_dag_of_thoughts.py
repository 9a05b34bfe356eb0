"""DAG of thoughts with a scripted model and a real session."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kaggle_utils.engines import Sampling
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.strategies import Repair
from kaggle_utils.strategies.dag_of_thoughts import attempt
from tests.scripted import ScriptedEngine, program
from tests.strategies.conftest import MakeContext

PROBLEM = Problem("p", "How many?")
PLAN = "rows <- none: the rows\ncolumns <- none: the columns\nanswer <- rows, columns: their product"
CELLS = {"rows": "rows = 6", "columns": "columns = 7", "answer": "answer = rows * columns"}


def planner(plans: Sequence[str], cells: Mapping[str, str]) -> ScriptedEngine:
    """A model that writes these plans one after another, and these cells for the nodes."""
    left = list(plans)

    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        found = [re.search(r"Now compute `(\w+)`", message.content) for message in messages]
        node = next((match[1] for match in reversed(found) if match), None)
        if node is None:
            return left.pop(0)
        return program(cells[node + "!"] if "The program failed" in messages[-1].content else cells[node])

    return ScriptedEngine(script)


async def test_nodes_are_computed_in_order_in_one_session(make_context: MakeContext) -> None:
    engine = planner([PLAN], CELLS)
    made = await attempt(PROBLEM, make_context(engine))
    assert (made.answer, made.executed, made.program) == (42, True, "answer = rows * columns\n")
    assert "rows = 6\ncolumns = 7" in engine.calls[-1][-1].content


async def test_a_plan_with_a_circle_is_refused_once_and_mended(make_context: MakeContext) -> None:
    engine = planner(["a <- b: x\nb <- a: y", PLAN], CELLS)
    made = await attempt(PROBLEM, make_context(engine))
    assert made.answer == 42
    assert made.turns[0].diagnosis == "its results need each other in a circle: a needs b needs a"
    assert "in a circle" in engine.calls[1][-1].content


async def test_a_second_useless_plan_is_the_end(make_context: MakeContext) -> None:
    engine = planner(["a <- b: x", "a <- b: x", PLAN], CELLS)
    made = await attempt(PROBLEM, make_context(engine))
    assert (made.answer, len(made.turns), len(engine.calls)) == (None, 2, 2)


async def test_a_cell_that_fails_is_repaired_in_the_same_session(make_context: MakeContext) -> None:
    engine = planner([PLAN], CELLS | {"columns": "spare = 7\ncolumns = 1 / 0", "columns!": "columns = spare"})
    made = await attempt(PROBLEM, make_context(engine))
    assert made.answer == 42
    assert [turn.diagnosis for turn in made.turns] == [None, None, "ZeroDivisionError: division by zero (line 2)", None, None]


async def test_a_cell_that_does_not_set_its_variable_has_failed(make_context: MakeContext) -> None:
    engine = planner([PLAN], CELLS | {"rows": "print(6)", "rows!": "rows = 6"})
    made = await attempt(PROBLEM, make_context(engine))
    assert made.answer == 42
    assert "name 'rows' is not defined" in (made.turns[1].diagnosis or "")


async def test_a_node_that_cannot_be_had_ends_the_attempt_with_every_reply_on_record(make_context: MakeContext) -> None:
    engine = planner([PLAN], CELLS | {"rows": "1 / 0", "rows!": "1 / 0"})
    made = await attempt(PROBLEM, make_context(engine, repair_rounds=1))
    assert (made.answer, len(made.turns), len(engine.calls)) == (None, 4, 4)
    assert "a result before it could not be had" in (made.turns[-1].diagnosis or "")


async def test_an_answer_that_is_no_integer_is_none(make_context: MakeContext) -> None:
    made = await attempt(PROBLEM, make_context(planner(["answer <- none: x"], {"answer": "answer = 'many'"})))
    assert made.answer is None


async def test_a_cell_that_ends_the_program_has_not_shown_its_variable(make_context: MakeContext) -> None:
    made = await attempt(PROBLEM, make_context(planner(["a <- none: x"], {"a": "a = 5\nexit()", "a!": "a = 5"})))
    assert made.answer == 5


async def test_a_cell_gets_fixes_and_repairs_are_on_record(make_context: MakeContext) -> None:
    cells = CELLS | {"rows": "rows = comb(4, 2)", "columns": "columns = 1 / 0", "columns!": "columns = 7"}
    made = await attempt(PROBLEM, make_context(planner([PLAN], cells)))
    assert made.answer == 42
    assert [turn.repairs for turn in made.turns[1:4]] == [(Repair("missing import", "fixed"),), (), (Repair("model", "fixed"),)]


async def test_hints_go_back_with_a_failed_cell(make_context: MakeContext) -> None:
    engine = planner([PLAN], CELLS | {"rows": "rows = int(input())", "rows!": "rows = 6"})
    assert (await attempt(PROBLEM, make_context(engine, repair_hints=True))).answer == 42
    assert any("Line 1 is: rows = int(input())" in call[-1].content for call in engine.calls)
