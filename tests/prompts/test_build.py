"""What each option adds to a prompt; without options the prompts are those that the embedded model was trained on."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.messages import CHARACTERS_PER_TOKEN, Message
from kaggle_utils.prompts import build as build_module
from kaggle_utils.prompts import build_messages
from kaggle_utils.prompts.addition import load_addition
from kaggle_utils.prompts.choice import rank
from kaggle_utils.prompts.example import load_examples
from kaggle_utils.prompts.template import Prompt, load_prompt
from kaggle_utils.settings.prompt_options import PromptOptions, known_prefixes

STATEMENT = r"How many subsets has $\{1, \dots, n\}$ for $n = 9$?"
SYSTEM = Message("system", "You solve competition mathematics problems by writing Python programs.")
PROGRAM_OF_THOUGHTS = (
    SYSTEM,
    Message(
        "user",
        STATEMENT + "\n\nWrite one complete Python program that computes the answer and prints it. The answer is a single integer. "
        "Reply with one ```python block.",
    ),
)
TRACE = (
    SYSTEM,
    Message(
        "user",
        STATEMENT + "\n\nWrite one complete Python program that measures the small cases. Call the size that the problem asks for N. "
        'Print the line "target N", then for n = start, start + 1, ..., min(N, 40) print the line "n f(n)", where f(n) is the answer for '
        "size n. Reply with one ```python block.",
    ),
)


def posed(prompt: str = "program_of_thoughts", notes: tuple[str, ...] = (), context_tokens: int = 0, **options: Any) -> tuple[Message, ...]:
    return build_messages(prompt, STATEMENT, PromptOptions(**options), notes, context_tokens)


def questions(messages: tuple[Message, ...]) -> list[str]:
    """What the user says before the problem itself: the questions of the examples."""
    return [message.content for message in messages if message.role == "user"][:-1]


@pytest.mark.parametrize(("prompt", "expected"), [("program_of_thoughts", PROGRAM_OF_THOUGHTS), ("trace", TRACE)])
def test_without_options_a_prompt_is_byte_for_byte_what_it_was(prompt: str, expected: tuple[Message, ...]) -> None:
    assert posed(prompt) == expected
    assert load_prompt(prompt).render(statement=STATEMENT) == expected


def test_the_default_of_small_cases_is_that_of_the_prompt() -> None:
    assert load_prompt("trace").defaults == {"small_cases": str(PromptOptions().small_cases)}


@pytest.mark.parametrize(
    ("prompt", "options", "text"),
    [
        ("trace", {"small_cases": 25}, "n = start, start + 1, ..., min(N, 25) print"),
        ("trace", {"output_format": "list"}, "Print one Python list of the 20 terms"),
        ("trace", {"output_format": "function"}, "Write a Python function f(n)"),
        ("trace", {"output_format": "json", "small_cases": 25}, 'one JSON object with three keys: "target" is N'),
        ("trace", {"output_format": "dict"}, "the Python dictionary whose keys are s, s + 1, ..., min(N, 40)"),
        ("program_of_thoughts", {"framing": "experimental"}, "Solve this by experiment:"),
        ("program_of_thoughts", {"prefixes": ("numbers",)}, "list every number that the problem gives"),
        ("program_of_thoughts", {"prefixes": ("subproblems",)}, "Divide the problem into smaller problems"),
        ("trace", {"prefixes": ("estimate",)}, "Estimate first, roughly, how large the answer is."),
    ],
)
def test_an_option_shows_in_the_question(prompt: str, options: dict[str, Any], text: str) -> None:
    question = posed(prompt, **options)[-1].content
    assert text in question
    assert text not in posed(prompt)[-1].content
    assert STATEMENT in question


def test_additions_stand_between_the_statement_and_the_request_in_the_order_of_the_documentation() -> None:
    options = PromptOptions(prefixes=("subproblems", "numbers"), framing="experimental")
    statement, *between, request = build_messages("program_of_thoughts", STATEMENT, options, ("A note.", "Another."))[-1].content.split(
        "\n\n"
    )
    texts = [load_addition("prefixes", "subproblems").text, load_addition("prefixes", "numbers").text]
    assert statement == STATEMENT
    assert between == ["A note.", "Another.", *texts, load_addition("framings", "experimental").text]
    assert request.startswith("Write one complete Python program")


def test_an_output_format_says_nothing_to_a_prompt_that_prints_no_trace() -> None:
    assert posed(output_format="json") == PROGRAM_OF_THOUGHTS


def test_an_experiment_may_be_asked_for_in_the_trace_prompt_too() -> None:
    assert "simulate exactly what the problem describes" in posed("trace", framing="experimental")[-1].content


def test_a_prompt_that_asks_for_something_else_than_a_solution_is_not_dressed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_module, "load_prompt", lambda name, output_format: Prompt("{statement}\n\nWhich principle?", dressed=False))
    assert posed("any", ("A note.",), prefixes=("numbers",))[-1].content == f"{STATEMENT}\n\nA note.\n\nWhich principle?"


@pytest.mark.parametrize("shots", [1, 3])
def test_examples_are_earlier_turns_in_the_words_of_the_same_prompt(shots: int) -> None:
    system, *turns, question = posed(examples=shots, prefixes=("numbers",))
    assert (system, question) == (SYSTEM, posed(prefixes=("numbers",))[-1])
    assert [turn.role for turn in turns] == ["user", "assistant"] * shots
    assert all(turn.content.endswith("Reply with one ```python block.") for turn in turns[::2])
    assert all(turn.content.startswith("```python\n") for turn in turns[1::2])
    assert not any("list every number" in turn.content for turn in turns)


def test_a_counterexample_shows_the_wrong_program_in_the_question_and_the_right_one_as_the_reply() -> None:
    _, question, reply, _ = posed(counterexamples=1, example_choice="fixed")
    example = next(example for example in load_examples() if example.wrong is not None)
    assert example.wrong is not None
    assert example.wrong.code.strip() in question.content
    assert f"It prints\n\n```output\n{example.wrong.output}\n```\n\nand that is wrong. {example.wrong.why}" in question.content
    assert reply.content == f"```python\n{example.code.strip()}\n```"


@pytest.mark.parametrize(
    ("name", "options", "shown"),
    [
        ("trace", {"trace_examples": 1}, 1),
        ("program_of_thoughts", {"trace_examples": 1}, 0),
        ("trace", {"examples": 2}, 2),
        ("trace", {"examples": 2, "trace_examples": 0}, 0),
        ("program_of_thoughts", {"examples": 2, "trace_examples": 0}, 2),
    ],
)
def test_a_trace_may_be_shown_another_number_of_examples(name: str, options: dict[str, Any], shown: int) -> None:
    assert len(questions(posed(name, output_format="function", **options))) == shown


def test_counterexamples_come_before_examples() -> None:
    said = questions(posed(examples=2, counterexamples=2))
    assert ["and that is wrong." in question for question in said] == [True, True, False, False]


@pytest.mark.parametrize("output_format", ["lines", "list", "json", "dict"])
def test_examples_of_a_trace_print_it_in_the_format_that_is_asked_for(output_format: Any) -> None:
    request = posed("trace", output_format=output_format)[-1].content.removeprefix(STATEMENT)
    said = questions(posed("trace", examples=2, output_format=output_format))
    assert [question.endswith(request) for question in said] == [True, True]


def test_a_strategy_without_examples_is_shown_none() -> None:
    assert posed("dag_of_thoughts", examples=2) == posed("dag_of_thoughts")


def test_fixed_examples_are_the_same_for_every_problem() -> None:
    options = PromptOptions(examples=2, example_choice="fixed")
    one, other = (questions(build_messages("program_of_thoughts", text, options)) for text in ("Count trees.", "Factor it."))
    assert one == other


def test_random_examples_are_drawn_for_each_problem_and_are_the_same_each_time() -> None:
    library = load_examples()
    drawn = [[example.name for example in rank(library, statement, "random")] for statement in ("Count trees.", "Factor it.", "Factor it.")]
    assert drawn[0] != drawn[1] == drawn[2]
    assert sorted(drawn[0]) == sorted(example.name for example in library)
    assert {rank(library, f"Problem {number}.", "random")[0].name for number in range(len(library))} != {drawn[0][0]}


def test_the_most_similar_example_stands_last() -> None:
    statement = "What is the least number of jumps that takes a giraffe of chess from a corner of a 20 x 20 board to the opposite corner?"
    said = questions(build_messages("program_of_thoughts", statement, PromptOptions(examples=3)))
    assert "A camel jumps like a knight" in said[-1]


def test_every_example_is_most_similar_to_itself() -> None:
    library = load_examples()
    assert [rank(library, example.problem, "similar")[0].name for example in library] == [example.name for example in library]


def test_the_nearest_other_example_shares_a_tag_more_often_than_by_chance() -> None:
    """The figures in ``rank``'s docstring and docs/prompts.md: 36 of 53, by chance 14."""
    library = load_examples()
    nearest = [rank([other for other in library if other is not example], example.problem, "similar")[0] for example in library]
    share = sum(bool(set(example.tags) & set(other.tags)) for example, other in zip(library, nearest, strict=True)) / len(library)
    assert share > 0.5


