from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest

from kaggle_utils.engines import Completion, EngineError, OnText, Sampling
from kaggle_utils.errors import InputError
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import AnswerGiven, AttemptLost, AttemptMade, BallotClosed, Event, ProblemStarted
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.settings import Settings
from kaggle_utils.solver import Solver
from tests.scripted import Script, ScriptedEngine, program, says
from tests.sequences.conftest import EXCERPT

MakeSettings = Callable[..., Settings]
Kind = TypeVar("Kind", bound=Event)
PROBLEM = Problem("p1", "What is 6 times 7?", 42)
POT_ONLY = {"program-of-thoughts": 3}


def events(settings: Settings, kind: type[Kind]) -> list[Kind]:
    return [event for event in read_journal(settings.out / "journal.jsonl") if isinstance(event, kind)]


def solve(settings: Settings, script: Script, problem: Problem = PROBLEM) -> tuple[int, str | None]:
    with Solver(settings, engine=ScriptedEngine(script)) as solver:
        answer = solver.solve(problem)
    return answer.value, answer.reason


def test_the_answer_that_most_programs_print_wins(make_settings: MakeSettings) -> None:
    settings = make_settings(strategies=POT_ONLY)
    assert solve(settings, says(program("print(42)"), program("print(41)"), program("print(42)"))) == (42, None)


def test_a_failed_program_is_repaired_with_its_error_shown(make_settings: MakeSettings) -> None:
    engine = ScriptedEngine(says(program("print(six * 7)"), program("print(6 * 7)")))
    with Solver(make_settings(strategies={"program-of-thoughts": 1}), engine=engine) as solver:
        assert solver.solve(PROBLEM).value == 42
    request = engine.calls[1][-1].content
    assert "NameError: name 'six' is not defined (line 1)" in request


def test_repair_stops_after_the_rounds_that_were_set(make_settings: MakeSettings) -> None:
    engine = ScriptedEngine(says(program("1 / 0")))
    with Solver(make_settings(strategies={"program-of-thoughts": 1}, repair_rounds=2), engine=engine) as solver:
        answer = solver.solve(PROBLEM)
    assert len(engine.calls) == 3
    assert answer.reason == "no attempt gave an answer in range"


def test_only_the_latest_failure_is_shown(make_settings: MakeSettings) -> None:
    engine = ScriptedEngine(says(program("1 / 0"), program("int('x')"), program("print(1)")))
    with Solver(make_settings(strategies={"program-of-thoughts": 1}), engine=engine) as solver:
        solver.solve(PROBLEM)
    assert [len(call) for call in engine.calls] == [2, 4, 4]


def test_a_reply_without_a_program_is_asked_for_one(make_settings: MakeSettings) -> None:
    assert solve(make_settings(strategies={"program-of-thoughts": 1}), says("It is 42.", program("print(42)"))) == (42, None)


def test_an_answer_out_of_range_is_not_clamped_but_dropped(make_settings: MakeSettings) -> None:
    settings = make_settings(strategies=POT_ONLY, fallback_answer=7)
    assert solve(settings, says(program("print(10**9)"))) == (7, "no attempt gave an answer in range")


def test_two_different_trace_programs_elect_the_term_at_the_target(make_settings: MakeSettings) -> None:
    one = program("print('target', 3)\nfor n in range(1, 4): print(n, 2 * n)")
    other = program("print('target', 3)\nfor n in range(1, 4): print(n, n + n)")
    assert solve(make_settings(strategies={"trace": 2}), says(one, other)) == (6, None)


def test_no_more_is_spent_once_the_leader_cannot_be_overtaken(make_settings: MakeSettings) -> None:
    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        return program("print(42)") if sampling.seed < 2000 else program("import time; time.sleep(600); print(1)")

    started = time.monotonic()
    assert solve(make_settings(strategies=POT_ONLY, execution_timeout=700.0, problem_limit=900.0), script) == (42, None)
    assert time.monotonic() - started < 300


