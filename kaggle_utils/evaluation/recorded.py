"""What a run's folder says of each problem: runs of ``evaluate``, also of sequences, and runs of ``solve`` on a file with answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.oeis import compared as oeis
from kaggle_utils.evaluation.oeis.strategy import NAME
from kaggle_utils.evaluation.outcome import Outcome, elected_outcome, outcome_of
from kaggle_utils.evaluation.pairs import name_ids
from kaggle_utils.evaluation.problems import EvaluationProblem, load_competition, load_families
from kaggle_utils.evaluation.run import JOURNAL, load_run
from kaggle_utils.evaluation.samples import sample_name
from kaggle_utils.journal.history import History, Round, latest_by_id
from kaggle_utils.problem import Problem, digest_of
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt
from kaggle_utils.voting import revote


@dataclass(frozen=True)
class RunOutcomes:
    """What is compared of a run: its problems with known answers by id, and the outcomes of those that it is done with.

    Of a run of sequences, or where each attempt counts by itself, each sample has an id of its own, under which its sequence or
    problem stands.
    """

    name: str
    problems: Mapping[str, EvaluationProblem]
    outcomes: Mapping[str, Outcome]

    @property
    def unfinished(self) -> list[str]:
        """The ids of the problems that it began and has no outcome of."""
        return [id_ for id_ in self.problems if id_ not in self.outcomes]


@dataclass(frozen=True)
class Recorded(RunOutcomes):
    """A run that a folder holds."""

    folder: Path
    settings: Settings


def load_recorded(folders: Sequence[Path], *, each_attempt: bool = False) -> list[Recorded]:
    """The runs of these folders, named after them.

    What the attempts at a problem elect is its outcome; with ``each_attempt`` every attempt has one of its own. Raises InputError for a
    folder without a run, and for one without known answers.
    """
    known = {digest_of(each.problem): each for each in [*load_families("all"), *load_competition()]}
    names = [folder.resolve().name for folder in folders]
    unique = len(set(names)) == len(names)
    return [_load(name if unique else str(folder), folder, known, each_attempt) for name, folder in zip(names, folders, strict=True)]


def default_measures(runs: Sequence[Recorded]) -> tuple[str, ...]:
    """The measures that runs are compared by where none are named."""
    return oeis.MEASURES if all(oeis.is_benchmark(each.settings) for each in runs) else ("right", "tokens")


def _load(name: str, folder: Path, known: Mapping[str, EvaluationProblem], each_attempt: bool) -> Recorded:
    path = folder / JOURNAL
    if not path.is_file():
        inside = sorted(each.parent.name for each in folder.glob(f"*/{JOURNAL}"))
        hint = f"; name the runs below it: {', '.join(inside)}" if inside else ""
        raise InputError(f"{folder} holds no run: it has no {JOURNAL}{hint}")
    history, settings = revote.load_run(path)
    if oeis.is_benchmark(settings):
        return _load_sequences(name, folder, history, settings)
    rounds = {each.problem.id: each for each in latest_by_id(history) if each.problem.answer is not None}
    if not rounds:
        raise InputError(
            f"{folder} holds no problem whose answer is known: compare runs of evaluate arms, ablate, competition or oeis, or runs of "
            "solve on files with the column answer"
        )
    problems = {id_: known.get(digest_of(each.problem), _unknown(each.problem)) for id_, each in rounds.items()}
    if each_attempt:
        return _load_attempts(name, folder, rounds, problems, settings)
    judged = {id_: _outcome(problems[id_], each, settings) for id_, each in rounds.items()}
    return Recorded(name, problems, {id_: outcome for id_, outcome in judged.items() if outcome is not None}, folder, settings)


def _load_attempts(
    name: str, folder: Path, rounds: Mapping[str, Round], problems: Mapping[str, EvaluationProblem], settings: Settings
) -> Recorded:
    """Every planned attempt by its problem's id and its number; one that was not made is unfinished."""
    ranks = _planned(settings)
    posed = {sample_name(id_, rank + 1): problems[id_] for id_ in rounds for rank in ranks}
    outcomes = {
        sample_name(id_, rank + 1): outcome_of(problems[id_], round_.attempts[rank])
        for id_, round_ in rounds.items()
        for rank in ranks
        if rank in round_.attempts
    }
    return Recorded(name, posed, outcomes, folder, settings)


def _load_sequences(name: str, folder: Path, history: History, settings: Settings) -> Recorded:
    begun = {round_.problem.id for round_ in history.rounds.values()}
    sequences = [each for each in oeis.kept_sequences(folder) if each.id in begun]
    if lacking := begun - {each.id for each in sequences}:
        raise InputError(
            f"{folder / oeis.SEQUENCES} lacks {name_ids(lacking)}: start the run again with its own options, which writes it anew"
        )
    numbers = range(1, settings.strategies[NAME] + 1)
    problems = {sample_name(each.id, number): oeis.as_problem(each, settings) for each in sequences for number in numbers}
    return Recorded(name, problems, oeis.compared_outcomes(load_run(folder), sequences), folder, settings)


def _planned(settings: Settings) -> range:
    """The ranks of the attempts at each problem."""
    return range(sum(max(0, count) for count in settings.strategies.values()))


def _unknown(problem: Problem) -> EvaluationProblem:
    return EvaluationProblem(problem, family=problem.id)


def _outcome(problem: EvaluationProblem, round_: Round, settings: Settings) -> Outcome | None:
    """The outcome at a problem; None for one that neither has an answer nor all its planned attempts.

    Of a run of ``solve`` the answer that was submitted counts, fallbacks too; of an evaluation what the attempts elect.
    """
    attempts = [round_.attempts[rank] for rank in sorted(round_.attempts)]
    if round_.answer is None:
        return elected_outcome(problem, attempts, settings) if set(_planned(settings)) <= round_.attempts.keys() else None
    made: list[Attempt] = attempts or [Attempt("none", ())]  # the clock or the engine left it without one
    is_right = round_.answer.value == problem.problem.answer
    return replace(elected_outcome(problem, made, settings), is_right=is_right, has_answer=round_.answer.reason is None)
