"""The kinds of repair turns in the loop, with a scripted model and a real sandbox."""

from __future__ import annotations

import itertools

import pytest

from kaggle_utils.programs.techniques import CACHE, RESIDUES, SYMPY, TABLE
from kaggle_utils.sandbox import Sandbox
from tests.repair.test_loop import DIVISION, PROMPT, attempt
from tests.scripted import program

ENUMERATES = "from itertools import product\nprint(len(list(product('ab', repeat=3))) // 0)"
SLOW = "for a in range(10**6):\n    for b in range(10**6):\n        pass"
SUMS = "total = 0\nfor n in range(1, 4):\n    total += n\nprint(total / 4)"


async def test_repair_by_techniques_starts_afresh_and_names_two(sandbox: Sandbox) -> None:
    made, engine = await attempt(sandbox, program(ENUMERATES), program("print(5)"), repair_techniques=True)
    (system, question) = engine.calls[1]
    assert system == PROMPT[0]
    assert question.content.startswith(f"{PROMPT[1].content}\n\nAn earlier program for this failed: ZeroDivisionError")
    assert f"Start afresh with another technique: {TABLE}, or {CACHE}." in question.content
    assert "product" not in question.content.partition("Do not write")[2]
    assert made.answer == 5


async def test_what_any_program_of_the_attempt_has_tried_is_not_named(sandbox: Sandbox) -> None:
    table = "ways = [1]\nfor n in range(9):\n    ways.append(ways[n] + 1)\nprint(ways.index(0))"
    _, engine = await attempt(sandbox, program(ENUMERATES), program(table), program("print(5)"), repair_techniques=True)
    asked = engine.calls[2][-1].content
    assert f"another technique: {RESIDUES}, or {SYMPY}." in asked


async def test_after_all_techniques_the_usual_turn_follows(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = (
        "import sympy\nfrom functools import cache\nfrom itertools import product\nw = [0]\nfor n in range(9):\n    w.append(w[n] + 1)\n"
        "@cache\ndef f(n):\n    return f(n - 1) if n else 1\nx = pow(2, 3, 5)\nlist(product('ab'))\n1 / 0"
    )
    _, engine = await attempt(sandbox, program(everything), program("print(5)"), repair_techniques=True)
    assert engine.calls[1][-1].content.startswith("The program failed: ZeroDivisionError")


async def test_a_reply_without_a_program_gets_the_usual_turn(sandbox: Sandbox) -> None:
    _, engine = await attempt(sandbox, "no idea", program("print(5)"), repair_techniques=True)
    assert engine.calls[1][-1].content.startswith("The program failed: no ```python block")


async def test_after_a_time_out_a_faster_program_is_asked_for_with_what_is_slow(sandbox: Sandbox) -> None:
    made, engine = await attempt(sandbox, program(SLOW), program("print(5)"), repair_efficiency=True, execution_timeout=1.0)
    asked = engine.calls[1][-1].content
    assert "It may run for 1 seconds." in asked
    assert "2 loops stand inside each other, in the lines 1, 2." in asked
    assert engine.calls[1][-2].content == program(SLOW) + "\n" or SLOW in engine.calls[1][-2].content
    assert made.answer == 5


async def test_another_failure_is_not_asked_to_be_faster(sandbox: Sandbox) -> None:
    _, engine = await attempt(sandbox, program(DIVISION), program("print(5)"), repair_efficiency=True)
    assert engine.calls[1][-1].content.startswith("The program failed: ZeroDivisionError")


async def test_intermediate_values_are_quoted_in_the_repair_turn(sandbox: Sandbox) -> None:
    _, engine = await attempt(sandbox, program(SUMS), program("print(5)"), repair_prints=True, repair_fixes=False)
    asked = engine.calls[1][-1].content
    assert "```output\nline 1: total = 0\nline 3: total = 1\nline 3: total = 3\nline 3: total = 6\n```" in asked
    assert asked.endswith("Find the mistake and reply with the whole corrected program in one ```python block.")


@pytest.mark.parametrize("code", [SLOW, "print(1 / 0)"], ids=["stopped", "no values"])
async def test_a_program_that_has_no_values_to_show_gets_the_usual_turn(code: str, sandbox: Sandbox) -> None:
    _, engine = await attempt(sandbox, program(code), program("print(5)"), repair_prints=True, execution_timeout=1.0)
    assert "intermediate values" not in engine.calls[1][-1].content


@pytest.mark.parametrize("flags", list(itertools.product([False, True], repeat=4)))
async def test_all_kinds_together_make_a_conversation_of_alternating_roles(flags: tuple[bool, ...], sandbox: Sandbox) -> None:
    names = ("repair_techniques", "repair_efficiency", "repair_prints", "repair_guide")
    made, engine = await attempt(sandbox, program(SUMS), program(DIVISION), **dict(zip(names, flags, strict=True)))
    assert made.answer is None
    for call in engine.calls:
        roles = [message.role for message in call if message.role != "system"]
        assert roles == (["user", "assistant"] * len(roles))[: len(roles)]
        assert roles[-1] == "user"
