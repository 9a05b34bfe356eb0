"""The configuration of a training: what is wrong is named, and every file that ships is read."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.train.config import TrainConfig, read_config
from kaggle_utils.train.plan_steps import count_steps
from kaggle_utils.train.precision import Device, choose_precision

HEAD = 'model = "m"\ndata = ["d"]\n'
CONFIGS = sorted(Path(str(files("kaggle_utils.train") / "configs")).glob("*.toml"))
T4 = Device("cuda", "Tesla T4", (7, 5))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x =", "is not TOML"),
        (f"{HEAD}colour = 1", "has colour, which is not known; there are: model, data"),
        ('model = "m"', "TrainConfig has no data"),
        ('model = "m"\ndata = []', "data names no file"),
        (f'{HEAD}method = "lore"', "method is 'lore'; there are: lora, qlora, dora, full"),
        (f'{HEAD}precision = "half"', "precision is 'half'; there are: auto"),
        (f"{HEAD}rank = 0", "rank is 0, and must be at least 1"),
        (f"{HEAD}rank = true", "True is not int"),
        (f"{HEAD}dropout = 1.0", "dropout is 1.0, and must be at least 0 and less than 1"),
        (f"{HEAD}learning_rate = 0", "learning_rate is 0.0, and must be greater than 0"),
        (f"{HEAD}eval_every = 5", "eval_every is 5, and nothing is held out"),
    ],
)
def test_a_wrong_configuration_is_refused_by_name(text: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=reason):
        read_config(path)


def test_a_missing_configuration_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_config(tmp_path / "none.toml")


@pytest.mark.parametrize("path", CONFIGS, ids=[path.stem for path in CONFIGS])
def test_every_file_that_ships_is_read(path: Path) -> None:
    assert read_config(path).data


def test_there_is_a_file_for_each_method() -> None:
    assert {read_config(path).method for path in CONFIGS if path.stem in ("lora", "qlora", "dora", "full")} == {
        "lora",
        "qlora",
        "dora",
        "full",
    }


def test_every_key_that_the_first_file_explains_has_the_value_that_it_shows(tmp_path: Path) -> None:
    (path,) = [path for path in CONFIGS if path.stem == "lora"]
    shown = [line.removeprefix("# ") for line in path.read_text().splitlines() if line.startswith("# ") and " = " in line]
    assert len(shown) > 20
    whole = tmp_path / "whole.toml"
    whole.write_text("\n".join([path.read_text(), *shown]))
    assert read_config(whole) == read_config(path)
    explained = {line.split(" = ")[0] for line in [*shown, *path.read_text().splitlines()] if " = " in line}
    assert explained >= set(TrainConfig.__dataclass_fields__)


def test_table_4_is_what_the_paper_says() -> None:
    (config,) = [read_config(path) for path in CONFIGS if path.stem == "paper-table-4"]
    assert (config.steps, config.batch_size, config.accumulation, config.length) == (1000, 16, 16, 5120)
    assert (config.learning_rate, config.warmup, config.weight_decay, config.beta1, config.beta2) == (1e-5, 0.1, 0.01, 0.9, 0.95)
    assert (config.method, config.epochs) == ("full", 1.0)


def test_what_only_speed_depends_on_may_change_between_two_starts() -> None:
    config = TrainConfig(Path("m"), (Path("d"),))
    assert replace(config, out=Path("o"), save_every=7, gradient_checkpointing=False).digest == config.digest
    assert replace(config, seed=1).digest != config.digest


def test_a_t4_computes_in_fp16_and_bf16_is_refused_on_it_in_one_sentence() -> None:
    assert choose_precision("auto", T4) == "fp16"
    assert choose_precision("fp32", T4) == "fp32"
    with pytest.raises(InputError, match=r"Tesla T4 \(compute capability 7\.5\) has no bf16") as refused:
        choose_precision("bf16", T4)
    assert "\n" not in str(refused.value)


def test_other_devices_compute_in_the_fastest_that_they_have() -> None:
    assert choose_precision("auto", Device("cuda", "NVIDIA A100", (8, 0), has_bf16=True)) == "bf16"
    assert choose_precision("auto", Device("cpu", "CPU", has_bf16=True)) == "bf16"
    assert choose_precision("auto", Device("cpu", "CPU")) == "fp32"
    assert choose_precision("bf16", Device("cpu", "CPU")) == "bf16"
    with pytest.raises(InputError, match="which CPUs do not train in"):
        choose_precision("fp16", Device("cpu", "CPU", has_bf16=True))


@pytest.mark.parametrize(
    ("changes", "steps"),
    [({}, 13), ({"epochs": 2.0}, 26), ({"epochs": 0.5}, 7), ({"steps": 5}, 5), ({"max_tokens": 3000}, 3), ({"max_tokens": 10}, 1)],
)
def test_the_steps_are_the_least_that_epochs_steps_and_tokens_allow(changes: dict[str, int], steps: int) -> None:
    config = replace(TrainConfig(Path("m"), (Path("d"),), batch_size=2, accumulation=4), **changes)  # type: ignore[arg-type]
    assert count_steps(config, sequences=100, tokens=13_000) == steps
