"""Which samples of a run are right: by their answer, or by the tests of a programming task."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from kaggle_utils.evaluation.run import Run
from kaggle_utils.evaluation.tasks.code_tests import CodeTests, CodeVerdict, judge, note_calls
from kaggle_utils.evaluation.tasks.task import Task
from kaggle_utils.problem import digest_of
from kaggle_utils.sandbox import Sandbox
from kaggle_utils.strategies import Attempt

NO_PROGRAM = CodeVerdict(False, "the reply holds no program")

Samples = Mapping[str, tuple[CodeVerdict, ...]]
"""The verdicts on a problem's samples, in the order of the plan, by problem id."""


def verdicts_of(task: Task, run: Run) -> Samples:
    """The verdicts on every problem all of whose samples were made; the others, whose engine failed, are left out.

    Programs are in the run's journal and tests are quick, so the tests run anew each time; the same program is judged once. Raises
    InputError where a reference solution does not pass its own tests.
    """
    samples = sum(run.settings.strategies.values())
    whole = [problem for problem in task.problems if len(run.attempts.get(digest_of(problem), {})) == samples]
    made = {problem.id: run.of(problem) for problem in whole}
    if task.tests:
        return asyncio.run(_judge_programs(task, run, made))
    answers = {problem.id: problem.answer for problem in whole}
    return {id_: tuple(_by_answer(attempt, answers[id_]) for attempt in attempts) for id_, attempts in made.items()}


def _by_answer(attempt: Attempt, answer: int | None) -> CodeVerdict:
    if attempt.answer is None:
        return CodeVerdict(False, "no answer")
    if attempt.answer == answer:
        return CodeVerdict(True, "")
    return CodeVerdict(False, attempt.turns[-1].diagnosis or f"{attempt.answer} is wrong")


async def _judge_programs(task: Task, run: Run, made: Mapping[str, list[Attempt]]) -> Samples:
    from tqdm.auto import tqdm

    settings = run.settings
    async with Sandbox(settings.sandbox_workers) as sandbox:
        with tqdm(total=len(made), unit="problem", mininterval=1.0, desc=f"{task.name}: tests") as bar:

            async def judge_problem(tests: CodeTests, attempts: list[Attempt]) -> tuple[CodeVerdict, ...]:
                programs = [attempt.program for attempt in attempts]
                verdicts: dict[str | None, CodeVerdict] = {None: NO_PROGRAM}
                calls = await note_calls(tests, sandbox)
                for program in dict.fromkeys(programs):
                    if program is not None:
                        verdicts[program] = await judge(tests, calls, program, sandbox, settings.execution_timeout)
                bar.update()
                return tuple(verdicts[program] for program in programs)

            judged = await asyncio.gather(*[judge_problem(task.tests[id_], attempts) for id_, attempts in made.items()])
    return dict(zip(made, judged, strict=True))
