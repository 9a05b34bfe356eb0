"""Whatever the engine does: 50 problems, 50 answers, each id once, of the right type, in range, on time. See docs/gateways.md."""

from __future__ import annotations

import math
import shutil
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import polars
import pytest

from kaggle_utils.budget import Budget
from kaggle_utils.engines import EngineError
from kaggle_utils.environment import detect_environment
from kaggle_utils.gateways import make_predict, run_gateway
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import AnswerFailed, AnswerGiven, Event, ProblemStarted
from kaggle_utils.settings import Settings
from kaggle_utils.solver import Solver
from tests.gateways.faulty_engine import FAULTS, MIXTURE, FaultyEngine, answers, exits, hangs
from tests.kaggle import gateway

MakeSettings = Callable[..., Settings]
COMPETITIONS = Path(__file__).parents[1] / "kaggle"
PROBLEMS = 50
TIME_LIMIT = 1.5  # seconds for all of them, from when the engine is up
# Seconds after its deadline at which an answer still counts as on time: the worst of these tests was 0.19, beside two busy loops on two
# cores that others shared. A run's end may be later, because megabytes take time to journal. Kaggle's limits are half an hour and hours.
# A solver that waited for the engines that ignore a deadline would be late by half a second a problem, 25 s a run.
TOLERANCE = 10.0
TOLERANCE_OF_RUN = 20.0
LONG = 600.0  # seconds for all of them, where every answer is to come; they need a few
HEXADECIMAL = [f"{number * 7919 % 0xFFFFFF:06x}" for number in range(1, PROBLEMS + 1)]
Kind = TypeVar("Kind", bound=Event)
PROTOCOLS = ["aimo_1", "aimo_2", "aimo_3", "mid_2026", "csv"]


@pytest.fixture
def conform(
    inputs: Path,
    tmp_path: Path,
    make_settings: MakeSettings,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> Callable[..., polars.DataFrame]:
    """Run 50 problems through a protocol and an engine, check what every run must keep, and return the submission.

    ``pytest --junitxml FILE`` keeps how late the latest answer was.
    """

    def run(
        protocol: str,
        engine: FaultyEngine,
        ids: Sequence[str] = HEXADECIMAL,
        answer_column: bool = False,
        time_limit: float = TIME_LIMIT,
        await_engine: bool = True,
    ) -> polars.DataFrame:
        if protocol == "csv":
            file = tmp_path / "problems.csv"
            monkeypatch.setenv("KAGGLE_UTILS_PROBLEMS", str(file))
        else:
            shutil.copytree(COMPETITIONS / protocol, inputs / "competition")
            file = inputs / "competition" / "test.csv"
        rows = [f"{id_},What is 6 * {number}?" + ",5" * answer_column for number, id_ in enumerate(ids)]
        file.write_text("\n".join(["id,problem" + ",answer" * answer_column, *rows]) + "\n")
        monkeypatch.setattr(gateway.Gateway, "limit", time_limit + TOLERANCE_OF_RUN)
        settings = make_settings(
            strategies={"program-of-thoughts": 2}, repair_rounds=1, time_limit=time_limit, highest_answer=999, fallback_answer=3
        )
        started = time.monotonic()
        solver = Solver(settings, engine=engine).open()
        if await_engine:
            solver.wait_until_ready()
            started = time.monotonic()
            solver._budget = Budget.starting(started, settings)  # a busy machine's start of the sandbox is not what is tested
        submission = read_submission(run_gateway(solver, detect_environment()))
        assert time.monotonic() - started < time_limit + TOLERANCE_OF_RUN
        solver.close()
        assert sorted(map(str, submission["id"])) == sorted(ids)
        assert submission["answer"].dtype == polars.Int64
        assert submission["answer"].is_between(0, 999).all()
        record_property("lateness", lateness(settings))
        assert lateness(settings) < TOLERANCE
        return submission

    return run


def read_submission(path: Path) -> polars.DataFrame:
    return polars.read_parquet(path) if path.suffix == ".parquet" else polars.read_csv(path, schema_overrides={"id": polars.String})


def events(settings: Settings, kind: type[Kind]) -> list[Kind]:
    return [event for event in read_journal(settings.out / "journal.jsonl") if isinstance(event, kind)]


def lateness(settings: Settings) -> float:
    """By how many seconds the latest answer missed the deadline that the solver had journalled for it; negative if none did."""
    promised = {event.problem.id: event.seconds for event in events(settings, ProblemStarted)}
    return max(event.answer.seconds - promised[event.answer.id] for event in events(settings, AnswerGiven))


@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS)
def test_no_fault_of_an_engine_costs_more_than_its_answers(conform: Callable[..., polars.DataFrame], faults: list[object]) -> None:
    conform("aimo_3", FaultyEngine(faults))  # type: ignore[arg-type]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_protocol_survives_a_mixture_of_all_faults(conform: Callable[..., polars.DataFrame], protocol: str) -> None:
    conform(protocol, FaultyEngine(MIXTURE))