def test_a_hanging_engine_gets_the_fallback_at_the_deadline_and_is_cancelled(make_settings: MakeSettings) -> None:
    engine = ScriptedEngine(says(""), hang=True)
    # Nothing but the deadline ends it. Asking six times takes milliseconds, and an engine that is expected to be fast is asked by all.
    with Solver(make_settings(problem_limit=4.0, fallback_answer=5, usual_speed=1e6), engine=engine) as solver:
        answer = solver.solve(PROBLEM)
    assert (answer.value, answer.reason) == (5, "6 attempts cut off at the deadline")
    assert engine.cancelled == 6


def test_an_engine_that_blocks_everything_delays_no_answer_and_no_end(make_settings: MakeSettings) -> None:
    released = threading.Event()

    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        if sampling.seed > 0:
            released.wait(600)
        return program("print(42)")

    settings = make_settings(strategies={"program-of-thoughts": 2}, problem_limit=5.0, fallback_answer=5)
    solver = Solver(settings, engine=ScriptedEngine(script)).open().wait_until_ready()
    started = time.monotonic()
    answer = solver.solve(PROBLEM)
    assert time.monotonic() - started < 300
    assert (answer.value, answer.reason) == (5, "the event loop did not answer before the deadline")
    released.set()
    solver.close()


def test_what_was_answered_before_the_deadline_counts(make_settings: MakeSettings) -> None:
    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        return program("print(42)") if sampling.seed == 0 else program("import time; time.sleep(600)")

    assert solve(make_settings(strategies=POT_ONLY, problem_limit=8.0, execution_timeout=700.0), script)[0] == 42


def test_an_engine_that_fails_is_survived_and_named(make_settings: MakeSettings) -> None:
    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        raise EngineError("out of memory")

    settings = make_settings()
    assert solve(settings, script) == (0, "EngineError: out of memory")
    assert len(events(settings, AttemptLost)) == 6


