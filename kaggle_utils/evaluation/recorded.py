"""What a run's folder says of each problem: runs of ``evaluate``, and runs of ``solve`` on a file with answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.outcome import Outcome, elected_outcome
from kaggle_utils.evaluation.problems import EvaluationProblem, load_competition, load_families
from kaggle_utils.evaluation.run import JOURNAL
from kaggle_utils.journal.history import Round, latest_by_id
from kaggle_utils.problem import Problem, digest_of
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt
from kaggle_utils.voting import revote


@dataclass(frozen=True)
class Recorded:
    """A run: its problems with known answers by id, and the outcomes of those that it is done with."""

    name: str
    problems: Mapping[str, EvaluationProblem]
    outcomes: Mapping[str, Outcome]

    @property
    def unfinished(self) -> list[str]:
        """The ids of the problems that it began and has no outcome of."""
        return [id_ for id_ in self.problems if id_ not in self.outcomes]


def load_recorded(folders: Sequence[Path]) -> list[Recorded]:
    """The runs of these folders, named after them. Raises InputError for a folder without a run, and for one without known answers."""
    known = {digest_of(each.problem): each for each in [*load_families("all"), *load_competition()]}
    names = [folder.resolve().name for folder in folders]
    unique = len(set(names)) == len(names)
    return [_load(name if unique else str(folder), folder, known) for name, folder in zip(names, folders, strict=True)]


def _load(name: str, folder: Path, known: Mapping[str, EvaluationProblem]) -> Recorded:
    path = folder / JOURNAL
    if not path.is_file():
        raise InputError(f"{folder} holds no run: it has no {JOURNAL}")
    history, settings = revote.load_run(path)
    rounds = {each.problem.id: each for each in latest_by_id(history) if each.problem.answer is not None}
    if not rounds:
        raise InputError(f"{folder} holds no problem whose answer is known: compare runs of evaluate, or of files with the column answer")
    problems = {id_: known.get(digest_of(each.problem), _unknown(each.problem)) for id_, each in rounds.items()}
    judged = {id_: _outcome(problems[id_], each, settings) for id_, each in rounds.items()}
    return Recorded(name, problems, {id_: outcome for id_, outcome in judged.items() if outcome is not None})


def _unknown(problem: Problem) -> EvaluationProblem:
    return EvaluationProblem(problem, family=problem.id)


def _outcome(problem: EvaluationProblem, round_: Round, settings: Settings) -> Outcome | None:
    """The outcome at a problem; None for one that neither has an answer nor all its planned attempts.

    Of a run of ``solve`` the answer that was submitted counts, fallbacks too; of an evaluation what the attempts elect.
    """
    attempts = [round_.attempts[rank] for rank in sorted(round_.attempts)]
    if round_.answer is None:
        planned = range(sum(max(0, count) for count in settings.strategies.values()))
        return elected_outcome(problem, attempts, settings) if set(planned) <= round_.attempts.keys() else None
    made: list[Attempt] = attempts or [Attempt("none", ())]  # the clock or the engine left it without one
    is_right = round_.answer.value == problem.problem.answer
    return replace(elected_outcome(problem, made, settings), is_right=is_right, has_answer=round_.answer.reason is None)
