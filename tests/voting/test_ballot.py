from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import nextafter

import pytest

from kaggle_utils.engines import Completion
from kaggle_utils.sandbox import Execution, Verdict
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt, Extrapolation, Turn
from kaggle_utils.traces import Trace
from kaggle_utils.voting.ballot import can_stop, collect_votes, is_contradicted, out_of_range
from kaggle_utils.voting.reliability import load_reliabilities
from kaggle_utils.voting.vote import elect, probabilities, tally

MakeSettings = Callable[..., Settings]
ONE, OTHER = "print(6 * 7)", "print(sum([6] * 7))"


def attempt(answer: int | None, code: str = ONE, strategy: str = "program-of-thoughts") -> Attempt:
    return Attempt(strategy, (Turn(Completion("", 1, 1, "stop"), code, Execution(Verdict.OK), None),), answer=answer)


def extrapolated(probability: float) -> Attempt:
    law = Extrapolation("f(n) = n", "polynomial", 2, "A", probability, (80,))
    return replace(attempt(3, strategy="trace"), trace=Trace(1, (1, 2), 3), extrapolation=law)


def test_each_attempt_with_an_answer_votes_once(make_settings: MakeSettings) -> None:
    votes = collect_votes([attempt(5), attempt(None)], make_settings())
    assert [(vote.answer, vote.source) for vote in votes] == [(5, "program-of-thoughts")]


@pytest.mark.parametrize("answer", [0, 99_999])
def test_the_ends_of_the_range_are_in_it(make_settings: MakeSettings, answer: int) -> None:
    assert [vote.answer for vote in collect_votes([attempt(answer)], make_settings())] == [answer]
    assert out_of_range([attempt(answer)], make_settings()) == []


@pytest.mark.parametrize("answer", [-1, 100_000])
def test_an_answer_out_of_range_is_no_vote_but_is_told(make_settings: MakeSettings, answer: int) -> None:
    assert collect_votes([attempt(answer)], make_settings()) == []
    assert out_of_range([attempt(answer), attempt(5), attempt(None)], make_settings()) == [answer]


def test_a_modulus_is_taken_before_the_range_is_looked_at(make_settings: MakeSettings) -> None:
    settings = make_settings(modulus=1000)
    attempts = [attempt(123_456), attempt(-1)]
    assert [vote.answer for vote in collect_votes(attempts, settings)] == [456, 999]
    assert out_of_range(attempts, settings) == []


def test_an_extrapolated_answer_counts_less_the_less_its_law_is_sure(make_settings: MakeSettings) -> None:
    weights = [collect_votes([extrapolated(chance)], make_settings())[0].weight for chance in (1.0, 0.97, 0.9, 0.8)]
    assert weights == sorted(set(weights), reverse=True)
    measured = collect_votes([attempt(3, strategy="trace")], make_settings())[0].weight
    assert weights[0] == measured


def test_an_unlikely_answer_is_still_better_than_the_fallback(make_settings: MakeSettings) -> None:
    result = elect(collect_votes([extrapolated(0.001)], make_settings()))
    assert result is not None
    assert result.answer == 3


def test_two_programs_that_agree_weigh_more_than_a_program_and_its_copy(make_settings: MakeSettings) -> None:
    copies = tally(collect_votes([attempt(42), attempt(42)], make_settings()))
    independent = tally(collect_votes([attempt(42), attempt(42, OTHER)], make_settings()))
    assert independent[42] > copies[42] > tally(collect_votes([attempt(42)], make_settings()))[42]


def test_of_a_strategy_that_runs_several_pieces_all_of_them_are_its_structure(make_settings: MakeSettings) -> None:
    first, second = (
        replace(attempt(42), turns=(*attempt(42, code).turns, *attempt(42, "print(x)").turns)) for code in ("x = 6 * 7", "x = sum([6] * 7)")
    )
    structures = {vote.fingerprint for vote in collect_votes([first, second], make_settings())}
    assert len(structures) == 2


def test_words_share_no_structure(make_settings: MakeSettings) -> None:
    words = Attempt("chain-of-thought", (Turn(Completion("42", 1, 1, "stop"), None, None, None),), answer=42, executed=False)
    assert [vote.fingerprint for vote in collect_votes([words, words], make_settings())] == [None, None]


def test_by_majority_every_vote_weighs_one(make_settings: MakeSettings) -> None:
    settings = make_settings(voting="majority")
    votes = collect_votes([attempt(42), attempt(42), extrapolated(0.5)], settings)
    assert [vote.weight for vote in votes] == [1.0, 1.0, 1.0]
    assert [vote.source for vote in votes] == ["program-of-thoughts", "program-of-thoughts", "trace"]


def test_attempts_stop_when_the_leader_cannot_be_overtaken(make_settings: MakeSettings) -> None:
    cast = [attempt(42, OTHER), attempt(42), attempt(42, "print(40 + 2)")]
    assert can_stop(cast, outstanding=1, settings=make_settings())
    assert not can_stop(cast[:1], outstanding=1, settings=make_settings())
    assert not can_stop([], outstanding=0, settings=make_settings())


def test_attempts_stop_earlier_when_less_confidence_is_asked_for(make_settings: MakeSettings) -> None:
    cast = [attempt(42, f"print(42{' + 0' * index})") for index in range(12)]
    assert not can_stop(cast, outstanding=100, settings=make_settings())
    assert can_stop(cast, outstanding=100, settings=make_settings(confidence=0.9))
    assert not can_stop(cast[:1], outstanding=100, settings=make_settings(confidence=0.9))
    assert not can_stop(cast, outstanding=100, settings=make_settings(confidence=0.9, voting="majority"))