def test_an_engine_that_fails_to_start_gives_fallbacks(conform: Callable[..., polars.DataFrame]) -> None:
    submission = conform("aimo_2", FaultyEngine([answers], start_error=EngineError("no such model")), await_engine=False)
    assert submission["answer"].to_list() == [3] * PROBLEMS


def test_an_engine_that_never_comes_up_gives_fallbacks(conform: Callable[..., polars.DataFrame]) -> None:
    submission = conform("aimo_2", FaultyEngine([answers], start_seconds=math.inf), await_engine=False)
    assert submission["answer"].to_list() == [3] * PROBLEMS


def test_an_engine_that_starts_late_answers_what_is_left(conform: Callable[..., polars.DataFrame]) -> None:
    assert 42 in conform("aimo_2", FaultyEngine([answers], start_seconds=3.0), time_limit=60.0, await_engine=False)["answer"].to_list()


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_working_engine_answers_problems_with_or_without_a_third_column(conform: Callable[..., polars.DataFrame], protocol: str) -> None:
    assert conform(protocol, FaultyEngine([answers]), answer_column=True, time_limit=LONG)["answer"].to_list() == [42] * PROBLEMS


def test_an_engine_that_exits_at_times_does_not_end_the_event_loop(conform: Callable[..., polars.DataFrame]) -> None:
    assert 42 in conform("aimo_3", FaultyEngine([exits, exits, exits, exits, answers, answers]), time_limit=LONG)["answer"].to_list()


@pytest.mark.parametrize("protocol", ["aimo_2", "aimo_3", "mid_2026"])
def test_ids_that_arrive_as_integers_are_accepted(conform: Callable[..., polars.DataFrame], protocol: str) -> None:
    ids = [str(number) for number in range(100, 100 + PROBLEMS)]
    submission = conform(protocol, FaultyEngine([answers]), ids=ids, time_limit=LONG)
    assert sorted(submission["id"].cast(polars.String)) == ids


# -- predict by itself -----------------------------------------------------------------------------------------------------------------


def test_a_statement_that_is_none_gets_the_fallback_and_a_journal_entry(make_settings: MakeSettings) -> None:
    settings = make_settings(fallback_answer=3)
    statements = {"None": None, "NaN": math.nan, "empty": "", "blank": "  \n", "huge": "x" * 1_000_000}
    with Solver(settings, engine=FaultyEngine([answers])) as solver:
        frames = [make_predict(solver)(name, statement) for name, statement in statements.items()]
    assert [frame.rows() for frame in frames] == [[(name, 3)] for name in statements]
    reasons = {event.answer.id: event.answer.reason for event in events(settings, AnswerGiven)}
    too_long = "the statement has 1000000 characters, more than 20000"
    assert reasons == dict.fromkeys(statements, "the statement is empty") | {"huge": too_long}


