from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas
import polars
import pytest

from kaggle_utils.engines import Sampling
from kaggle_utils.environment import detect_environment
from kaggle_utils.errors import InputError
from kaggle_utils.gateways import describe_gateway, make_predict, run_gateway
from kaggle_utils.messages import Message
from kaggle_utils.settings import Settings
from kaggle_utils.solver import Solver
from tests.scripted import ScriptedEngine, program

MakeSettings = Callable[..., Settings]
COMPETITIONS = Path(__file__).parents[1] / "kaggle"
RIGHT = {"0a1b2c": 2, "000777": 6, "ffffff": 4}


def arithmetic(messages: Sequence[Message], sampling: Sampling) -> str:
    """Write the program that evaluates the sum in the statement."""
    statement = next(message.content for message in messages if message.role == "user")
    match = re.search(r"What is \$?([^$?]+)\$?\?", statement)
    assert match
    return program(f"print({match[1]})".replace(r"\times", "*"))


def attach(inputs: Path, competition: str, name: str = "competitions/ai-mathematical-olympiad") -> None:
    shutil.copytree(COMPETITIONS / competition, inputs / name)


def run(settings: Settings) -> polars.DataFrame:
    environment = detect_environment()
    with Solver(settings, engine=ScriptedEngine(arithmetic)) as solver:
        submission = run_gateway(solver, environment)
    if submission.suffix == ".parquet":
        return polars.read_parquet(submission)
    return polars.read_csv(submission, schema_overrides={"id": polars.String})


@pytest.mark.parametrize("place", ["local", "kaggle"])  # the re-run is two processes: test_two_processes.py
@pytest.mark.parametrize("competition", ["aimo_1", "aimo_2", "aimo_3", "mid_2026"])
def test_every_gateway_gets_every_answer_once(
    inputs: Path, make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch, competition: str, place: str
) -> None:
    attach(inputs, competition)
    if place != "local":
        monkeypatch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Batch")
    assert detect_environment().place == place
    frame = run(make_settings())
    assert dict(frame.iter_rows()) == RIGHT
    assert frame["answer"].dtype == polars.Int64


@pytest.mark.parametrize("layout", ["competition", "competitions/competition", "a/b/competition"])
def test_the_competition_is_found_wherever_kaggle_mounts_it(inputs: Path, layout: str) -> None:
    attach(inputs, "aimo_3", layout)
    environment = detect_environment()
    assert environment.protocol == "aimo-3"
    assert environment.competition == inputs / layout


def test_the_gateway_is_described_before_anything_runs(inputs: Path, make_settings: MakeSettings) -> None:
    attach(inputs, "aimo_3")
    assert describe_gateway(detect_environment(), make_settings()).startswith("aimo-3 gateway in ")


def test_ids_that_look_like_numbers_survive_a_csv_file(
    tmp_path: Path, make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    problems = tmp_path / "problems.csv"
    problems.write_text('id,problem\n000777,"What is 1 + 1?"\n1e5,"What is 2 + 2?"\n')
    monkeypatch.setenv("KAGGLE_UTILS_PROBLEMS", str(problems))
    settings = make_settings()
    monkeypatch.setenv("KAGGLE_UTILS_OUT", str(settings.out))
    assert run(settings)["id"].to_list() == ["000777", "1e5"]


# -- predict ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrap",
    [
        lambda name, value: value,
        lambda name, value: polars.Series(name, [value]),
        lambda name, value: polars.DataFrame({name: [value]}),
        lambda name, value: pandas.Series([value], name=name),
        lambda name, value: pandas.DataFrame({name: [value]}),
    ],
    ids=["scalar", "polars Series", "polars DataFrame", "pandas Series", "pandas DataFrame"],
)
def test_predict_takes_and_returns_what_kaggle_sends_and_wants(make_settings: MakeSettings, wrap: Callable[[str, str], object]) -> None:
    with Solver(make_settings(), engine=ScriptedEngine(arithmetic)) as solver:
        frame = make_predict(solver)(wrap("id", "abc"), wrap("problem", "What is 20 + 1?"))
    assert frame.rows() == [("abc", 21)]
    assert frame.schema == {"id": polars.String, "answer": polars.Int64}


def test_predict_takes_a_third_column(make_settings: MakeSettings) -> None:
    with Solver(make_settings(), engine=ScriptedEngine(arithmetic)) as solver:
        frame = make_predict(solver)("1", "What is 1 + 1?", polars.Series("answer", [5]))
    assert frame["answer"].item() == 2


def test_predict_is_a_plain_function_of_that_name(make_settings: MakeSettings) -> None:
    with Solver(make_settings(), engine=ScriptedEngine(arithmetic)) as solver:
        predict = make_predict(solver)
    assert type(predict).__name__ == "function"
    assert predict.__name__ == "predict"


def test_without_polars_the_package_to_install_is_named(make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(InputError, match="pip install polars"):
        make_predict(Solver(make_settings(), engine=ScriptedEngine(arithmetic)))


@pytest.mark.parametrize("problem", [None, 5, polars.Series("problem", []), "x" * 300_000, "\udcff"])
def test_predict_never_raises(make_settings: MakeSettings, problem: object) -> None:
    with Solver(make_settings(fallback_answer=3), engine=ScriptedEngine(arithmetic)) as solver:
        assert make_predict(solver)("id", problem)["answer"].item() == 3
