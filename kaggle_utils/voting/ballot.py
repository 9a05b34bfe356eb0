"""From attempts to votes: which answers count, and with what weight."""

from __future__ import annotations

from collections.abc import Sequence

from kaggle_utils.engines.asker import JUDGEMENT
from kaggle_utils.programs.fingerprint import program_fingerprint
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt
from kaggle_utils.strategies.trace import NAME as TRACE
from kaggle_utils.traces import Trace, compare_traces
from kaggle_utils.voting.reliability import Reliabilities, load_reliabilities
from kaggle_utils.voting.trace_pools import pool_traces
from kaggle_utils.voting.vote import Vote, discount_copies, elect, is_decided, probabilities, weight_of

# What a verifier's judgement adds to the answer that it prefers, in log-odds as votes weigh: ln(0.62 / 0.38), a judge that is right in
# 62 of 100 pairs. An estimate, on the low side, and not a measurement; a program's vote weighs several times as much.
JUDGEMENT_WEIGHT = 0.5


def collect_votes(
    attempts: Sequence[Attempt], settings: Settings, table: Reliabilities | None = None, doubt_traces: bool = False
) -> list[Vote]:
    """One vote for each answer in range, taken modulo the settings' modulus if they have one.

    By the rule "log-odds" a vote's weight follows from its source's reliability in ``table`` (by default the package's), and copies of a
    program weigh less, and so do traces that contradict each other, with ``doubt_traces`` all of them; by "majority" each weighs 1; by
    "traces" the votes weigh as by "log-odds", after attempts whose traces agree were given one answer. A verifier's judgement adds its
    small weight by every rule. An answer out of range is rejected: clamping it would invent an answer.
    """
    table = table or load_reliabilities()
    attempts = _pooled(attempts, settings, table)
    found = [(attempt, answer_of(attempt, settings)) for attempt in attempts]
    cast = [(attempt, answer) for attempt, answer in found if answer is not None and _is_in_range(answer, settings)]
    if settings.voting == "majority":
        return [Vote(answer, JUDGEMENT_WEIGHT if attempt.strategy == JUDGEMENT else 1.0, attempt.strategy) for attempt, answer in cast]
    votes = []
    for attempt, answer in cast:
        if attempt.strategy == JUDGEMENT:
            votes.append(Vote(answer, JUDGEMENT_WEIGHT, JUDGEMENT))
            continue
        contradicted = _trace_asked_for(attempt) is not None and (doubt_traces or is_contradicted(attempt, attempts))
        weight = weight_of(table.of(attempt, contradicted), table.alternatives)
        votes.append(Vote(answer, weight, attempt.strategy, _fingerprint(attempt)))
    return discount_copies(votes, table.copy_share)


def _pooled(attempts: Sequence[Attempt], settings: Settings, table: Reliabilities) -> Sequence[Attempt]:
    """The attempts as the voting rule takes them: by "traces" those that measured the same terms have one answer."""
    if settings.voting != "traces":
        return attempts
    return pool_traces(attempts, lambda attempt: weight_of(table.of(attempt), table.alternatives))


def is_contradicted(attempt: Attempt, attempts: Sequence[Attempt]) -> bool:
    """Whether another trace of the problem has other terms at the sizes that both have, or runs towards another size."""
    trace = _trace_asked_for(attempt)
    others = [_trace_asked_for(other) for other in attempts if other is not attempt]
    if trace is None:
        return False
    overlaps = [compare_traces(trace, other, attempt.trace_modulus) for other in others if other is not None]
    return any(overlap.differs is not None or not overlap.same_target for overlap in overlaps)


def _trace_asked_for(attempt: Attempt) -> Trace | None:
    """The trace of an attempt that was asked for one, and answered: a direct program's is of a size that may be misread."""
    return attempt.trace if attempt.strategy.rpartition("+")[2] == TRACE and attempt.answer is not None else None


def out_of_range(attempts: Sequence[Attempt], settings: Settings) -> list[int]:
    """The answers that are rejected because they are outside the settings' range."""
    answers = [answer_of(attempt, settings) for attempt in _pooled(attempts, settings, load_reliabilities())]
    return [answer for answer in answers if answer is not None and not _is_in_range(answer, settings)]


def answer_of(attempt: Attempt, settings: Settings) -> int | None:
    """An attempt's answer, reduced by the settings' modulus if they have one; None without an answer."""
    return attempt.answer if attempt.answer is None or settings.modulus == 0 else attempt.answer % settings.modulus


def can_stop(attempts: Sequence[Attempt], outstanding: int, settings: Settings) -> bool:
    """Whether ``outstanding`` attempts can be skipped: they cannot change the answer, or its probability reaches the settings' confidence.

    The probability follows from log-odds weights, so the rule "majority" stops only for the first reason. By "traces" one more trace may
    change the answer of all that agree with it, so that rule stops only for the second.
    """
    votes = collect_votes(attempts, settings)
    by_majority = settings.voting == "majority"
    table = load_reliabilities()
    heaviest = 1.0 if by_majority else weight_of(table.best(), table.alternatives)
    if settings.voting != "traces" and is_decided(_cautious(votes, attempts, outstanding, settings), outstanding, heaviest):
        return True
    if by_majority or settings.confidence == 1.0 or not votes:
        return False
    return max(probabilities(votes, table.alternatives, table.independence).values()) >= settings.confidence


def _cautious(votes: Sequence[Vote], attempts: Sequence[Attempt], outstanding: int, settings: Settings) -> list[Vote]:
    """The votes with the leader's traces doubted, which an outstanding attempt may still contradict."""
    leader = elect(votes)
    if leader is None or outstanding == 0:
        return list(votes)
    doubted = collect_votes(attempts, settings, doubt_traces=True)
    return [low if low.answer == leader.answer else vote for vote, low in zip(votes, doubted, strict=True)]


def _is_in_range(answer: int, settings: Settings) -> bool:
    return settings.lowest_answer <= answer <= settings.highest_answer


def _fingerprint(attempt: Attempt) -> str | None:
    """The fingerprint of all programs that ran without complaint: for a strategy that runs several cells, the last alone says little."""
    codes = [turn.code for turn in attempt.turns if turn.code is not None and turn.execution is not None and turn.diagnosis is None]
    return program_fingerprint("\n".join(codes)) if codes else None
