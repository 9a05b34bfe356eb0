"""Replies are read as JSON objects of their schema, or the complaint says what the model should change."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files

import pytest

from kaggle_utils.codeseq.json_replies import UnreadableError, read_json_reply
from kaggle_utils.codeseq.prompt_files import load_prompt, problem_fields, sequence_fields
from kaggle_utils.codeseq.reply_schemas import CheckReply, CodeReply, ExplainReply, PlanReply, ProblemReply, Reply
from kaggle_utils.codeseq.sample import Case, ProblemText
from kaggle_utils.codeseq.sequence import Sequence

PROBLEM = {
    "description": "Compute n squared.",
    "input_format": "n",
    "output_format": "the square",
    "example cases": {"input1": 1, "output1": "1", "explanation1": "1*1", "input2": "2", "output2": 4, "explanation2": "2*2"},
    "test cases": {"input1": "3", "output1": "9", "input2": 4, "output2": 16},
}


@pytest.mark.parametrize(
    "text",
    [
        '{"thought": "t", "code": "print(1)\\n"}',
        'Here:\n```json\n{"thought": "t", "code": "print(1)"}\n```\nDone.',
        '<think>{"thought": "x", "code": "wrong"}</think>{"thought": "t", "code": "print(1)", "more": 1}',
        'A set {1, 2} first, then {"unrelated": true}, then {"thought": "t", "code": "print(1)"}',
        '{"thought": "t", "code": "print(1)\n"}',  # a line break inside of a string, as models write it
    ],
)
def test_the_object_is_found_wherever_it_stands(text: str) -> None:
    assert read_json_reply(text, CodeReply) == CodeReply(thought="t", code="print(1)")


@pytest.mark.parametrize(
    ("text", "kind", "complaint"),
    [
        ("I cannot do that.", CodeReply, "there is no JSON object"),
        ('{"thought": "t", "code": "print(1)"', CodeReply, "there is no JSON object"),
        ('{"thought": "t"}', CodeReply, "code: Field required"),
        ('{"thought": "t", "code": " "}', CodeReply, "code: .*at least 1"),
        ('{"step": ["a", "b"], "step_judge": [true], "is_able": true}', PlanReply, "step has 2 entries and step_judge 1"),
        ('{"step": ["a"], "step_judge": ["yes"], "is_able": true}', PlanReply, "step_judge.0: .*boolean"),
        ('{"answer1": 1}', CheckReply, "answer2: Field required"),
        ('{"answer1": 1.5, "answer2": 2}', CheckReply, "answer1: .*integer"),
        ('{"answer1": "about 5", "answer2": 2}', CheckReply, "answer1: .*integer"),
        ('{"work_reason": "w"}', ExplainReply, "failed_reason: Field required"),
        (json.dumps(PROBLEM | {"example cases": {"input1": 1, "output1": 1}}), ProblemReply, "example_cases: .*at least 2"),
        (json.dumps(PROBLEM | {"example cases": {"input1": 1}}), ProblemReply, "example_cases.0.output: Field required"),
    ],
)
def test_what_does_not_fit_is_explained(text: str, kind: type[Reply], complaint: str) -> None:
    with pytest.raises(UnreadableError, match=complaint):
        read_json_reply(text, kind)


def test_numbered_cases_and_lists_of_cases_are_read_alike_and_numbers_become_text() -> None:
    numbered = read_json_reply(json.dumps(PROBLEM), ProblemReply)
    assert [(case.input, case.output, case.explanation) for case in numbered.example_cases] == [("1", "1", "1*1"), ("2", "4", "2*2")]
    assert [(case.input, case.output) for case in numbered.test_cases] == [("3", "9"), ("4", "16")]
    listed = PROBLEM | {"test cases": [{"input": 3, "output": 9}, {"input": "4", "output": "16"}]}
    assert read_json_reply(json.dumps(listed), ProblemReply) == numbered
    without = {key: value for key, value in PROBLEM.items() if key != "test cases"}
    assert read_json_reply(json.dumps(without), ProblemReply).test_cases == []


@pytest.mark.parametrize("spell", [lambda key: key.replace(" ", "_"), str.title, lambda key: key.replace("_", "-"), str.upper])
def test_keys_count_however_they_are_spelt(spell: Callable[[str], str]) -> None:
    respelt = {spell(key): value for key, value in PROBLEM.items()}
    assert read_json_reply(json.dumps(respelt), ProblemReply) == read_json_reply(json.dumps(PROBLEM), ProblemReply)


def test_more_than_two_examples_may_be_given() -> None:
    three = {f"{kind}{number}": str(number) for number in (1, 2, 3) for kind in ("input", "output", "explanation")}
    assert len(read_json_reply(json.dumps(PROBLEM | {"example cases": three}), ProblemReply).example_cases) == 3


def test_numbers_in_quotation_marks_are_answers() -> None:
    reply = read_json_reply('{"answer1": "-5", "answer2": 7}', CheckReply)
    assert (reply.answer1, reply.answer2) == (-5, 7)


FIELDS = {
    **sequence_fields(Sequence("A1", "squares {of} n", 0, (0, 1), formulas=("a(n) = n^2",)), (0, 1)),
    **problem_fields(ProblemText("d", "i", "o", (Case("1", "1", "e"), Case("2", "4", "f")))),
    "case_input": "3",
    "case_output": "9",
    "code": "print({})",
    "result": "nothing",
    "work_reason": "w",
    "failed_reason": "f",
    "variation": "",
    "test_cases": "7",
    "complaint": "c",
}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("plan", PlanReply),
        ("problem", ProblemReply),
        ("check", CheckReply),
        ("solution", CodeReply),
        ("correct", CodeReply),
        ("explain", ExplainReply),
        ("sample", None),
        ("repair", None),
    ],
)
def test_every_prompt_renders_and_names_each_field_of_its_reply(name: str, kind: type[Reply] | None) -> None:
    text = load_prompt(name).render(**FIELDS)[-1].content
    assert "{description}" not in text
    for key in kind.model_fields if kind else ():
        assert f'"{key}"' in text or f'"{key.replace("_", " ")}"' in text  # the paper's "example cases"


def test_no_prompt_is_left_untested() -> None:
    names = {path.name.removesuffix(".toml") for path in (files("kaggle_utils.codeseq") / "prompts").iterdir()}
    assert names == {"plan", "problem", "check", "solution", "correct", "explain", "sample", "repair"}


def test_the_guiding_agents_check_shows_neither_outputs_nor_terms() -> None:
    text = load_prompt("check").render(**FIELDS | {"output1": "SECRET", "output2": "SECRET", "explanation1": "SECRET", "terms": "SECRET"})
    assert "SECRET" not in text[-1].content