def test_what_an_engine_hands_in_at_the_deadline_counts(make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    # The attempts' deadline is after 2 s, and what they hand in counts for 9 s more.
    monkeypatch.setattr("kaggle_utils.case.MARGIN", 18.0)
    monkeypatch.setattr("kaggle_utils.case.MAX_MARGIN", 0.9)

    class Obedient(ScriptedEngine):
        async def generate(
            self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None
        ) -> Completion:
            await asyncio.sleep(deadline - time.monotonic())
            return Completion(r"So \boxed{42}, which", prompt_tokens=1, tokens=1, finish="deadline")

    with Solver(make_settings(strategies={"chain-of-thought": 2}, problem_limit=20.0), engine=Obedient(says(""))) as solver:
        assert solver.solve(PROBLEM).value == 42


def test_an_attempt_that_is_cancelled_from_inside_does_not_spoil_the_others(make_settings: MakeSettings) -> None:
    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        if sampling.seed == 0:
            raise asyncio.CancelledError
        return program("print(42)")

    assert solve(make_settings(strategies=POT_ONLY), script) == (42, None)


def test_one_failing_attempt_does_not_spoil_the_others(make_settings: MakeSettings) -> None:
    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        if sampling.seed == 0:
            raise ValueError("surprise")
        return program("print(42)")

    assert solve(make_settings(strategies=POT_ONLY), script) == (42, None)


def test_an_engine_that_cannot_start_says_so_at_once(make_settings: MakeSettings) -> None:
    engine = ScriptedEngine(says(""), start_error=EngineError("no such model"))
    with pytest.raises(EngineError, match="no such model"), Solver(make_settings(), engine=engine):
        pass


def test_problems_handed_to_an_engine_that_did_not_start_get_the_fallback(make_settings: MakeSettings) -> None:
    solver = Solver(make_settings(), engine=ScriptedEngine(says(""), start_error=EngineError("no such model"))).open()
    answer = solver.solve(PROBLEM)
    solver.close()
    assert (answer.value, answer.reason) == (0, "EngineError: no such model")


def test_a_statement_that_is_too_long_gets_the_fallback_with_the_reason(make_settings: MakeSettings) -> None:
    value, reason = solve(make_settings(), says(program("print(1)")), Problem("p", "x" * 200_000))
    assert (value, reason) == (0, "the statement has 200000 characters, more than 20000")


def test_a_restarted_run_asks_nothing_twice(make_settings: MakeSettings) -> None:
    settings = make_settings()
    assert solve(settings, says(program("print(42)"))) == (42, None)
    engine = ScriptedEngine(says(program("print(1)")))
    with Solver(settings, engine=engine) as solver:
        assert solver.solve(PROBLEM).value == 42
    assert engine.calls == []


def test_a_run_with_other_settings_takes_no_answers_over(make_settings: MakeSettings) -> None:
    assert solve(make_settings(), says(program("print(777)"))) == (777, None)
    assert solve(make_settings(highest_answer=99), says(program("print(42)"))) == (42, None)
    assert solve(make_settings(highest_answer=99), says(program("print(43)"))) == (42, None)


def test_a_restarted_run_tries_a_fallback_again(make_settings: MakeSettings) -> None:
    settings = make_settings()
    assert solve(settings, says("no idea"))[0] == 0
    assert solve(settings, says(program("print(42)"))) == (42, None)


def test_the_same_id_with_another_statement_is_another_problem(make_settings: MakeSettings) -> None:
    settings = make_settings()
    solve(settings, says(program("print(42)")))
    assert solve(settings, says(program("print(5)")), Problem("p1", "What is 2 + 3?")) == (5, None)


def test_every_answer_can_be_explained_from_the_journal(make_settings: MakeSettings) -> None:
    settings = make_settings(strategies={"program-of-thoughts": 1})
    solve(settings, says(program("1 / 0"), program("print(42)")))
    (made,) = events(settings, AttemptMade)
    assert [turn.execution and turn.execution.verdict for turn in made.attempt.turns] == ["error", "ok"]
    assert made.attempt.turns[0].diagnosis == "ZeroDivisionError: division by zero (line 1)"
    assert [answer for answer, _ in events(settings, BallotClosed)[0].weights] == [42]
    assert events(settings, AnswerGiven)[0].answer.value == 42


def test_it_works_where_an_event_loop_is_running_already(make_settings: MakeSettings) -> None:
    async def notebook_cell() -> int:
        with Solver(make_settings(), engine=ScriptedEngine(says(program("print(42)")))) as solver:
            return solver.solve(PROBLEM).value

    assert asyncio.run(notebook_cell()) == 42


def test_it_works_from_a_worker_thread(make_settings: MakeSettings) -> None:
    with Solver(make_settings(), engine=ScriptedEngine(says(program("print(42)")))) as solver, ThreadPoolExecutor(1) as pool:
        assert pool.submit(solver.solve, PROBLEM).result().value == 42


def test_closing_twice_or_before_opening_does_no_harm(make_settings: MakeSettings) -> None:
    solver = Solver(make_settings(), engine=ScriptedEngine(says("")))
    solver.close()
    with Solver(make_settings(), engine=ScriptedEngine(says(""))) as again:
        pass
    again.close()


def test_an_engine_that_fails_to_stop_keeps_nothing_locked(make_settings: MakeSettings) -> None:
    class Sticky(ScriptedEngine):
        async def __aexit__(self, *error: object) -> None:
            raise OSError("no such process")

    for _ in range(2):
        with Solver(make_settings(), engine=Sticky(says(""))):
            pass


def test_closing_while_the_engine_loads_lets_it_clear_up(make_settings: MakeSettings) -> None:
    loading, cleared = threading.Event(), threading.Event()

    class Loading(ScriptedEngine):
        async def __aenter__(self) -> ScriptedEngine:
            loading.set()
            try:
                await asyncio.Event().wait()
            finally:
                await asyncio.sleep(0.05)
                cleared.set()
            return self

    solver = Solver(make_settings(), engine=Loading(says(""))).open()
    assert loading.wait(120)
    solver.close()
    assert cleared.is_set()


def test_closing_stops_the_engine(make_settings: MakeSettings) -> None:
    engine = ScriptedEngine(says(""))
    with Solver(make_settings(), engine=engine):
        pass
    assert engine.closed


def test_an_unknown_strategy_is_refused(make_settings: MakeSettings) -> None:
    with pytest.raises(InputError, match="no strategy is called tree-of-guesses; there are: program-of-thoughts,"):
        Solver(make_settings(strategies={"tree-of-guesses": 1}), engine=ScriptedEngine(says("")))


def test_an_output_folder_that_cannot_be_written_is_refused(make_settings: MakeSettings) -> None:
    settings = make_settings()
    settings.out.parent.mkdir(exist_ok=True)
    settings.out.write_text("a file where the folder should be")
    with pytest.raises(InputError, match=r"cannot write to .*choose another folder with --out"):
        Solver(settings, engine=ScriptedEngine(says("")))


def test_time_is_shared_out_among_the_expected_problems(make_settings: MakeSettings) -> None:
    settings = make_settings(time_limit=10_000.0, reserve=1000.0, problem_limit=9000.0, budget_policy="equal-share")
    with Solver(settings, engine=ScriptedEngine(says(program("print(1)")))) as solver:
        solver.expect(9)
        solver.solve(PROBLEM)
    assert events(settings, ProblemStarted)[0].seconds == pytest.approx(1000.0, rel=0.05)


class HangsAt(ScriptedEngine):
    """Never answers a question with this seed or a later one."""

    def __init__(self, seed: int, script: Script) -> None:
        super().__init__(script)
        self.seed = seed

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:
        if sampling.seed >= self.seed:
            await asyncio.Event().wait()
        return await super().generate(messages, sampling, deadline, on_text)


def test_the_turns_of_an_attempt_that_is_cut_off_are_kept(make_settings: MakeSettings) -> None:
    settings = make_settings(strategies={"program-of-thoughts": 1}, problem_limit=10.0)
    with Solver(settings, engine=HangsAt(1, says(program("1 / 0")))) as solver:
        assert solver.solve(PROBLEM).reason == "1 attempts cut off at the deadline"
    (lost,) = events(settings, AttemptLost)
    assert (lost.rank, lost.strategy, lost.cut_off, lost.reason) == (0, "program-of-thoughts", True, "the deadline")
    assert [turn.diagnosis for turn in lost.turns] == ["ZeroDivisionError: division by zero (line 1)"]


def test_the_turns_of_an_attempt_that_fails_are_kept(make_settings: MakeSettings) -> None:
    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        if sampling.seed == 0:
            return program("1 / 0")
        raise EngineError("down")

    settings = make_settings(strategies={"program-of-thoughts": 1})
    solve(settings, script)
    (lost,) = events(settings, AttemptLost)
    assert (lost.cut_off, lost.reason) == (False, "EngineError: down")
    assert [turn.diagnosis for turn in lost.turns] == ["ZeroDivisionError: division by zero (line 1)"]


def test_an_attempt_that_the_vote_did_not_need_is_on_record(make_settings: MakeSettings) -> None:
    settings = make_settings(strategies=POT_ONLY)
    with Solver(settings, engine=HangsAt(2000, says(program("print(42)")))) as solver:
        assert solver.solve(PROBLEM).value == 42
    (lost,) = events(settings, AttemptLost)
    assert (lost.rank, lost.cut_off, lost.reason, lost.turns) == (2, True, "the answer was decided without it", ())


def test_a_trace_is_named_in_the_journal_where_the_user_gives_sequences(make_settings: MakeSettings) -> None:
    code = 'print("target 3")\nfor n in range(14):\n    print(n, 3 ** n + 2 ** n * 5)'
    settings = make_settings(strategies={"trace": 1}, sequences=str(EXCERPT))
    powers = 'print("target 3")\nfor n in range(14):\n    print(n, 3 * 2 ** n)'
    for number, each in enumerate((code, powers)):
        with Solver(settings, engine=ScriptedEngine(says(program(each)))) as solver:
            solver.solve(Problem(f"p{number}", "How many?"))
    named = [made.attempt.known_as for made in events(settings, AttemptMade)]
    assert named[0] is None
    assert named[1] is not None
    assert named[1].relation == "3 times A000079"


def test_sequences_that_cannot_be_read_are_refused_before_the_journal_is_opened(make_settings: MakeSettings) -> None:
    settings = make_settings(sequences="/nowhere")
    with pytest.raises(InputError, match="/nowhere cannot be read"):
        Solver(settings, engine=ScriptedEngine(says("")))
    assert not settings.out.exists()
