"""Write the demo problems that the package ships, and the few of a dry run: ``python -m models.demo.training.problems``.

All values are held out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TypeVar

from models.demo.training.families import FAMILIES, Family, Value, is_held_out
from models.demo.training.items import Question, draw_question, expected_answer, state
from models.demo.training.wordings import Split, load_frames, load_wordings

SEED = 2026
MAX_ANSWER = 99_999  # the range of AIMO-3
FROM_SEALED, FROM_TRAINING, FROM_HELD_OUT_FAMILIES = 3, 2, 3  # problems a family
DRAWS = 5_000  # of small values, before larger ones are allowed
OUTPUT = Path(__file__).parents[3] / "kaggle_utils" / "gateways" / "demo_problems.csv"
IN_A_DRY_RUN = 30  # under a minute of solving on two plain cores
DRY_RUN_OUTPUT = OUTPUT.with_name(f"demo_problems_{IN_A_DRY_RUN}.csv")

Item = TypeVar("Item")


def draw_problem_question(family: Family, random: Random, used: set[str]) -> Question:
    """A question with held-out values, small ones where there are any, whose answer is in range and that was not drawn before."""
    for draw in range(2 * DRAWS):
        question = draw_question(family, random, held_out_values=None, small=draw < DRAWS)
        if not is_held_out(family, question.values) or repr(question.values) in used:
            continue
        if expected_answer(question) > MAX_ANSWER:
            if not family.may_reduce:
                continue
            question = replace(question, modulus=random.choice((97, 1000, 1000, 10_000, 99_991)))
        used.add(repr(question.values))
        return question
    raise AssertionError(f"no held-out values for {family.name}")


def draw_problems() -> Iterator[tuple[str, str, int, Question]]:
    """Rows of id, statement, answer, and the question behind them."""
    random = Random(SEED)
    for family in FAMILIES.values():
        sealed = FROM_HELD_OUT_FAMILIES if family.held_out else FROM_SEALED
        plan: list[tuple[Split, str]] = [("sealed", wording) for wording in random.sample(load_wordings(family.name, "sealed"), sealed)]
        if not family.held_out:
            # Only the first wordings, which stay what they are when more are added.
            plan += [("train", wording) for wording in random.sample(load_wordings(family.name, "train")[:50], FROM_TRAINING)]
        used: set[str] = set()
        for number, (split, wording) in enumerate(plan, 1):
            question = draw_problem_question(family, random, used)
            statement = state(question, wording, load_frames(split), random, split, noisy=0.0, decorate=False)
            yield f"{family.name}-{number}", statement, expected_answer(question), question


def question_values() -> dict[str, tuple[str, dict[str, Value], int | None]]:
    """Family, values and modulus behind each problem's id, for the tests' brute force."""
    return {id_: (question.family.name, dict(question.values), question.modulus) for id_, _, _, question in draw_problems()}


def spread_evenly(items: Sequence[Item], count: int) -> list[Item]:
    """So many of the items, equally far apart, from the first one on.

    220 problems that stand five a family (three a family that is held out) give 30 of 30 families, first to fifth wordings in turn.
    """
    return [items[place * len(items) // count] for place in range(count)]


def main() -> None:
    """Write the CSV files."""
    rows = [(id_, statement, answer) for id_, statement, answer, _ in draw_problems()]
    for path, chosen in ((OUTPUT, rows), (DRY_RUN_OUTPUT, spread_evenly(rows, IN_A_DRY_RUN))):
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([("id", "problem", "answer"), *chosen])
        print(f"wrote {len(chosen)} problems to {path}")


if __name__ == "__main__":
    main()