def test_by_majority_each_outstanding_attempt_is_reckoned_with_as_one_vote(make_settings: MakeSettings) -> None:
    cast = [attempt(42)] * 7
    assert can_stop(cast, outstanding=6, settings=make_settings(voting="majority"))
    assert not can_stop(cast, outstanding=7, settings=make_settings(voting="majority"))


def test_attempts_stop_exactly_when_the_answer_is_as_probable_as_was_asked_for(make_settings: MakeSettings) -> None:
    cast, table = [attempt(42), attempt(42, OTHER), attempt(41)], load_reliabilities()
    probability = probabilities(collect_votes(cast, make_settings()), table.alternatives, table.independence)[42]
    assert can_stop(cast, outstanding=100, settings=make_settings(confidence=probability))
    assert not can_stop(cast, outstanding=100, settings=make_settings(confidence=nextafter(probability, 1)))


def test_by_default_no_probability_is_enough(make_settings: MakeSettings) -> None:
    cast = [attempt(42, f"print(42{' + 0' * index})") for index in range(100)]
    assert not can_stop(cast, outstanding=1000, settings=make_settings(confidence=1.0))


def test_no_vote_weighs_more_than_the_stopping_rule_reckons_with(make_settings: MakeSettings) -> None:
    table = load_reliabilities()
    assert all(table.at((*path, "unknown")) <= table.best() for path in table.sources)


def traced(*terms: int, answer: int = 9, modulus: int | None = None, target: int = 50, **fields: object) -> Attempt:
    return replace(attempt(answer, strategy="trace"), trace=Trace(1, terms, target), trace_modulus=modulus, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "contradicted"),
    [
        (traced(1, 2, 4), traced(1, 2, 4, 8), False),
        (traced(1, 2, 4), traced(1, 2, 5), True),
        (traced(1, 2, 4), traced(1, 2, 4, target=51), True),
        (traced(1, 2, 1004, modulus=1000), traced(1, 2, 4, modulus=1000), False),
        (traced(1, 2, 1004, modulus=1000), traced(1, 2, 5, modulus=1000), True),
        (traced(1, 2, 4), attempt(9), False),
        (attempt(9), traced(1, 2, 4), False),
    ],
    ids=["the same", "another term", "another size", "reduced", "reduced and another", "no other trace", "no trace"],
)
def test_traces_of_one_problem_are_compared_where_they_overlap(one: Attempt, other: Attempt, contradicted: bool) -> None:
    assert is_contradicted(one, [one, other]) is contradicted


def test_traces_that_contradict_each_other_weigh_less_both(make_settings: MakeSettings) -> None:
    alone = collect_votes([traced(1, 2, 4)], make_settings())[0].weight
    both = [vote.weight for vote in collect_votes([traced(1, 2, 4, answer=8), traced(1, 2, 5, answer=9)], make_settings())]
    assert both[0] == both[1] < alone


def test_a_doubted_trace_weighs_less(make_settings: MakeSettings) -> None:
    plain, doubted = [collect_votes([traced(7, 7, 7, doubts=doubts)], make_settings())[0].weight for doubts in ((), ("constant",))]
    assert doubted < plain


def test_a_majority_counts_a_doubted_trace_as_one(make_settings: MakeSettings) -> None:
    (vote,) = collect_votes([traced(7, 7, 7, doubts=("constant",))], make_settings(voting="majority"))
    assert vote.weight == 1.0


def test_attempts_go_on_while_another_trace_could_contradict_the_leader(make_settings: MakeSettings) -> None:
    settings = make_settings()
    traces = [replace(traced(1, 2, 4, answer=8), turns=attempt(8, code).turns) for code in (ONE, OTHER)]
    measured = [replace(each, trace=None) for each in traces]
    assert can_stop(measured, 1, settings)
    assert not can_stop(traces, 1, settings)
    assert can_stop(traces, 0, settings)


def test_the_traces_of_the_others_are_not_doubted_when_it_is_decided_whether_to_stop(make_settings: MakeSettings) -> None:
    leader = [attempt(42, code) for code in (ONE, OTHER, "print(40 + 2)")]
    others = [replace(traced(1, 2, 4, answer=8), turns=attempt(8, code).turns) for code in ("print(2 ** 3)", "print(len('12345678'))")]
    assert can_stop([*leader, *others], outstanding=1, settings=make_settings())
    assert not can_stop([*leader, *others], outstanding=2, settings=make_settings())


def test_without_outstanding_attempts_no_trace_of_the_leader_is_doubted(make_settings: MakeSettings) -> None:
    """Doubted, the trace would weigh as little as the unlikely answer."""
    unlikely = replace(extrapolated(0.001), trace=None)
    assert can_stop([traced(1, 2, 4, answer=8), unlikely], outstanding=0, settings=make_settings())


def test_only_programs_that_ran_without_complaint_make_the_fingerprint(make_settings: MakeSettings) -> None:
    plain = attempt(5)
    failed = Turn(Completion("", 1, 1, "stop"), OTHER, Execution(Verdict.ERROR), "ZeroDivisionError")
    refused = Turn(Completion("", 1, 1, "stop"), OTHER, Execution(Verdict.OK), "no integer")
    not_run = Turn(Completion("", 1, 1, "stop"), OTHER, None, None)
    repaired = replace(plain, turns=(failed, refused, not_run, *plain.turns))
    fingerprints = [vote.fingerprint for vote in collect_votes([plain, repaired], make_settings())]
    assert fingerprints[0] is not None
    assert fingerprints[0] == fingerprints[1]