def test_what_cannot_be_read_at_all_gets_the_fallback_and_a_journal_entry(make_settings: MakeSettings) -> None:
    settings = make_settings(fallback_answer=3)
    with Solver(settings, engine=FaultyEngine([answers])) as solver:
        frame = make_predict(solver)("p", polars.Series("problem", []))
    assert frame.rows() == [("p", 3)]
    (failure,) = events(settings, AnswerFailed)
    assert len(failure.reason) < 400


def test_ids_go_out_as_the_text_that_they_came_as(make_settings: MakeSettings) -> None:
    with Solver(make_settings(), engine=FaultyEngine([answers])) as solver:
        predict = make_predict(solver)
        out = [predict(polars.Series("id", [id_]), "What is 6 * 7?") for id_ in ("007", 7, "1e5")]
    assert [frame["id"].to_list() for frame in out] == [["007"], ["7"], ["1e5"]]


def test_where_the_gateway_compares_columns_integers_stay_integers(make_settings: MakeSettings) -> None:
    column = partial(polars.Series, "id")
    with Solver(make_settings(), engine=FaultyEngine([answers])) as solver:
        predict = make_predict(solver, integer_ids=True)
        out = [predict(id_, "What is 6 * 7?") for id_ in (column(["007"]), column([7]), column(["1e5"]), 7, "\udcff", column([]))]
    assert [frame.rows() for frame in out] == [[(id_, 42)] for id_ in ("007", 7, "1e5", "7", "\\udcff", "")]
    assert [frame["id"].dtype == polars.Int64 for frame in out] == [False, True, False, False, False, False]


def test_predict_answers_after_the_end_at_once(make_settings: MakeSettings) -> None:
    settings = make_settings(time_limit=1e-9, fallback_answer=3)
    with Solver(settings, engine=FaultyEngine([hangs], start_seconds=0.05)) as solver:
        started = time.monotonic()
        assert make_predict(solver)("p", "What is 6 * 7?").rows() == [("p", 3)]
        assert time.monotonic() - started < TOLERANCE
    assert events(settings, AnswerGiven)[0].answer.reason == "the time of the run is used up"


def test_predict_answers_when_the_solver_was_never_opened(make_settings: MakeSettings) -> None:
    assert make_predict(Solver(make_settings(), engine=FaultyEngine([answers])))("p", "What is 6 * 7?").rows() == [("p", 0)]


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
def test_predict_answers_when_the_solver_is_closed(make_settings: MakeSettings) -> None:
    with Solver(make_settings(), engine=FaultyEngine([answers])) as solver:
        predict = make_predict(solver)
    assert predict("p", "What is 6 * 7?").rows() == [("p", 0)]


def test_predict_answers_when_the_output_folder_has_vanished(make_settings: MakeSettings) -> None:
    settings = make_settings()
    with Solver(settings, engine=FaultyEngine([answers])) as solver:
        shutil.rmtree(settings.out)
        assert make_predict(solver)("p", "What is 6 * 7?").rows() == [("p", 42)]


def test_predict_answers_when_the_disk_is_full(make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with Solver(make_settings(fallback_answer=3), engine=FaultyEngine([answers])) as solver:
        monkeypatch.setattr(solver.journal, "write", full)
        frame = make_predict(solver)("p", "What is 6 * 7?")
        monkeypatch.undo()
    assert frame.schema == {"id": polars.String, "answer": polars.Int64}


@pytest.mark.parametrize("error", [SystemExit(1), KeyboardInterrupt(), RecursionError(), MemoryError()])
def test_predict_never_raises(make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(problem: object) -> None:
        raise error

    settings = make_settings(fallback_answer=3)
    solver = Solver(settings, engine=FaultyEngine([answers]))
    monkeypatch.setattr(solver, "solve", fail)
    assert make_predict(solver)("p", "What is 6 * 7?").rows() == [("p", 3)]
    assert events(settings, AnswerFailed)[0].reason.startswith(type(error).__name__)
