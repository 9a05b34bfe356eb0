"""A competition that nobody has written code for: a folder with a CSV file, and a row that says what is in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas
import pytest

from kaggle_utils.cli import main
from kaggle_utils.environment import detect_environment, load_settings
from kaggle_utils.errors import InputError
from kaggle_utils.gateways import describe_gateway, run_gateway
from kaggle_utils.settings import Settings
from kaggle_utils.settings.competitions import load_competitions
from kaggle_utils.solver import Solver
from tests.gateways.test_gateways import arithmetic
from tests.scripted import ScriptedEngine

MakeSettings = Callable[..., Settings]
ROW = """
[lattice-2027]
folder = "lattice-*"
problems = "data/puzzles.csv"
submission = "answers.csv"
columns = { id = "Task", problem = "text", answer = "value" }
device = ["L4"]
time_limit = 7200
lowest_answer = 1
highest_answer = 96
fallback_answer = 1
modulus = 97
"""
PUZZLES = 'Task,level,text\n007,easy,"What is 1 + 1?"\n1e5,hard,"What is 100 * 3?"\n'


@pytest.fixture
def attached(inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a made-up competition where Kaggle would mount it, and the file with its row."""
    folder = inputs / "competitions" / "lattice-counting"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "puzzles.csv").write_text(PUZZLES)
    (tmp_path / "own.toml").write_text(ROW)
    monkeypatch.setenv("KAGGLE_UTILS_COMPETITIONS", str(tmp_path / "own.toml"))
    return folder


@pytest.mark.parametrize("place", ["local", "kaggle", "rerun"])
def test_a_row_is_all_that_an_offline_competition_needs(
    attached: Path, make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    if place != "local":
        monkeypatch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Batch")
    if place == "rerun":
        monkeypatch.setenv("KAGGLE_IS_COMPETITION_RERUN", "1")
    environment = detect_environment()
    fixed = load_settings("cpu-demo", time_limit=60.0)
    settings = make_settings(
        modulus=fixed.modulus,
        lowest_answer=fixed.lowest_answer,
        highest_answer=fixed.highest_answer,
        fallback_answer=1,
        out=environment.out,
    )
    assert describe_gateway(environment, settings).startswith(f"2 problems of lattice-2027 in {attached}/data/puzzles.csv, 0 of them")
    with Solver(settings, engine=ScriptedEngine(arithmetic)) as solver:
        submission = run_gateway(solver, environment)
    assert submission == environment.out / "answers.csv"
    assert submission.read_text() == f"Task,value\n007,2\n1e5,{300 % 97}\n"


def test_the_row_fixes_time_range_and_modulus(attached: Path) -> None:
    settings = load_settings("transformers", model="m")
    assert (settings.time_limit, settings.modulus) == (7200, 97)
    assert (settings.lowest_answer, settings.highest_answer, settings.fallback_answer) == (1, 96, 1)
    assert load_settings("cpu-demo").time_limit == 1800  # the preset's own limit is smaller


def test_a_column_that_is_missing_is_one_clear_error(attached: Path, make_settings: MakeSettings) -> None:
    (attached / "data" / "puzzles.csv").write_text("Task,level,prompt\n007,easy,What?\n")
    with pytest.raises(InputError) as raised:
        describe_gateway(detect_environment(), make_settings())
    assert str(raised.value) == (
        f"{attached}/data/puzzles.csv has no column 'text' in its first line, only task, level, prompt: "
        f"correct columns = {{ problem = ... }} in {attached.parents[2]}/own.toml, [lattice-2027]"
    )


def test_a_preset_for_another_gpu_is_said(attached: Path) -> None:
    settings = load_settings("t4x2-32b-awq", model="m")
    assert describe_gateway(detect_environment(), settings).endswith("; preset t4x2-32b-awq is for T4, and lattice-2027 lends L4")
    settings = load_settings("l4x4-32b-awq", model="m")
    assert "lends" not in describe_gateway(detect_environment(), settings)


def test_a_gateway_of_kaggles_goes_before_a_row(attached: Path, inputs: Path) -> None:
    (inputs / "z" / "kaggle_evaluation").mkdir(parents=True)
    (inputs / "z" / "kaggle_evaluation" / "aimo_3_inference_server.py").touch()
    assert detect_environment().protocol == "aimo-3"


def test_the_command_line_takes_the_row_too(attached: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labelled = tmp_path / "train.csv"
    labelled.write_text('Task,text,value\n0a,"How many primes are at most 100?",25\n')
    assert main(["solve", str(labelled), "--competition", "lattice-2027", "--preset", "cpu-demo", "--out", str(tmp_path / "run")]) == 0
    frame = pandas.read_csv(tmp_path / "run" / "answers.csv", dtype={"Task": str})
    assert frame.columns.tolist() == ["Task", "value"]
    assert frame["Task"].tolist() == ["0a"]
    assert main(["solve", str(labelled), "--competition", "olympics"]) == 2
    assert "no competition is called 'olympics'; there are: lattice-2027, aimo-1" in capsys.readouterr().err


def test_a_row_can_be_named_for_a_file_that_lies_anywhere(attached: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(PUZZLES)
    monkeypatch.setenv("KAGGLE_UTILS_PROBLEMS", str(tmp_path / "p.csv"))
    assert detect_environment().row is None
    monkeypatch.setenv("KAGGLE_UTILS_COMPETITION", "lattice-2027")
    row = detect_environment().row
    assert row is not None
    assert row.name == "lattice-2027"
    assert load_settings("cpu-demo").modulus == 97


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[a]\nanswers = 5\n", r"\[a\] has 'answers'; it may have: folder, problems"),
        ('[a]\ncolumns = { question = "q" }\n', r"\[a\], columns has 'question'; it may have: id, problem, answer"),
        ('[a]\ncolumns = { id = "x", problem = "x" }\n', r"\[a\]: columns are called x, x, answer, and each needs a name of its own"),
        ('[a]\nmodulus = "97"\n', r"\[a\]: modulus is '97', and must be a number without a fraction"),
        ("[a]\nhighest_answer = 9.5\n", r"\[a\]: highest_answer is 9.5, and must be a number without a fraction"),
        ("[a]\ntime_limit = true\n", r"\[a\]: time_limit is True, and must be a number$"),
        ("[a]\nfolder = 5\n", r"\[a\] cannot be read: 5 is not str"),
        ('[a]\ndevice = "T4"\n', r"\[a\] cannot be read: 'T4' is not a list"),
        ("modulus = 5\n", r"modulus stands outside a table"),
        ("[a\n", r"is not TOML"),
    ],
)
def test_a_row_that_says_something_else_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "own.toml").write_text(text)
    with pytest.raises(InputError, match=said):
        load_competitions({"KAGGLE_UTILS_COMPETITIONS": str(tmp_path / "own.toml")})


def test_a_file_of_rows_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match="KAGGLE_UTILS_COMPETITIONS is '/nowhere', which cannot be read"):
        load_competitions({"KAGGLE_UTILS_COMPETITIONS": "/nowhere"})


def test_ones_own_row_replaces_ours(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("[aimo-3]\ntime_limit = 60\n")
    rows = load_competitions({"KAGGLE_UTILS_COMPETITIONS": str(tmp_path / "own.toml")})
    assert rows["aimo-3"].settings == {"time_limit": 60}
    assert rows["aimo-2"].settings["modulus"] == 1000


def test_every_gpu_that_our_rows_name_is_in_the_memory_plans_table() -> None:
    from kaggle_utils.memory_plan import find_gpu

    named = {device for row in load_competitions({}).values() for device in row.device}
    assert {find_gpu(device).name for device in named} == named
