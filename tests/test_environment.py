from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kaggle_utils.environment import DEMO_PROBLEMS, detect_environment, load_settings
from kaggle_utils.errors import InputError
from kaggle_utils.offline.inputs import walk
from kaggle_utils.settings import REPOSITORY


def make_checkpoint(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(b"")
    return folder


def test_without_anything_attached_the_shipped_problems_are_solved_locally() -> None:
    environment = detect_environment({})
    assert (environment.place, environment.protocol, environment.problems) == ("local", "csv", DEMO_PROBLEMS)
    assert environment.out == Path("out")


def test_the_rerun_is_recognised_by_the_variable_whatever_it_says(tmp_path: Path) -> None:
    (tmp_path / "c" / "kaggle_evaluation").mkdir(parents=True)
    (tmp_path / "c" / "kaggle_evaluation" / "aimo_2_inference_server.py").touch()
    environment = detect_environment({"KAGGLE_IS_COMPETITION_RERUN": "", "KAGGLE_UTILS_INPUT": str(tmp_path)})
    assert (environment.place, environment.protocol) == ("rerun", "aimo-2")
    assert environment.problems == tmp_path / "c" / "test.csv"


def test_on_kaggle_the_output_goes_where_kaggle_collects_it() -> None:
    assert detect_environment({"KAGGLE_KERNEL_RUN_TYPE": "Interactive"}).out == Path("/kaggle/working")


def test_a_rerun_without_a_gateway_says_what_to_attach(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="attach the competition"):
        detect_environment({"KAGGLE_IS_COMPETITION_RERUN": "1", "KAGGLE_UTILS_INPUT": str(tmp_path)})


@pytest.mark.parametrize(("variable", "kind"), [("KAGGLE_UTILS_INPUT", "folder"), ("KAGGLE_UTILS_PROBLEMS", "file")])
def test_a_path_that_does_not_exist_is_named(variable: str, kind: str) -> None:
    with pytest.raises(InputError, match=f"{variable} is '/nowhere', which is not a {kind}"):
        detect_environment({variable: "/nowhere"})


def test_a_problems_file_wins_over_a_gateway(tmp_path: Path) -> None:
    problems = tmp_path / "p.csv"
    problems.touch()
    (tmp_path / "aimo").mkdir()
    (tmp_path / "aimo" / "__init__.py").touch()
    environment = detect_environment({"KAGGLE_UTILS_PROBLEMS": str(problems), "KAGGLE_UTILS_INPUT": str(tmp_path)})
    assert (environment.protocol, environment.problems) == ("csv", problems)


def test_environment_variables_have_the_last_word_on_settings(tmp_path: Path) -> None:
    variables = {
        "KAGGLE_UTILS_PRESET": "cpu-demo",
        "KAGGLE_UTILS_MODEL": "my/model",
        "KAGGLE_UTILS_TIME_LIMIT": "90",
        "KAGGLE_UTILS_OUT": str(tmp_path),
    }
    settings = load_settings("transformers", variables, time_limit=5.0, seed=3)
    assert (settings.name, settings.model, settings.time_limit, settings.out, settings.seed) == ("cpu-demo", "my/model", 90.0, tmp_path, 3)


@pytest.mark.parametrize(
    ("competition", "time_limit", "highest_answer", "modulus"),
    [("aimo_1", 32_400, 999, 1000), ("aimo_2", 18_000, 999, 1000), ("aimo_3", 18_000, 99_999, 0)],
)
def test_the_competition_fixes_the_time_and_the_range_of_answers(
    tmp_path: Path, competition: str, time_limit: float, highest_answer: int, modulus: int
) -> None:
    shutil.copytree(REPOSITORY / "tests" / "kaggle" / competition, tmp_path / "competition")
    settings = load_settings("transformers", {"KAGGLE_UTILS_INPUT": str(tmp_path), "KAGGLE_UTILS_MODEL": "m"})
    assert (settings.time_limit, settings.highest_answer, settings.modulus) == (time_limit, highest_answer, modulus)


def test_a_preset_with_less_time_than_the_competition_gives_keeps_it_and_the_notebook_may_say_otherwise(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "tests" / "kaggle" / "aimo_3", tmp_path / "competition")
    variables = {"KAGGLE_UTILS_INPUT": str(tmp_path)}
    assert load_settings("cpu-demo", variables).time_limit == 1800
    assert load_settings("cpu-demo", variables, time_limit=60.0, highest_answer=9).highest_answer == 9


def test_a_time_limit_that_is_no_number_is_refused() -> None:
    with pytest.raises(InputError, match="KAGGLE_UTILS_TIME_LIMIT is '9h', and must be a number of seconds"):
        load_settings("cpu-demo", {"KAGGLE_UTILS_TIME_LIMIT": "9h"})


def test_a_preset_without_a_model_takes_the_attached_one(tmp_path: Path) -> None:
    attached = make_checkpoint(tmp_path / "qwen2.5-coder/transformers/7b-instruct-awq/1")
    make_checkpoint(tmp_path / "datasets/kaggle-utils/models/demo")
    settings = load_settings("transformers", {"KAGGLE_UTILS_INPUT": str(tmp_path)})
    assert settings.model == str(attached)


def test_without_an_attached_model_the_error_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="needs a model"):
        load_settings("transformers", {"KAGGLE_UTILS_INPUT": str(tmp_path)})


