"""Attempts at problems with known answers, journalled, for calibrate_votes.

    python -m benchmarks.vote_run --out DIR [--problems N] [--seconds S]

The embedded model makes every attempt of the cpu-demo-transformers preset at problems of its families. Nothing here is in
``demo_problems.csv``, which stays a test: other sealed wordings, values that are not held out, no family that is. And nothing
stops early, because attempts that are cut off are not like the others.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from kaggle_utils.engines import EngineError, create_engine
from kaggle_utils.journal import Journal
from kaggle_utils.journal.events import AnswerGiven, AttemptMade, ProblemStarted, RunStarted
from kaggle_utils.problem import Answer, Problem
from kaggle_utils.sandbox import Sandbox
from kaggle_utils.settings import Settings
from kaggle_utils.settings.attempt_settings import AttemptSettings
from kaggle_utils.strategies import Attempt, AttemptContext, PlannedAttempt, plan_attempts
from kaggle_utils.strategies.shared.context import AttemptRecord
from models.demo.training.families import FAMILIES, Family
from models.demo.training.items import draw_question, expected_answer, state
from models.demo.training.problems import MAX_ANSWER, OUTPUT
from models.demo.training.wordings import load_frames, load_wordings

SEED = 11
AT_ONCE = 6  # problems; their attempts fill the engine's batch


def draw_problems() -> Iterator[Problem]:
    """Problems without end, one family after another."""
    random = Random(SEED)
    with OUTPUT.open(encoding="utf-8") as file:
        taken = [row["problem"] for row in csv.DictReader(file)]
    families = [family for family in FAMILIES.values() if not family.held_out]
    wordings = {family.name: free_wordings(family, taken) for family in families}
    number = 0
    while True:
        number += 1
        for family in families:
            question = draw_question(family, random, held_out_values=False, small=True)
            if expected_answer(question) > MAX_ANSWER:
                if not family.may_reduce:
                    continue
                question = replace(question, modulus=random.choice((97, 1000, 10_000)))
            wording = random.choice(wordings[family.name])
            statement = state(question, wording, load_frames("train"), random, "sealed", noisy=0.0, decorate=False)
            yield Problem(f"{family.name}-{number}", statement, expected_answer(question))


def free_wordings(family: Family, taken: Sequence[str]) -> list[str]:
    """The sealed wordings of a family that no statement was made from."""
    free = []
    for wording in load_wordings(family.name, "sealed"):
        pattern = ".+?".join(re.escape(part) for part in re.split(r"<\w+>", wording))
        if not any(re.search(pattern, statement) for statement in taken):
            free.append(wording)
    return free


async def attempt_all(problem: Problem, plan: Sequence[PlannedAttempt], context: AttemptContext, journal: Journal) -> None:
    """Make all attempts at a problem and journal them as a solver would."""
    started = time.monotonic()
    contexts = [replace(context, seed=planned.seed(context.seed), record=AttemptRecord()) for planned in plan]
    made = await asyncio.gather(
        *[planned.strategy(problem, own) for planned, own in zip(plan, contexts, strict=True)], return_exceptions=True
    )
    # All at once, because attempts at several problems end in any order.
    journal.write(ProblemStarted(problem, 0.0))
    for rank, attempt in enumerate(made):
        if isinstance(attempt, Attempt):
            journal.write(AttemptMade(problem.id, rank, attempt))
        elif not isinstance(attempt, EngineError):
            raise attempt
    journal.write(AnswerGiven("", Answer(problem.id, 0, 0.0, time.monotonic() - started, "not put to the vote")))


async def run(settings: Settings, count: int, seconds: float) -> int:
    """Attempt up to ``count`` problems for up to so many seconds. Returns how many."""
    journal = Journal(settings.out / "journal.jsonl")
    journal.write(RunStarted(settings))
    end = time.monotonic() + seconds
    problems = draw_problems()
    plan = plan_attempts(settings.strategies)
    done = 0
    async with Sandbox(settings.sandbox_workers) as sandbox, create_engine(settings) as engine:
        while done < count and time.monotonic() < end:
            some = [next(problems) for _ in range(min(AT_ONCE, count - done))]
            context = AttemptContext(engine, sandbox, AttemptSettings.of(settings), time.monotonic() + 600, time.monotonic, settings.seed)
            await asyncio.gather(*[attempt_all(problem, plan, context, journal) for problem in some])
            done += len(some)
    journal.close()
    return done


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--problems", type=int, default=10_000, metavar="N")
    parser.add_argument("--seconds", type=float, default=240.0, metavar="S", help="after which no further problem is begun")
    arguments = parser.parse_args()
    settings = Settings.preset("cpu-demo-transformers", out=arguments.out, batch_size=32)
    settings.out.mkdir(parents=True, exist_ok=True)
    print(f"{asyncio.run(run(settings, arguments.problems, arguments.seconds))} problems in {settings.out / 'journal.jsonl'}")


if __name__ == "__main__":
    main()
