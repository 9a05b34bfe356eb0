"""The score of a task: pass@1 and pass@k with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.intervals import Interval, share, wilson
from kaggle_utils.evaluation.pass_at_k import pass_at
from kaggle_utils.evaluation.run import Run
from kaggle_utils.evaluation.tables import markdown_table
from kaggle_utils.evaluation.tasks.task import Task
from kaggle_utils.evaluation.tasks.verdicts import Samples

KS = (1, 2, 5, 10, 20, 50, 100)  # of pass@k, as far as there are samples; HumanEval's paper has 1, 10 and 100


@dataclass(frozen=True)
class PassAtK:
    """pass@k over all problems (0 to 1) and its 95 % interval."""

    k: int
    value: float
    interval: Interval


@dataclass(frozen=True)
class Score:
    """What a run of a task amounts to. ``missing`` problems lack a sample that the engine lost; ``tokens`` are those of a sample."""

    task: str
    problems: int
    samples: int
    missing: int
    pass_at: tuple[PassAtK, ...]
    tokens: float


def score(task: Task, run: Run, verdicts: Samples) -> Score:
    """The score of these verdicts. Raises InputError where no problem has all its samples."""
    if not verdicts:
        raise InputError(f"{run.folder} holds no problem of {task.name} with all its samples: start the run again")
    samples = min(map(len, verdicts.values()))
    right = {id_: [verdict.passed for verdict in each] for id_, each in verdicts.items()}
    made = [attempt for problem in task.problems if problem.id in verdicts for attempt in run.of(problem)]
    return Score(
        task.name,
        len(verdicts),
        samples,
        len(task.problems) - len(verdicts),
        tuple(_pass_at(list(right.values()), k) for k in KS if k <= samples),
        sum(attempt.tokens for attempt in made) / len(made),
    )


def _pass_at(right: Sequence[Sequence[bool]], k: int) -> PassAtK:
    """pass@k, the mean over problems.

    pass@1 has Wilson's interval on the samples, clustered by problem. For larger k a problem counts between 0 and 1, and varies at most as
    much as one that counts 0 or 1 with the same mean: Wilson's interval on the problems is not too narrow.
    """
    value = float(sum(pass_at(k, len(each), sum(each)) for each in right) / len(right))
    if k > 1:
        return PassAtK(k, value, wilson(value * len(right), len(right)))
    samples = {f"{problem}.{number}": passed for problem, each in enumerate(right) for number, passed in enumerate(each)}
    return PassAtK(k, value, share(samples, {id_: id_.partition(".")[0] for id_ in samples}).interval)


def describe(scored: Score) -> str:
    """The score as a Markdown table."""
    header = ("task", "problems", "samples", *[f"pass@{each.k}, 95 %" for each in scored.pass_at], "tokens a sample")
    cells = [f"{100 * each.value:.1f} % ({100 * each.interval.low:.0f} to {100 * each.interval.high:.0f} %)" for each in scored.pass_at]
    row = (scored.task, str(scored.problems), str(scored.samples), *cells, f"{scored.tokens:.0f}")
    left_out = f"\n{scored.missing} problems are left out, because the engine lost a sample: start the run again" if scored.missing else ""
    return markdown_table(header, [row]) + left_out
