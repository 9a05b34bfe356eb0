"""Our prompts as a task: what is asked, what is scored, and files of the user's own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from kaggle_utils.cli import main
from kaggle_utils.engines import Sampling
from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.instructions import read_prompts
from kaggle_utils.evaluation.tasks import load_task, run_task, score, task_settings, verdicts_of
from kaggle_utils.messages import Message
from tests.scripted import ScriptedEngine

OWN = """
[two-lines]
prompt = "Write two lines."
checks = [{ check = "lines", count = 2 }, { check = "no_digits" }]
[one-word]
prompt = "Answer with one word."
checks = [{ check = "words", at_most = 1 }]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(OWN)
    return path


def test_there_are_forty_prompts_of_our_own_no_two_alike() -> None:
    prompts = read_prompts()
    assert len({prompt.text for prompt in prompts}) == len({prompt.id for prompt in prompts}) == 40


def test_an_empty_reply_keeps_none_of_our_prompts() -> None:
    assert [prompt.id for prompt in read_prompts() if not prompt.broken("")] == []


def test_a_prompt_is_right_if_the_reply_keeps_all_its_instructions(own: Path, tmp_path: Path) -> None:
    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        return "first\nsecond 2" if "two lines" in messages[-1].content else "Word"

    task = load_task("instructions", own)
    made = run_task(task, task_settings(task, "cpu-demo", {}, 1, tmp_path), engine=(engine := ScriptedEngine(script)))
    verdicts = verdicts_of(task, made)
    assert {id_: each[0].reason for id_, each in verdicts.items()} == {"two-lines": "not kept: no_digits", "one-word": ""}
    assert score(task, made, verdicts).pass_at[0].value == 0.5
    assert [[message.role for message in call] for call in engine.calls] == [["user"], ["user"]]


def test_the_command_prints_the_score_and_which_instructions_were_broken(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", str(tmp_path / "out"), "--preset", "cpu-demo"]
    assert main(["evaluate", "task", "instructions", "--file", str(own), "--json", *out]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["task"], printed["problems"], set(printed["verdicts"])) == ("instructions", 2, {"two-lines", "one-word"})


def test_a_sample_is_drawn_by_a_hash(tmp_path: Path) -> None:
    first, second = (load_task("instructions", None, count).problems for count in (3, 5))
    assert first == second[:3]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "holds no prompt"),
        ("[a", "is not TOML"),
        ("a = 1", r"\[a\]: a prompt has the keys prompt and checks"),
        ('[a]\nprompt = "x"', r"\[a\]: a prompt has the keys prompt and checks"),
        ('[a]\nprompt = " "\nchecks = [{ check = "lines", count = 1 }]', "prompt must be a text"),
        ('[a]\nprompt = "x"\nchecks = []', "at least one"),
        ('[a]\nprompt = "x"\nchecks = [{ check = "rhymes" }]', "no check is called 'rhymes'; there are: bullets"),
        ('[a]\nprompt = "x"\nchecks = [{ check = "lines" }]', "lines does not take {}: missing a required argument: 'count'"),
        ('[a]\nprompt = "x"\nchecks = [{ check = "matches", pattern = "(" }]', "matches does not take"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_and_says_where(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=complaint) as refused:
        load_task("instructions", path)
    assert str(path) in str(refused.value)


def test_other_tasks_need_a_file() -> None:
    with pytest.raises(InputError, match="gsm8k needs its file"):
        load_task("gsm8k", None)


def test_instructions_have_no_other_strategy(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--strategy is 'trace', and instructions is answered in its own way"):
        task_settings(load_task("instructions", None), "cpu-demo", {}, 1, tmp_path, "trace")
