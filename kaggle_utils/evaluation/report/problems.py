"""The problems of an evaluation, each with what every run made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kaggle_utils.evaluation.outcome import Outcome
from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.report.formulas import typeset_beginning, typeset_statement

ROOM = 1_500_000  # characters of all problems together, so that the page stays below 3 MB with its plots
MAX_STATEMENT = 1_500  # characters; the run's own page has all of it
BEGINNING = 70  # characters of a statement in the list
MARKUP = 260  # characters of tags around a run's row, and three times as many around a problem


@dataclass(frozen=True)
class RunAt:
    """What a run made of a problem: of ``made`` outcomes (several with samples) ``right`` are right and ``answered`` have an answer."""

    run: str
    made: int
    right: int
    answered: int
    tokens: int
    turns: int

    @property
    def state(self) -> str:
        """Right if most are, else wrong, or unanswered where none has an answer."""
        if 2 * self.right > self.made:
            return "right"
        return "wrong" if self.answered else "unanswered"


@dataclass(frozen=True)
class ListedProblem:
    """A problem as it is listed, with the runs that tried it."""

    number: int
    id: str
    kind: str
    beginning: Markup
    statement: Markup
    answer: int | None
    runs: tuple[RunAt, ...]

    @property
    def right(self) -> int:
        """How many runs are right."""
        return sum(each.state == "right" for each in self.runs)

    @property
    def kinds(self) -> str:
        """What the filter knows it by."""
        agreed = "all-right" if self.right == len(self.runs) else "none-right" if not self.right else "differ"
        return f"{agreed} unanswered" if any(each.state == "unanswered" for each in self.runs) else agreed


@dataclass(frozen=True)
class ListedProblems:
    """Those that are listed, in their order; ``left_out`` have no room."""

    listed: tuple[ListedProblem, ...]
    left_out: int = 0


def list_problems(problems: Sequence[EvaluationProblem], runs: Mapping[str, Mapping[str, Outcome]], room: int = ROOM) -> ListedProblems:
    """The problems that a run has an outcome of. Where not all have room, those that the runs disagree on come first."""
    found = {name: _by_problem(outcomes) for name, outcomes in runs.items()}
    listed = [
        _list(number, problem, [_run_at(name, outcomes[id_]) for name, outcomes in found.items() if id_ in outcomes])
        for number, problem in enumerate(problems, 1)
        if any((id_ := problem.problem.id) in outcomes for outcomes in found.values())
    ]
    kept = set()
    for each in sorted(listed, key=lambda each: "differ" not in each.kinds):
        room -= len(each.statement) + len(each.beginning) + MARKUP * (len(each.runs) + 3)
        if room < 0:
            break
        kept.add(each.number)
    return ListedProblems(tuple(each for each in listed if each.number in kept), len(listed) - len(kept))


def _by_problem(outcomes: Mapping[str, Outcome]) -> Mapping[str, list[Outcome]]:
    grouped: dict[str, list[Outcome]] = {}
    for outcome in outcomes.values():
        grouped.setdefault(outcome.problem, []).append(outcome)
    return grouped


def _run_at(name: str, outcomes: Sequence[Outcome]) -> RunAt:
    return RunAt(
        name,
        len(outcomes),
        sum(each.is_right for each in outcomes),
        sum(each.has_answer for each in outcomes),
        sum(each.tokens for each in outcomes),
        sum(each.turns for each in outcomes),
    )


def _list(number: int, problem: EvaluationProblem, runs: Sequence[RunAt]) -> ListedProblem:
    text = problem.problem.statement
    statement = typeset_statement(text[:MAX_STATEMENT]) + (" …" if len(text) > MAX_STATEMENT else "")
    kind = ", ".join(str(tag) for tag in (problem.construct, problem.difficulty) if tag is not None)
    return ListedProblem(
        number, problem.problem.id, kind, typeset_beginning(text, BEGINNING), statement, problem.problem.answer, tuple(runs)
    )
