"""A task is a run like others: resumable, exactly once, and scored with pass@k and intervals."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.cli import main
from kaggle_utils.engines import Sampling
from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.intervals import wilson
from kaggle_utils.evaluation.tasks import Task, describe, load_task, run_task, score, task_settings, verdicts_of
from kaggle_utils.messages import Message
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import SEEDS_APART
from tests.evaluation.tasks.conftest import HUMANEVAL, MBPP
from tests.scripted import ScriptedEngine, program

MakeSettings = Callable[..., Settings]
SAMPLES = 4


@pytest.fixture
def task() -> Task:
    return load_task("humaneval", HUMANEVAL, 5)


def solves(task: Task, wrong: Sequence[int] = ()) -> ScriptedEngine:
    """A model that knows the reference solutions, but returns None in the samples of these numbers, and always at the first problem."""

    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        asked = messages[-1].content
        problem = next(problem for problem in task.problems if problem.statement in asked)
        tests = task.tests[problem.id]
        sample = (sampling.seed or 0) // SEEDS_APART
        if sample in wrong or problem == task.problems[0]:
            return program(f"def {tests.entry}(*arguments):\n    return None")
        return program(tests.solution)

    return ScriptedEngine(script)


def settings_of(task: Task, out: Path, samples: int = SAMPLES, **changes: Any) -> Settings:
    return replace(task_settings(task, "cpu-demo", changes, samples, out), execution_timeout=60.0, problem_limit=600.0)


def test_a_run_is_scored_and_a_second_start_asks_nothing(task: Task, tmp_path: Path) -> None:
    settings = settings_of(task, tmp_path)
    engine = solves(task, wrong=[1])
    made = run_task(task, settings, engine=engine)
    assert len(engine.calls) == 5 * SAMPLES
    verdicts = verdicts_of(task, made)
    assert [[verdict.passed for verdict in verdicts[problem.id]] for problem in task.problems] == [[False] * 4] + [
        [True, False, True, True]
    ] * 4
    scored = score(task, made, verdicts)
    assert (scored.problems, scored.samples, scored.missing) == (5, 4, 0)
    assert {each.k: each.value for each in scored.pass_at} == {1: pytest.approx(0.6), 2: pytest.approx(0.8)}
    assert scored.pass_at[1].interval == wilson(4, 5)
    low, high = scored.pass_at[0].interval
    assert low < wilson(12, 20).low < 0.6 < wilson(12, 20).high < high  # samples of one problem are not independent
    again = ScriptedEngine(lambda messages, sampling: "")
    assert run_task(task, settings, engine=again).attempts == made.attempts
    assert again.calls == []
    assert "pass@1" in describe(scored)


def test_samples_that_the_engine_lost_are_named_and_made_by_the_next_start(task: Task, tmp_path: Path) -> None:
    settings = settings_of(task, tmp_path, samples=1)
    knows = solves(task)

    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        if task.problems[2].statement in messages[-1].content:
            raise RuntimeError("the model fails")
        return knows.script(messages, sampling)

    first = run_task(task, settings, engine=ScriptedEngine(script))
    scored = score(task, first, verdicts_of(task, first))
    assert (scored.problems, scored.missing) == (4, 1)
    assert "1 problems are left out" in describe(scored)
    second = run_task(task, settings, engine=solves(task))
    assert score(task, second, verdicts_of(task, second)).missing == 0


def test_a_run_without_a_whole_problem_has_no_score(task: Task, tmp_path: Path) -> None:
    def fail(messages: Sequence[Message], sampling: Sampling) -> str:
        raise RuntimeError("the model fails")

    made = run_task(task, settings_of(task, tmp_path), engine=ScriptedEngine(fail))
    with pytest.raises(InputError, match="start the run again"):
        score(task, made, verdicts_of(task, made))


def test_the_model_sees_the_statement_and_no_test_of_humaneval(task: Task, tmp_path: Path) -> None:
    engine = solves(task)
    run_task(task, settings_of(task, tmp_path, samples=1), engine=engine)
    asked = "\n".join(message.content for call in engine.calls for message in call)
    assert all(problem.statement in asked for problem in task.problems)
    assert "check(" not in asked


def test_a_reply_without_a_program_is_wrong_and_says_so(task: Task, tmp_path: Path) -> None:
    made = run_task(task, settings_of(task, tmp_path, samples=1), engine=ScriptedEngine(lambda messages, sampling: "I cannot."))
    assert {verdict.reason for each in verdicts_of(task, made).values() for verdict in each} == {"the reply holds no program"}


def test_an_answer_decides_where_there_are_no_tests(tmp_path: Path) -> None:
    path = tmp_path / "gsm8k.jsonl"
    path.write_text("".join(json.dumps({"question": f"What is {n} + {n}?", "answer": f"so it is\n#### {2 * n}"}) + "\n" for n in range(4)))
    task = load_task("gsm8k", path)
    engine = ScriptedEngine(lambda messages, sampling: program("print(4)"))
    made = run_task(task, settings_of(task, tmp_path, samples=1), engine=engine)
    verdicts = verdicts_of(task, made)
    assert [verdicts[problem.id][0].reason for problem in task.problems] == ["4 is wrong", "4 is wrong", "", "4 is wrong"]
    assert score(task, made, verdicts).pass_at[0].interval == wilson(1, 4)


@pytest.mark.parametrize(
    ("changes", "samples", "strategy", "what"),
    [
        ({}, 0, None, "--samples is 0"),
        ({"temperature": 0.0}, 2, None, "at temperature 0 all 2 samples"),
        ({"strategies": {"trace": 1}}, 1, None, "--strategy and --samples"),
        ({}, 1, "trace", "answered in its own way, function"),
    ],
)
def test_settings_that_make_no_score_are_refused(
    task: Task, tmp_path: Path, changes: dict[str, Any], samples: int, strategy: str | None, what: str
) -> None:
    with pytest.raises(InputError, match=what):
        task_settings(task, "cpu-demo", changes, samples, tmp_path, strategy)


def test_the_first_reply_is_measured_unless_the_settings_say_otherwise(task: Task, tmp_path: Path) -> None:
    plain, mended = (task_settings(task, "cpu-demo", changes, 1, tmp_path) for changes in ({}, {"repair_rounds": 2}))
    assert (plain.repair_rounds, plain.repair_fixes, mended.repair_rounds) == (0, False, 2)


def test_the_command_prints_the_score_of_the_embedded_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["evaluate", "task", "mbpp", "--file", str(MBPP), "--sample", "2", "--preset", "cpu-demo", "--out", str(tmp_path)]
    assert main(command) == 0
    assert re.search(r"\| mbpp +\| 2 +\| 1 +\| ", capsys.readouterr().out)
    assert main([*command, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["problems"], len(printed["verdicts"])) == (2, 2)
    assert main([*command, "--samples", "2"]) == 2
    assert "strategies was" in capsys.readouterr().err
