"""The arms as runs: their settings, the attempts that their folders do not hold yet, and what all folders hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kaggle_utils.engines import Engine
from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.next_number.arms import BY_GUESS, BY_PROGRAM, SHOTS
from kaggle_utils.evaluation.next_number.by_guess import by_guess
from kaggle_utils.evaluation.next_number.by_program import by_program
from kaggle_utils.evaluation.next_number.by_reply import by_reply
from kaggle_utils.evaluation.next_number.questions import Question
from kaggle_utils.evaluation.oeis.benchmark import benchmark_settings
from kaggle_utils.evaluation.run import Resume, run
from kaggle_utils.fanout import Place
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt

GREEDY: Mapping[str, float] = {"temperature": 0.0}  # unless it is set otherwise; so was the yardstick of N8python/oeis-eval measured
OWN = ("examples", "counterexamples", "example_choice")

Made = Mapping[str, Attempt]
"""An arm's attempts by the ids of the questions."""


def arm_settings(arm: str, preset: str, changes: Mapping[str, Any], terms: int, out: Path) -> Settings:
    """The settings of an arm that asks a model, with these changes to a preset; its run is in a folder of ``out`` of its own.

    Raises InputError for changes to what an arm sets itself.
    """
    if taken := [name for name in OWN if name in changes.get("prompting", {})]:
        raise InputError(f"--set changes prompting.{', '.join(taken)}, which the arms set themselves: leave it out")
    settings = benchmark_settings(preset, {**GREEDY, **changes}, 1, terms, out / arm, arm)
    prompting = replace(settings.prompting, examples=SHOTS.get(arm, 0), counterexamples=0, example_choice="fixed")
    return replace(settings, prompting=prompting)


def make_attempts(
    arm: str,
    questions: Sequence[Question],
    settings: Settings | None,
    resume: Resume = "if-possible",
    width: int | None = None,
    engine: Engine | None = None,
    place: Place | None = None,
) -> Made:
    """The attempts of an arm, those that its folder holds and new ones; a question whose attempt was lost has none.

    ``settings`` are None for the arm that needs no model. The other arguments and what is raised are those of ``evaluation.run.run``.
    """
    if settings is None:
        return {question.id: by_guess(BY_GUESS, question) for question in questions}
    strategy = by_reply(arm) if arm in SHOTS else by_program(BY_PROGRAM, {question.id: question for question in questions})
    problems = {question.id: question.problem.problem for question in questions}
    made = run(list(problems.values()), settings, resume, width, engine, strategy, place)
    found = {id_: made.of(problem) for id_, problem in problems.items()}
    return {id_: attempts[0] for id_, attempts in found.items() if attempts}
