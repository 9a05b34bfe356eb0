"""A judgement on an undecided vote: a small weight for one of two answers, and nothing where the judge contradicts itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.engines import Completion, EngineError, Sampling
from kaggle_utils.engines.asker import JUDGEMENT
from kaggle_utils.engines.by_author import EnginesByAuthor
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.sandbox import Execution, Sandbox, Verdict
from kaggle_utils.settings import Settings
from kaggle_utils.settings.attempt_settings import AttemptSettings
from kaggle_utils.strategies import Attempt, AttemptContext, Turn
from kaggle_utils.voting.ballot import JUDGEMENT_WEIGHT, collect_votes
from kaggle_utils.voting.judgement import MAX_SOLUTION, Candidate, find_candidates, judge, plan_judgement, read_verdict
from kaggle_utils.voting.vote import elect, tally
from tests.scripted import Script, ScriptedEngine, says

MakeSettings = Callable[..., Settings]
PROBLEM = Problem("p", "How many?")
PAIR = (Candidate(42, "print(42)"), Candidate(7, "print(7)"))


def attempt(answer: int | None, code: str = "", strategy: str = "program-of-thoughts") -> Attempt:
    code = code or f"print({answer})"
    return Attempt(strategy, (Turn(Completion("", 1, 1, "stop"), code, Execution(Verdict.OK), None),), answer)


def words(answer: int, text: str) -> Attempt:
    return Attempt("chain-of-thought", (Turn(Completion(text, 1, 1, "stop"), None, None, None),), answer, executed=False)


def context_of(verifier: Script, seconds: float = 600.0) -> tuple[AttemptContext, ScriptedEngine]:
    engine = ScriptedEngine(verifier)
    both = EnginesByAuthor(ScriptedEngine(says("")), {"verifier": engine})
    return AttemptContext(both, Sandbox(), AttemptSettings(), time.monotonic() + seconds, time.monotonic, seed=0), engine


def prefers(answer: int) -> Script:
    """A judge that finds an answer wherever it stands."""
    return lambda messages, sampling: f"Verdict: {'A' if f'Solution A, answer {answer}:' in messages[-1].content else 'B'}"


def fails(messages: Sequence[Message], sampling: Sampling) -> str:
    raise EngineError("it died")


def test_two_answers_with_equal_weight_are_judged(make_settings: MakeSettings) -> None:
    found = find_candidates([attempt(42), attempt(7), attempt(None)], make_settings())
    assert found is not None
    assert {candidate.answer: candidate.solution for candidate in found} == {42: "print(42)", 7: "print(7)"}


@pytest.mark.parametrize(
    "attempts",
    [
        pytest.param([], id="no vote"),
        pytest.param([attempt(42)], id="one answer"),
        pytest.param([attempt(42), attempt(42, "print(6 * 7)"), attempt(7)], id="a clear leader"),
        pytest.param([attempt(42), attempt(10**9)], id="the other answer is out of range"),
        pytest.param([attempt(42), attempt(7), Attempt(JUDGEMENT, (), None)], id="it was judged"),
    ],
)
def test_a_vote_that_a_judgement_would_not_change_is_not_judged(attempts: list[Attempt], make_settings: MakeSettings) -> None:
    assert find_candidates(attempts, make_settings()) is None
    assert plan_judgement(attempts, make_settings(), 6) is None


@pytest.mark.parametrize("leads", [False, True])
def test_a_majority_is_judged_only_where_it_is_tied(leads: bool, make_settings: MakeSettings) -> None:
    attempts = [attempt(42), attempt(7)] + [attempt(42)] * leads
    assert (find_candidates(attempts, make_settings(voting="majority")) is None) is leads


def test_an_answer_in_words_is_shown_as_it_was_given(make_settings: MakeSettings) -> None:
    found = find_candidates([words(42, "It is 42."), words(7, "x" * 10_000)], make_settings())
    assert found is not None
    assert {candidate.answer: len(candidate.solution) for candidate in found} == {42: 9, 7: MAX_SOLUTION}


async def test_the_judge_sees_both_orders_and_its_choice_is_the_answer() -> None:
    context, verifier = context_of(prefers(7))
    made = await judge(PROBLEM, PAIR, context)
    assert (made.strategy, made.answer, made.executed) == (JUDGEMENT, 7, False)
    assert [turn.completion.author for turn in made.turns] == ["verifier", "verifier"]
    assert ["answer 42:" in call[-1].content.partition("Solution B")[0] for call in verifier.calls] == [True, False]
    assert "How many?" in verifier.calls[0][-1].content


@pytest.mark.parametrize(
    ("verifier", "turns"),
    [(says("Verdict: A"), 2), (says("Verdict: A", "I do not know."), 2), (says(""), 2), (fails, 0)],
    ids=["always the first", "half a verdict", "silent", "dead"],
)
async def test_a_judge_that_does_not_say_the_same_twice_chooses_nothing(verifier: Script, turns: int) -> None:
    made = await judge(PROBLEM, PAIR, context_of(verifier)[0])
    assert (made.answer, len(made.turns)) == (None, turns)


async def test_nothing_is_judged_after_the_deadline() -> None:
    context, verifier = context_of(prefers(7), seconds=-1.0)
    assert (await judge(PROBLEM, PAIR, context)).answer is None
    assert verifier.calls == []


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("B counts twice.\nVerdict: A", "A"),
        ("**Verdict:** b", "B"),
        ("Verdict: Solution B.", "B"),
        ("Verdict: A? No.\nVerdict: B", "B"),
        ("Verdict: Both are wrong.", None),
        ("A is right.", None),
        ("Verdict: 42", None),
    ],
)
def test_the_last_verdict_counts(text: str, verdict: str | None) -> None:
    assert read_verdict(text) == verdict


@pytest.mark.parametrize("rule", ["log-odds", "majority", "traces"])
def test_a_judgement_adds_its_small_weight_to_one_answer(rule: str, make_settings: MakeSettings) -> None:
    settings = make_settings(voting=rule)
    attempts = [attempt(42), attempt(7)]
    before, after = (tally(collect_votes(made, settings)) for made in (attempts, [*attempts, Attempt(JUDGEMENT, (), 7, executed=False)]))
    assert after[42] == before[42]
    assert after[7] == pytest.approx(before[7] + JUDGEMENT_WEIGHT)


@given(counts=st.lists(st.integers(1, 5), min_size=1, max_size=4), chosen=st.integers(0, 3))
def test_a_judgement_elects_no_answer_that_lay_further_behind_than_its_weight(counts: list[int], chosen: int) -> None:
    settings = Settings.preset("cpu-demo")
    attempts = [attempt(answer, f"print({answer} + {copy} * 0)") for answer, count in enumerate(counts) for copy in range(count)]
    before = tally(collect_votes(attempts, settings))
    elected = elect(collect_votes([*attempts, Attempt(JUDGEMENT, (), chosen, executed=False)], settings))
    assert elected is not None
    assert before.get(elected.answer, 0.0) > max(before.values()) - JUDGEMENT_WEIGHT
