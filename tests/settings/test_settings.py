from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.settings import REPOSITORY, Settings, load_presets


@pytest.mark.parametrize("name", load_presets())
def test_every_preset_makes_settings(name: str) -> None:
    assert Settings.preset(name, model="somewhere").name == name


@pytest.mark.parametrize("name", load_presets())
def test_every_preset_says_when_to_use_it(name: str) -> None:
    assert len(load_presets()[name]["use"]) > 20


def test_vllm_on_a_cpu_reads_every_prompt_in_one_piece() -> None:
    serve = Settings.preset("vllm-cpu").serve
    assert serve["max_num_batched_tokens"] >= serve["max_num_seqs"] * serve["max_model_len"]


@pytest.mark.parametrize(
    ("name", "plan"),
    [("t4x2-r1-14b-awq", {"program-of-thoughts": 6}), ("t4x2-math-7b", {"program-of-thoughts": 12, "tool-integrated": 4})],
)
def test_a_preset_that_names_its_strategies_makes_no_others(name: str, plan: dict[str, int]) -> None:
    assert Settings.preset(name, model="somewhere").strategies == plan


def test_the_readme_names_every_preset() -> None:
    readme = (REPOSITORY / "README.md").read_text()
    assert [name for name in load_presets() if f"`{name}`" not in readme] == []


def test_changes_win_over_the_preset() -> None:
    assert Settings.preset("cpu-demo", time_limit=5.0, out="elsewhere").out == Path("elsewhere")


@pytest.mark.parametrize(
    ("name", "changes", "message"),
    [
        ("t4x9", {}, "no preset is called 't4x9'; there are: cpu-demo"),
        ("cpu-demo", {"temprature": 1}, "Settings has no field temprature"),
        ("cpu-demo", {"time_limit": 0}, "time_limit is 0, and must be greater than 0"),
        ("cpu-demo", {"strategies": {"trace": 0}}, "at least one must have a count greater than 0"),
        ("cpu-demo", {"fallback_answer": -1}, "fallback_answer is -1, and must lie between lowest_answer 0"),
        ("transformers", {}, "needs a model: pass --model"),
        ("transformers-nf4", {"model": "m", "load_in_8bit": True}, "load_in_4bit and load_in_8bit are both true"),
    ],
)
def test_a_wrong_setting_is_one_clear_error(name: str, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as error:
        Settings.preset(name, **changes)
    assert message in str(error.value)


def test_the_shipped_model_is_found_from_any_working_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings.preset("cpu-demo").model_folder == REPOSITORY / "models/demo/model.gguf"
