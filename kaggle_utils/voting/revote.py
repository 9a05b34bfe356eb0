"""Vote again: what another rule elects from the attempts in a journal, without the model."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.history import History, latest_by_id, read_history
from kaggle_utils.settings import Settings, VotingRule
from kaggle_utils.voting.ballot import collect_votes
from kaggle_utils.voting.vote import elect


@dataclass(frozen=True)
class Revoted:
    """A problem's answer by a rule, its share of the votes, the answer that was given (or None), and the right one, if known."""

    id: str
    answer: int
    share: float
    recorded: int | None
    gold: int | None


@dataclass(frozen=True)
class Revote:
    """The answers that a rule elects, in the order of the problems."""

    rule: VotingRule
    problems: tuple[Revoted, ...]

    @property
    def changed(self) -> tuple[Revoted, ...]:
        """The problems whose answer differs from the one that was given."""
        return tuple(problem for problem in self.problems if problem.answer != problem.recorded)

    @property
    def score(self) -> tuple[int, int]:
        """The number of right answers, and the number of problems whose right answer is known."""
        known = [problem for problem in self.problems if problem.gold is not None]
        return sum(problem.answer == problem.gold for problem in known), len(known)


def load_run(journal: Path) -> tuple[History, Settings]:
    """A run's history and settings. Raises InputError for a file that is not a journal."""
    if not journal.is_file():
        raise InputError(f"{journal} does not exist: give the journal.jsonl of a run's output folder")
    history = read_history(read_journal(journal))
    if history.settings is None:
        raise InputError(f"{journal} holds no start of a run: it is not a journal, or of another version")
    return history, history.settings


def revote(history: History, settings: Settings, rule: VotingRule) -> Revote:
    """Collect and count the votes by this rule, in the same way as the solver."""
    settings = replace(settings, voting=rule)
    problems = []
    for round_ in latest_by_id(history):
        result = elect(collect_votes(list(round_.attempts.values()), settings))
        answer, share = (result.answer, result.share) if result else (settings.fallback_answer, 0.0)
        recorded = round_.answer.value if round_.answer else None
        problems.append(Revoted(round_.problem.id, answer, share, recorded, round_.problem.answer))
    return Revote(rule, tuple(problems))


def describe(revotes: Sequence[Revote]) -> str:
    """A line for each score, then every answer that changes."""
    lines = []
    for vote in revotes:
        right, known = vote.score
        score = f"{right} of {known} right ({100 * right / known:.1f} %)" if known else "no answers to compare with"
        lines.append(f"{vote.rule:10} {score}; {len(vote.changed)} of {len(vote.problems)} answers change")
        for problem in vote.changed:
            gold = "" if problem.gold is None else f", right is {problem.gold}"
            was = "unanswered" if problem.recorded is None else problem.recorded
            lines.append(f"           {problem.id}: {was} -> {problem.answer} ({100 * problem.share:.0f} % of the votes{gold})")
    return "\n".join(lines)


def as_json(revotes: Sequence[Revote]) -> str:
    """The result as JSON: an object for each rule, with all problems."""
    return json.dumps(
        [
            {"rule": vote.rule, "right": vote.score[0], "known": vote.score[1], "changed": len(vote.changed)}
            | {"problems": [asdict(problem) for problem in vote.problems]}
            for vote in revotes
        ],
        indent=1,
    )


def write_submission(vote: Revote, path: Path) -> None:
    """Write a rule's answers as ``id,answer``. Raises InputError if the file cannot be written."""
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("id", "answer"))
            writer.writerows((problem.id, problem.answer) for problem in vote.problems)
    except OSError as error:
        raise InputError(f"cannot write {path} ({error.strerror}): choose another file with --out") from None
