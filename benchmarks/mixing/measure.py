"""One model: trained, merged, asked for all problems; which it has right goes into a small file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.mixing.arms import UNTRAINED, Arm, compose
from kaggle_utils.evaluation.outcome import outcome_of
from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.evaluation.run import run
from kaggle_utils.evaluation.samples import AS_WRITTEN
from kaggle_utils.from_json import from_json
from kaggle_utils.settings import REPOSITORY, Settings
from kaggle_utils.train.config import Method, TrainConfig
from kaggle_utils.train.merge import merge
from kaggle_utils.train.run import train
from kaggle_utils.train.trace_rows import TraceRows

# Forty steps of a small model: a rate ten times the usual one, which was not searched for.
LEARNING_RATE, RANK, BATCH = 2e-3, 16, 4
MODEL = REPOSITORY / "models" / "demo"
NOT_AT_ALL = 1e-12  # the learning rate of the model that is not trained: its adapter changes nothing
ASKED = {"old": "program-of-thoughts", "seen kinds": "trace", "unseen kinds": "trace"}
"""The strategy that each set is asked with: old problems for programs, the others in the form of the new rows."""

Problems = Mapping[str, Sequence[EvaluationProblem]]


@dataclass(frozen=True)
class Measured:
    """What a model has right, set by set and problem by problem, and what its training took. ``seed`` is of training and of the rows."""

    method: str
    arm: str
    seed: int
    rows: int
    new_rows: int
    wrong_programs: int
    tokens: int
    seconds: float
    last_loss: float | None
    right: Mapping[str, Mapping[str, bool]]


def measure(method: Method, arm: Arm | None, seed: int, new: TraceRows, count: int, work: Path, problems: Problems) -> Measured:
    """Train and ask. ``arm`` None is the model without training, in the weights of the method: what four bits alone cost.

    ``new`` are the new rows, ``count`` is how many rows are trained on. ``work`` keeps adapter and runs: what it holds already is not made
    again.
    """
    work.mkdir(parents=True, exist_ok=True)
    rows = list(new.rows[:BATCH]) if arm is None else compose(arm, list(new.rows), count, seed)
    path = work / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    config = TrainConfig(
        MODEL,
        (path,),
        work / "train",
        method=method,
        rank=RANK,
        learning_rate=NOT_AT_ALL if arm is None else LEARNING_RATE,
        batch_size=BATCH,
        accumulation=1,
        precision="fp32",  # on every machine the same; the speed of bf16 at this size was not measured on a quiet one
        gradient_checkpointing=False,
        seed=seed,
    )
    result = train(config)
    merged = work / "merged"
    if not merged.is_dir():
        merge(config.out, merged, file_type="f16")
    model = merged / "model-f16.gguf"
    right = {name: ask(name, chosen, model, work / f"asked-{name.replace(' ', '-')}") for name, chosen in problems.items()}
    own = [row["id"].split("-", 2)[2] for row in rows if row["id"].startswith("new-")]
    return Measured(
        method=method,
        arm=UNTRAINED if arm is None else arm.name,
        seed=seed,
        rows=0 if arm is None else len(rows),
        new_rows=len(own),
        wrong_programs=sum(id_ in new.wrong for id_ in own),
        tokens=0 if arm is None else result.tokens,
        seconds=0.0 if arm is None else result.seconds,
        last_loss=None if arm is None else result.last_loss,
        right=right,
    )


def ask(name: str, problems: Sequence[EvaluationProblem], model: Path, out: Path) -> dict[str, bool]:
    """Which problems of a set the model has right: one greedy attempt each, as it writes it."""
    settings = Settings.preset(
        "cpu-demo",
        **AS_WRITTEN,
        model=str(model),
        strategies={ASKED[name]: 1},
        other_strategy=0,
        temperature=0.0,
        problem_limit=600,  # a busy machine must not turn right into wrong
        execution_timeout=20.0,
        out=out,
    )
    made = run([each.problem for each in problems], settings)
    attempts = {each.problem.id: made.of(each.problem) for each in problems}
    return {each.problem.id: outcome_of(each, attempts[each.problem.id][0]).is_right for each in problems}


def write(measured: Measured, path: Path) -> None:
    """Write the file, whole or not at all; the problems that are right are listed, and how many there were."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(asdict(measured)) + "\n", encoding="utf-8")
    beside.replace(path)


def read(folder: Path) -> list[Measured]:
    """All that a folder holds."""
    return [from_json(Measured, json.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.json"))]
