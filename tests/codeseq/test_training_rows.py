"""Training rows tell a program's history, in the paper's format and as chat, and selection leaves out what is too long."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kaggle_utils.codeseq.config import CodeSeqConfig
from kaggle_utils.codeseq.count_tokens import token_counter
from kaggle_utils.codeseq.reasons import Reason
from kaggle_utils.codeseq.sample import Case, CaseResult, ProblemText, Round, Sample
from kaggle_utils.codeseq.select_samples import select_samples
from kaggle_utils.codeseq.training_rows import chat_row, full_row, paper_row
from kaggle_utils.errors import InputError
from tests.codeseq.conftest import MakeConfig
from tests.conftest import DEMO_MODEL

WRONG = Round("print(2)", (CaseResult("1", "right"), CaseResult("3", "wrong answer", "2")), "3 squared is 9.", "It always prints 2.")
RIGHT = Round("print(int(input()) ** 2)", (CaseResult("1", "right"), CaseResult("3", "right")))
SAMPLE = Sample(
    unit="A000290#0.0",
    sequence="A000290",
    title="The squares.",
    problem=ProblemText("Compute n squared.", "n", "its square", (Case("2", "4", "2 times 2"), Case("5", "25", "5 times 5"))),
    cases=(Case("1", "1"), Case("3", "9")),
    rounds=(WRONG, RIGHT),
    pass_rate=0.5,
    first_solutions=2,
    held_back=4,
)


def test_the_papers_row_asks_for_a_dictionary_and_is_one() -> None:
    row = paper_row(SAMPLE)
    asked = ("Compute n squared.", "Input: 2", "Output: 25", "Explanation: 5 times 5", '"cot"', '"code"')
    assert all(text in row["input"] for text in asked)
    answer = json.loads(row["output"])
    assert list(answer) == ["cot", "code"]
    assert answer["code"] == RIGHT.code
    told = ("print(2)", "input 3 and output 9: it prints 2", "3 squared is 9.", "It always prints 2.", RIGHT.code, "passes all test cases.")
    places = [answer["cot"].index(text) for text in told]
    assert places == sorted(places)


def test_the_chat_row_has_a_question_and_an_answer_that_ends_with_the_program() -> None:
    user, assistant = chat_row(SAMPLE)["messages"]
    assert (user["role"], assistant["role"]) == ("user", "assistant")
    assert "Compute n squared." in user["content"]
    assert "print(" not in user["content"]
    assert assistant["content"].endswith(f"The program passes all test cases:\n\n```python\n{RIGHT.code}\n```")
    at_once = chat_row(replace(SAMPLE, rounds=(RIGHT,)))["messages"][1]["content"]
    assert at_once.count("```python") == 1


def test_the_full_row_holds_each_round_with_the_case_that_failed_and_no_measured_time() -> None:
    row = full_row(SAMPLE)
    assert [each["failed"] and each["failed"]["input"] for each in row["rounds"]] == ["3", None]
    assert row["rounds"][0]["failed_reason"] == "It always prints 2."
    assert "seconds" not in json.dumps(row)


def test_samples_that_are_too_long_or_nearly_the_same_are_left_out_with_the_reason(make_config: MakeConfig) -> None:
    config: CodeSeqConfig = make_config(1, longest_sample=600)
    long = replace(SAMPLE, unit="A2#0.0", problem=replace(SAMPLE.problem, description="An entirely different text. " * 50))
    twin = replace(SAMPLE, unit="A3#0.0")
    other_program = replace(SAMPLE, unit="A000290#0.1")
    count_tokens, _ = token_counter("")
    selection = select_samples([SAMPLE, other_program, long, twin], config, count_tokens)
    assert selection.samples == (SAMPLE, other_program)
    assert {unit: refusal.reason for unit, refusal in selection.left_out.items()} == {
        "A2#0.0": Reason.TOO_LONG,
        "A3#0.0": Reason.NEAR_DUPLICATE,
    }


def test_tokens_are_counted_by_a_tokenizers_file_and_estimated_without_one() -> None:
    count, described = token_counter("")
    assert (count(""), count("abcde"), described) == (0, 2, "estimated at 2.5 characters a token")
    count, described = token_counter(str(DEMO_MODEL / "tokenizer.json"))
    assert (count("print(1)") > 0, described) == (True, "counted with demo/tokenizer.json")
    with pytest.raises(InputError, match=r"no-such-file is not a tokenizer\.json"):
        token_counter("no-such-file")