def test_folders_are_walked_nearest_first(tmp_path: Path) -> None:
    (tmp_path / "b" / "x").mkdir(parents=True)
    (tmp_path / "a" / "y").mkdir(parents=True)
    (tmp_path / ".hidden").mkdir()
    assert [path.relative_to(tmp_path).as_posix() for path in walk(tmp_path)] == [".", "a", "b", "a/y", "b/x"]


def test_a_presets_model_is_found_by_its_pattern_among_several(tmp_path: Path) -> None:
    make_checkpoint(tmp_path / "qwen2.5-coder" / "transformers" / "14b-instruct-awq" / "1")
    wanted = make_checkpoint(tmp_path / "qwen2.5-coder" / "transformers" / "32b-instruct-awq" / "1")
    assert load_settings("t4x2-32b-awq", {"KAGGLE_UTILS_INPUT": str(tmp_path)}).model == str(wanted)


def test_the_ladders_models_are_found_too(tmp_path: Path) -> None:
    make_checkpoint(tmp_path / "a" / "32b-awq")
    smaller = make_checkpoint(tmp_path / "a" / "14b-awq")
    settings = load_settings("t4x2-32b-awq", {"KAGGLE_UTILS_INPUT": str(tmp_path)})
    assert str(smaller) in [step.model for step in settings.ladder_steps()]


def test_with_only_a_smaller_model_attached_the_ladder_can_still_be_taken(tmp_path: Path) -> None:
    smaller = make_checkpoint(tmp_path / "a" / "14b-awq")
    settings = load_settings("t4x2-32b-awq", {"KAGGLE_UTILS_INPUT": str(tmp_path)})
    assert settings.model == "*32b*awq*"
    assert str(smaller) in [step.model for step in settings.ladder_steps()]


def test_without_any_model_the_preset_says_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="needs a model"):
        load_settings("t4x2-32b-awq", {"KAGGLE_UTILS_INPUT": str(tmp_path)})


def test_a_fetched_model_is_taken_where_none_is_attached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    fetched = Path("models") / "qwen2.5-coder-0.5b" / "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf"
    fetched.parent.mkdir(parents=True)
    fetched.touch()
    (tmp_path / "input").mkdir()
    assert load_settings("cpu-qwen-0.5b", {"KAGGLE_UTILS_INPUT": str(tmp_path / "input")}).model == str(fetched)


def make_gguf(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(b"GGUF")
    return path


def test_the_llamacpp_engine_takes_a_gguf_file(tmp_path: Path) -> None:
    folder = tmp_path / "qwen2.5-coder" / "gguf" / "1.5b" / "1"
    make_checkpoint(tmp_path / "coder-1.5b-q4_k_m")
    make_gguf(folder, "qwen2.5-coder-1.5b-instruct-q2_k.gguf")
    wanted = make_gguf(folder, "Qwen2.5-Coder-1.5B-Instruct-Q4_K_M.gguf")
    assert load_settings("cpu-qwen-1.5b", {"KAGGLE_UTILS_INPUT": str(tmp_path)}).model == str(wanted)


def test_of_a_model_in_parts_the_first_is_taken(tmp_path: Path) -> None:
    for number in (3, 2, 1):
        make_gguf(tmp_path / "model", f"qwen2.5-coder-32b-instruct-q4_k_m-0000{number}-of-00003.gguf")
    found = load_settings("t4x2-32b-gguf", {"KAGGLE_UTILS_INPUT": str(tmp_path)}).model
    assert Path(found).name == "qwen2.5-coder-32b-instruct-q4_k_m-00001-of-00003.gguf"


def test_the_embedded_models_gguf_file_is_not_taken(tmp_path: Path) -> None:
    make_gguf(tmp_path / "models" / "demo", "coder-1.5b-q4_k_m.gguf")
    with pytest.raises(InputError, match="needs a model"):
        load_settings("cpu-qwen-1.5b", {"KAGGLE_UTILS_INPUT": str(tmp_path)})


def test_a_step_through_another_engine_takes_its_kind_of_model(tmp_path: Path) -> None:
    make_checkpoint(tmp_path / "coder-32b-awq")
    file = make_gguf(tmp_path / "b", "coder-32b-q4_k_m.gguf")
    steps = load_settings("t4x2-32b-awq", {"KAGGLE_UTILS_INPUT": str(tmp_path)}).ladder_steps()
    assert [step.model for step in steps if step.engine == "llamacpp"] == [str(file)]


def test_with_only_a_gguf_file_attached_the_vllm_preset_steps_down_to_it(tmp_path: Path) -> None:
    file = make_gguf(tmp_path / "b", "coder-32b-q4_k_m.gguf")
    settings = load_settings("t4x2-32b-awq", {"KAGGLE_UTILS_INPUT": str(tmp_path)})
    assert settings.model == "*32b*awq*"
    assert settings.ladder_steps()[-1].model == str(file)
