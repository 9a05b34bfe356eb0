"""The few-shot library: its schema, and every program run in the sandbox."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import AsyncIterator
from importlib.resources import files
from typing import Any, get_args

import pytest
import pytest_asyncio

from kaggle_utils.answers import extract_code, read_printed_answer
from kaggle_utils.evaluation.arm import load_arms
from kaggle_utils.prompts.example import Example, load_examples
from kaggle_utils.sandbox import Sandbox, Verdict
from kaggle_utils.settings.prompt_options import OutputFormat
from kaggle_utils.strategies import program_of_thoughts
from kaggle_utils.strategies.shared.size_asked import as_trace_program
from kaggle_utils.traces import parse_trace

CONSTRUCTS = {"dp", "enumeration", "modular", "graph", "iteration", "sympy"}
REQUIRED = {"name", "strategies", "tags", "source", "problem", "code", "output"}
KEYS = REQUIRED | {"output_format", "wrong", "target", "start", "reasoning", "steps", "conclusion"}
WORDS_ALONE = ("chain_of_thought", "step_back", "tests_first_cases", "predict_next")
DIALOGUES = ("tool_integrated", "react")
PROMPTS_OF = {
    **{name: (prompt,) for name, prompt in program_of_thoughts.PROMPTS.items()},
    "trace": ("trace",),
    "chain-of-thought": ("chain_of_thought",),
    "pal": ("pal",),
    "tool-integrated": ("tool_integrated",),
    "react": ("react",),
    "step-back": ("step_back", "program_of_thoughts"),
    "plan": ("program_of_thoughts",),  # the plan itself is words of a form of its own
    "tests-first": ("tests_first_cases", "tests_first"),
}
FORMATS: tuple[OutputFormat, ...] = get_args(OutputFormat)
LIBRARY = load_examples()
SOLVED = [example for example in LIBRARY if example.wrong is None]
TRACES = [example for example in LIBRARY if "trace" in example.strategies]
WRONG_PROGRAMS = [example for example in LIBRARY if example.wrong is not None and example.wrong.code]
WRONG = [example for example in LIBRARY if example.wrong is not None]
FOLDER = files("kaggle_utils.prompts") / "examples"
TABLES: list[dict[str, Any]] = [
    table
    for path in FOLDER.iterdir()
    if path.name.endswith(".toml")
    for table in tomllib.loads(path.read_text(encoding="utf-8"))["example"]
]

examples = pytest.mark.parametrize("example", LIBRARY, ids=lambda example: example.name)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(workers=2) as running:
        yield running


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("example", [each for each in LIBRARY if "trace" not in each.strategies], ids=lambda example: example.name)
async def test_every_program_prints_the_output_that_stands_beside_it(example: Example, sandbox: Sandbox) -> None:
    called = "\nprint(solution())" if example.strategies == ("pal",) else ""
    execution = await sandbox.run(example.code + called, timeout=300.0, memory_mb=1024)
    assert (execution.verdict, execution.stdout) == (Verdict.OK, example.output.strip() + "\n")


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("output_format", FORMATS)
@pytest.mark.parametrize("example", TRACES, ids=lambda example: example.name)
async def test_every_trace_is_the_one_that_stands_beside_it_in_every_format(
    example: Example, output_format: OutputFormat, sandbox: Sandbox
) -> None:
    if not example.suits("trace", output_format):
        return
    code = example.program("trace", output_format, small_cases="40")
    if output_format == "function":
        code = as_trace_program(code, example.problem, range(example.start or 0, 41))
    execution = await sandbox.run(code, timeout=300.0, memory_mb=1024)
    trace = parse_trace(execution.stdout, example.target, 1)
    terms = json.loads(example.output)
    first = terms if output_format != "list" else terms[1 - (example.start or 0) :]
    shared = min(len(first), len(trace.terms))
    assert (trace.target, list(trace.terms[:shared])) == (example.target, first[:shared])


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("example", WRONG_PROGRAMS, ids=lambda example: example.name)
async def test_every_wrong_program_prints_the_wrong_output_that_stands_beside_it(example: Example, sandbox: Sandbox) -> None:
    assert example.wrong is not None
    execution = await sandbox.run(example.wrong.code, timeout=300.0, memory_mb=1024)
    assert (execution.verdict, execution.stdout) == (Verdict.OK, example.wrong.output.strip() + "\n")


@pytest.mark.parametrize("example", WRONG, ids=lambda example: example.name)
def test_every_wrong_output_is_another_than_the_right_one(example: Example) -> None:
    assert example.wrong is not None
    assert example.wrong.output.strip() != example.output.strip()
    assert bool(example.wrong.code) != bool(example.wrong.words)


@examples
def test_every_output_is_what_the_strategy_reads(example: Example) -> None:
    (strategy,) = example.strategies
    read = read_printed_answer(example.output) if strategy != "trace" else example.target
    assert isinstance(read, int)


@examples
def test_every_example_suits_a_prompt_and_its_reply_holds_its_program(example: Example) -> None:
    output_format = example.output_format or "lines"
    assert all(example.suits(strategy, output_format) for strategy in example.strategies)
    question, *replies = example.turns(example.strategies[0], output_format, small_cases="40")
    assert [message.role for message in (question, *replies)] == ["user", "assistant"] * (len(replies) // 2 + 1)
    assert example.problem.strip() in question.content
    if example.strategies[0] not in (*WORDS_ALONE, *DIALOGUES):
        assert example.code.strip() in (extract_code(replies[0].content) or "")


@examples
def test_every_example_is_our_own_and_begins_its_tags_with_a_construct(example: Example) -> None:
    assert (example.source, len(CONSTRUCTS & set(example.tags))) == ("own", 1)
    assert example.tags[0] in CONSTRUCTS
    assert len(example.tags) > 1


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table["name"]))
def test_an_example_has_the_keys_that_are_known(table: dict[str, Any]) -> None:
    assert set(table) <= KEYS
    assert set(table) >= REQUIRED
    assert ({"target", "start"} <= set(table)) == (table["strategies"] == ["trace"])
    assert ({"steps", "conclusion"} <= set(table)) == (table["strategies"][0] in DIALOGUES)
    assert set(table.get("wrong", {})) in (set(), {"code", "output", "why"}, {"words", "output", "why"})


def test_every_measured_strategy_has_solved_problems_and_a_wrong_one() -> None:
    solved = Counter(prompt for example in SOLVED for prompt in example.strategies)
    wrong = Counter(prompt for example in WRONG for prompt in example.strategies)
    measured = {prompt for arm in load_arms().values() for name in arm.changes["strategies"] for prompt in PROMPTS_OF[name]}
    assert {prompt for prompt in measured if solved[prompt] < 2 or wrong[prompt] < 1} == set()


def test_every_strategy_of_an_arm_is_one_whose_prompts_are_known() -> None:
    assert {name for arm in load_arms().values() for name in arm.changes["strategies"]} <= set(PROMPTS_OF)


def test_names_and_problems_are_unique() -> None:
    assert len({example.name for example in LIBRARY}) == len({example.problem for example in LIBRARY}) == len(LIBRARY)


def test_there_are_at_least_four_solved_problems_for_every_construct() -> None:
    counts = Counter(example.tags[0] for example in SOLVED if "program_of_thoughts" in example.strategies)
    assert set(counts) == CONSTRUCTS
    assert min(counts.values()) >= 4
    assert counts.total() >= 24


def test_there_are_at_least_six_counterexamples() -> None:
    assert len(WRONG) >= 6


@pytest.mark.parametrize("output_format", ["lines", "list", "json", "dict"])
def test_the_trace_prompt_has_two_examples_for_every_format(output_format: Any) -> None:
    assert sum(example.suits("trace", output_format) for example in SOLVED) >= 2


def test_the_beginning_of_the_library_is_varied() -> None:
    direct = [example for example in SOLVED if "program_of_thoughts" in example.strategies]
    assert len({example.tags[0] for example in direct[:6]}) == 6
