"""A program that was copied from an example of the prompt answers another question: it is not run, and the model is told."""

from __future__ import annotations

import pytest

from kaggle_utils.answers import extract_code
from kaggle_utils.programs.own_functions import own_functions
from kaggle_utils.prompts.example import load_examples
from kaggle_utils.repair import COPIED_EXAMPLE
from kaggle_utils.settings.prompt_options import PromptOptions
from tests.scripted import program
from tests.strategies.conftest import Try

STATEMENT = "In how many ways can a board of 2 rows and n = 60 columns be tiled by dominoes?"
RIGHT = "def f(n):\n    a, b = 1, 1\n    for _ in range(n):\n        a, b = b, a + b\n    return a\n"
ANSWER = 2504730781961
ONE = PromptOptions(output_format="function", trace_examples=1)


def shown_program(prompt: list[object]) -> str:
    """The program of the example that a prompt shows."""
    (reply,) = [message.content for message in prompt if getattr(message, "role", "") == "assistant"]  # type: ignore[attr-defined]
    return str(reply)


async def copied_reply(try_strategy: Try, strategy: str, options: PromptOptions) -> str:
    _, engine = await try_strategy(strategy, program(RIGHT + "print(f(60))"), statement=STATEMENT, prompting=options)
    return shown_program(list(engine.calls[0]))


@pytest.mark.parametrize(
    ("strategy", "options", "end"),
    [("trace", ONE, ""), ("program-of-thoughts", PromptOptions(examples=1), "print(f(60))")],
    ids=["a trace", "a direct program"],
)
async def test_a_copy_is_not_run_and_the_model_is_told(try_strategy: Try, strategy: str, options: PromptOptions, end: str) -> None:
    copy = await copied_reply(try_strategy, strategy, options)
    made, engine = await try_strategy(strategy, copy, program(RIGHT + end), statement=STATEMENT, prompting=options)
    assert made.turns[0].mode == COPIED_EXAMPLE
    assert made.turns[0].execution is None
    assert "count what this problem asks for" in engine.calls[1][-1].content
    assert made.answer == ANSWER


async def test_a_model_that_only_copies_gives_no_answer_and_no_trace(try_strategy: Try) -> None:
    copy = await copied_reply(try_strategy, "trace", ONE)
    made, _ = await try_strategy("trace", copy, statement=STATEMENT, prompting=ONE)
    assert (made.answer, made.trace) == (None, None)


async def test_the_same_program_counts_where_no_example_was_shown(try_strategy: Try) -> None:
    copy = await copied_reply(try_strategy, "trace", ONE)
    made, _ = await try_strategy("trace", copy, statement=STATEMENT, prompting=PromptOptions(output_format="function"))
    assert made.trace is not None


async def test_a_short_program_may_be_the_examples_by_chance(try_strategy: Try) -> None:
    suitable = [example for example in load_examples() if example.suits("trace", "function")]
    short = min(suitable, key=lambda example: len(own_functions(example.code)))
    options = PromptOptions(output_format="function", trace_examples=len(suitable))
    made, engine = await try_strategy("trace", program(short.code), statement=STATEMENT, prompting=options)
    codes = [extract_code(message.content) for message in engine.calls[0] if message.role == "assistant"]
    assert own_functions(short.code) in [own_functions(code) for code in codes if code]
    assert COPIED_EXAMPLE not in {turn.mode for turn in made.turns}
