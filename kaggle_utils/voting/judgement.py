"""Where the vote is undecided, the run's verifier judges between the two leading answers: a small weight for one of them, never a veto."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kaggle_utils.engines import FurtherEngineError
from kaggle_utils.engines.asker import JUDGEMENT
from kaggle_utils.problem import Problem
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt, AttemptContext, PlannedAttempt, Turn
from kaggle_utils.voting.ballot import JUDGEMENT_WEIGHT, answer_of, collect_votes
from kaggle_utils.voting.vote import tally

PROMPT = "verifier_judge"
MAX_SOLUTION = 3000  # characters of a program, or of a reply in words, that is shown; both together are to fit a small context
_VERDICT = re.compile(r"verdict\W{0,8}(?:solution\W{0,4})?([AB])\b", re.IGNORECASE)


@dataclass(frozen=True)
class Candidate:
    """An answer and the solution that gave it: the program, or the reply where it is in words."""

    answer: int
    solution: str


def find_candidates(attempts: Sequence[Attempt], settings: Settings) -> tuple[Candidate, Candidate] | None:
    """The two leading answers of an undecided vote, the leader first, each with a solution; None where a judgement would change nothing.

    A vote is undecided while the weight of a judgement can make the second answer the first. A vote is judged once.
    """
    if any(attempt.strategy == JUDGEMENT for attempt in attempts):
        return None
    weights = list(tally(collect_votes(attempts, settings)).items())
    if len(weights) < 2 or weights[0][1] - weights[1][1] >= JUDGEMENT_WEIGHT:
        return None
    found = [Candidate(answer, text) for answer, _ in weights[:2] if (text := _solution(answer, attempts, settings))]
    return (found[0], found[1]) if len(found) == 2 else None


def plan_judgement(attempts: Sequence[Attempt], settings: Settings, rank: int) -> PlannedAttempt | None:
    """The judgement on an undecided vote as one more attempt, after those of the plan; None where none is needed."""
    candidates = find_candidates(attempts, settings)
    if candidates is None:
        return None

    async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
        return await judge(problem, candidates, context)

    return PlannedAttempt(rank, JUDGEMENT, 0, attempt)


async def judge(problem: Problem, candidates: tuple[Candidate, Candidate], context: AttemptContext) -> Attempt:
    """Ask the verifier which of two answers is right, in both orders: models prefer one place, so that only two equal verdicts count.

    The attempt's answer is the chosen one; None where the verdicts differ, cannot be read, or the verifier fails.
    """
    verifier = context.asking("verifier")
    chosen: list[int | None] = []
    turns: list[Turn] = []
    for first, second in (candidates, candidates[::-1]):
        if context.time_left <= 0:
            break
        fields = {"answer_a": str(first.answer), "answer_b": str(second.answer), "a": first.solution, "b": second.solution}
        try:
            completion = await verifier.ask(verifier.build_prompt(PROMPT, problem, **fields))
        except FurtherEngineError:
            break
        verdict = read_verdict(completion.text)
        chosen.append({"A": first.answer, "B": second.answer}.get(verdict or ""))
        turns.append(context.record.add(Turn(completion, None, None, None if verdict else "no verdict in the reply")))
    agreed = len(chosen) == 2 and chosen[0] == chosen[1]
    return Attempt(JUDGEMENT, tuple(turns), chosen[0] if agreed else None, executed=False)


def read_verdict(text: str) -> str | None:
    """The last verdict in a reply, A or B; None without one."""
    found = _VERDICT.findall(text)
    return str(found[-1]).upper() if found else None


def _solution(answer: int, attempts: Sequence[Attempt], settings: Settings) -> str | None:
    """The shortest solution that gave an answer: it is the quickest to check."""
    given = [attempt for attempt in attempts if answer_of(attempt, settings) == answer and attempt.turns]
    shown = [(attempt.program if attempt.executed else None) or attempt.turns[-1].completion.text for attempt in given]
    return min((text.strip()[:MAX_SOLUTION] for text in shown), key=len, default=None)