@pytest.mark.parametrize("context_tokens", [600, 1024, 2048, 4096])
@pytest.mark.parametrize("share", [0.25, 0.5])
def test_examples_never_make_a_prompt_longer_than_their_share_of_the_context(context_tokens: int, share: float) -> None:
    messages = posed(examples=9, counterexamples=9, context_tokens=context_tokens, examples_share=share)
    alone = posed(context_tokens=context_tokens)
    assert messages == alone or sum(len(message.content) for message in messages) <= share * context_tokens * CHARACTERS_PER_TOKEN


def test_an_example_that_is_too_long_is_left_out_and_a_shorter_one_taken() -> None:
    system, *first, question = posed(examples=1, example_choice="fixed")
    nearly_enough = sum(len(message.content) for message in (system, *first, question)) - 10
    _, *taken, _ = posed(examples=1, example_choice="fixed", examples_share=1.0, context_tokens=int(nearly_enough / CHARACTERS_PER_TOKEN))
    assert len(taken) == 2
    assert taken != first


def test_a_model_that_thinks_first_gets_the_system_message_in_its_question() -> None:
    (question,) = posed(thinks_first=True)
    assert question == Message("user", f"{SYSTEM.content}\n\n{PROGRAM_OF_THOUGHTS[1].content}")


def test_a_model_that_thinks_first_gets_it_before_the_examples() -> None:
    first, *others = posed(thinks_first=True, examples=1)
    assert first.content.startswith(SYSTEM.content)
    assert SYSTEM not in others


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"framing": "poetic"}, "there are: direct, experimental, simulate, compute, structure"),
        ({"output_format": "xml"}, "there are: function, lines, list, json, dict"),
        ({"example_choice": "any"}, "there are: similar, fixed, random"),
        ({"small_cases": 0}, "must be at least 1"),
        ({"examples": -1}, "must be at least 0"),
        ({"examples_share": 0.0}, "must be greater than 0 and at most 1"),
        ({"prefixes": ("hint",)}, "prompting.prefixes has no hint; there are: .*estimate, math_tag, numbers"),
    ],
)
def test_a_wrong_option_is_refused_with_what_there_is(options: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        PromptOptions(**options)


def test_similar_examples_without_their_library_are_refused_before_a_run_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidfuzz", None)
    with pytest.raises(InputError, match='rapidfuzz: install it, or set example_choice = "fixed"'):
        PromptOptions(examples=1)
    assert PromptOptions(examples=1, example_choice="fixed").examples == 1


@pytest.mark.parametrize(("kind", "name"), [*[("prefixes", name) for name in known_prefixes()], ("framings", "experimental")])
def test_every_addition_is_one_paragraph(kind: str, name: str) -> None:
    addition = load_addition(kind, name)
    assert addition.text == addition.text.strip()
    assert "\n" not in addition.text
    assert all(load_prompt(prompt) for prompt in addition.not_for)


def test_a_tag_stands_before_the_statement() -> None:
    content = posed(prefixes=("estimate", "math_tag"))[-1].content
    assert content.startswith(f"[MATH]\n\n{STATEMENT}\n\nEstimate first")


@pytest.mark.parametrize("name", ["calculus", "statistics", "competition"])
def test_a_prefix_for_a_kind_of_problem_stands_after_the_statement(name: str) -> None:
    assert posed(prefixes=(name,))[-1].content.startswith(f"{STATEMENT}\n\n{load_addition('prefixes', name).text}\n\n")


@pytest.mark.parametrize("prompt", ["reasoning_first", "tool_integrated", "react", "pal", "step_back", "tests_first", "chain_of_thought"])
def test_a_strategy_is_shown_its_own_kind_of_replies(prompt: str) -> None:
    own = [example for example in load_examples() if prompt in example.strategies and example.wrong is None]
    shown = posed(prompt, examples=1)
    *_, question = load_prompt(prompt).render(statement=STATEMENT)
    assert shown[-1] == question
    assert any(shown[-1 - len(example.turns(prompt)) : -1] == example.turns(prompt) for example in own)


def test_a_wrong_solution_in_words_stands_in_the_question() -> None:
    example = next(example for example in load_examples() if example.wrong is not None and example.wrong.words)
    question = example.turns(example.strategies[0])[0].content
    assert example.wrong is not None
    assert f"> {example.wrong.words}\n\nThe answer {example.wrong.output} is wrong. {example.wrong.why}" in question
