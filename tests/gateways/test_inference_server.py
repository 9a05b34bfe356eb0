"""Any competition whose server is called as Kaggle's later ones are: found, described, answered under its own column names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas
import polars
import pytest

from kaggle_utils.environment import detect_environment, load_settings
from kaggle_utils.errors import InputError
from kaggle_utils.gateways import describe_gateway, make_predict, run_gateway
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import AnswerFailed
from kaggle_utils.settings import Settings
from kaggle_utils.settings.competitions import Columns
from kaggle_utils.solver import Solver
from tests.gateways.test_gateways import arithmetic, attach
from tests.gateways.test_offline_competition import ROW
from tests.scripted import ScriptedEngine

MakeSettings = Callable[..., Settings]
NAMES = Columns("Task", "text", "value")
PUZZLES = 'Task,level,text\n{},easy,"What is 1 + 1?"\n{},hard,"What is 100 * 3?"\n'
IDS = {"texts": ["0a", "1e5"], "integers": [7, 100], "numbers": [7.5, 100.0]}
STATEMENTS = ["What is 1 + 1?", "What is 2 + 2?"]


@pytest.fixture
def lattice(inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A competition with a gateway and columns of its own, and the file with its row."""
    attach(inputs, "mid_2026", "competitions/lattice-counting")
    folder = inputs / "competitions" / "lattice-counting"
    (folder / "data").mkdir()
    (folder / "data" / "puzzles.csv").write_text(PUZZLES.format("0a", "1e5"))
    (folder / "data" / "sample_submission.csv").write_text("Task,value\n0a,0\n1e5,0\n")
    (tmp_path / "own.toml").write_text(ROW)
    monkeypatch.setenv("KAGGLE_UTILS_COMPETITIONS", str(tmp_path / "own.toml"))
    return folder


@pytest.mark.parametrize("ids", IDS.values(), ids=IDS)
def test_a_later_gateway_is_answered_by_a_row_without_code(lattice: Path, make_settings: MakeSettings, ids: list[object]) -> None:
    (lattice / "data" / "puzzles.csv").write_text(PUZZLES.format(*ids))
    environment = detect_environment()
    fixed = load_settings("t4x2-32b-awq", model="m")
    assert (fixed.time_limit, fixed.modulus, fixed.highest_answer) == (7200, 97, 96)
    described = describe_gateway(environment, fixed)
    assert described == f"inference-server gateway in {lattice}, local; preset t4x2-32b-awq is for T4, and lattice-2027 lends L4"
    settings = make_settings(modulus=97, lowest_answer=1, highest_answer=96, fallback_answer=1, out=environment.out)
    with Solver(settings, engine=ScriptedEngine(arithmetic)) as solver:
        frame = polars.read_parquet(run_gateway(solver, environment))
    assert frame.columns == ["Task", "value"]
    assert dict(frame.iter_rows()) == {ids[0]: 2, ids[1]: 300 % 97}


def test_a_game_is_refused_before_anything_runs_in_one_sentence(lattice: Path, make_settings: MakeSettings) -> None:
    file = lattice / "kaggle_evaluation" / "lattice_inference_server.py"
    file.write_text("from kaggle_evaluation.core import templates\n\nclass Chess(templates.GameInferenceServer): ...\n")
    with pytest.raises(InputError, match=r"is the server of a game .* answers problems and cannot play; attach"):
        describe_gateway(detect_environment(), make_settings())


def test_several_servers_in_one_folder_are_named(lattice: Path, make_settings: MakeSettings) -> None:
    (lattice / "kaggle_evaluation" / "chess_inference_server.py").touch()
    with pytest.raises(InputError, match=r"several servers \(chess_inference_server.py, lattice_inference_server.py\)"):
        describe_gateway(detect_environment(), make_settings())


def test_a_module_without_a_server_is_named(lattice: Path, make_settings: MakeSettings) -> None:
    (lattice / "kaggle_evaluation" / "lattice_inference_server.py").write_text("VERSION = 1\n")
    solver = Solver(make_settings(), engine=ScriptedEngine(arithmetic))
    with pytest.raises(InputError, match="one class whose name ends with InferenceServer, and has: none"):
        run_gateway(solver, detect_environment())
    solver.close()


@pytest.mark.parametrize("library", [polars, pandas])
def test_predict_takes_a_frame_of_several_rows_and_columns(make_settings: MakeSettings, library: object) -> None:
    frame = library.DataFrame({"text": STATEMENTS, "level": ["a", "b"], "Task": ["x", "y"]})  # type: ignore[attr-defined]
    with Solver(make_settings(), engine=ScriptedEngine(arithmetic)) as solver:
        answer = make_predict(solver, columns=NAMES)(frame)
    assert answer.to_dict(as_series=False) == {"Task": ["x", "y"], "value": [2, 4]}


def test_predict_takes_columns_of_several_rows_by_their_names(make_settings: MakeSettings) -> None:
    columns = [polars.Series("question", STATEMENTS), polars.Series("Id", [5, 6])]
    with Solver(make_settings(), engine=ScriptedEngine(arithmetic)) as solver:
        answer = make_predict(solver, integer_ids=True)(*columns)
    assert answer.to_dict(as_series=False) == {"Id": [5, 6], "answer": [2, 4]}


def test_predict_takes_arguments_by_name(make_settings: MakeSettings) -> None:
    with Solver(make_settings(), engine=ScriptedEngine(arithmetic)) as solver:
        assert make_predict(solver)(id="x", problem=STATEMENTS[0]).rows() == [("x", 2)]


@pytest.mark.parametrize("values", [(), ("x",), (polars.DataFrame({"id": ["x"]}),)])
def test_a_request_without_a_statement_gets_the_fallback_and_a_journal_entry(
    make_settings: MakeSettings, values: tuple[object, ...]
) -> None:
    settings = make_settings(fallback_answer=3)
    with Solver(settings, engine=ScriptedEngine(arithmetic)) as solver:
        assert make_predict(solver)(*values)["answer"].to_list() == [3]
    events = read_journal(settings.out / "journal.jsonl")
    assert [event.reason[:10] for event in events if isinstance(event, AnswerFailed)] == ["IndexError"]
