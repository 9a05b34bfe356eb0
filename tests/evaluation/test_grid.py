"""Grids: what a file says is known and unambiguous, or refused with one sentence that names the file and the key."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.cells import BASELINE, cells_of, folder_of, settings_of
from kaggle_utils.evaluation.grid import Grid, combine
from kaggle_utils.evaluation.grid_file import read_grid, ready_grids
from kaggle_utils.settings import Settings

TWO_FACTORS = """
use = "Which?"
[settings]
strategies = { program-of-thoughts = 1 }
prompting = { example_choice = "fixed" }
[factors.examples]
setting = "prompting.examples"
values = [0, 1, 2]
baseline = 1
[factors.first]
baseline = "code"
[factors.first.levels]
code = { strategies = { program-of-thoughts = 1 } }
words = { strategies = { reasoning-first = 1 }, prompting = { framing = "structure" } }
"""


def nothing(preset: str) -> Mapping[str, Any]:
    return {}


def write(folder: Path, text: str) -> str:
    path = folder / "mine.toml"
    path.write_text(text)
    return str(path)


def read(folder: Path, text: str) -> Grid:
    return read_grid(write(folder, text))


def plan(grid: Grid, folder: Path, preset: str = "cpu-demo") -> dict[str, Settings]:
    """The settings of each run by cell and sample."""
    cells = {cell.name: settings_of(grid, cell, preset, nothing, folder) for cell in cells_of(grid)}
    return {f"{name} {sample}".strip(): settings for name, samples in cells.items() for sample, settings in samples.items()}


def test_one_at_a_time_changes_one_factor_of_the_baseline(tmp_path: Path) -> None:
    runs = plan(read(tmp_path, TWO_FACTORS), tmp_path)
    assert list(runs) == [BASELINE, "examples=0", "examples=2", "first=words"]
    assert [each.prompting.examples for each in runs.values()] == [1, 0, 2, 1]
    assert [list(each.strategies) for each in runs.values()] == [["program-of-thoughts"]] * 3 + [["reasoning-first"]]
    assert {each.prompting.example_choice for each in runs.values()} == {"fixed"}
    assert runs["first=words"].prompting.framing == "structure"
    assert runs["examples=0"].out == tmp_path / "examples=0"


def test_a_grid_has_every_combination(tmp_path: Path) -> None:
    grid = read(tmp_path, 'design = "grid"\n' + TWO_FACTORS)
    assert [cell.name for cell in cells_of(grid)] == [
        BASELINE,
        "first=words",
        "examples=0",
        "examples=0, first=words",
        "examples=2",
        "examples=2, first=words",
    ]
    assert grid.comparisons == 3


def test_each_seed_is_a_run_of_its_own(tmp_path: Path) -> None:
    runs = plan(read(tmp_path, "seeds = [3, 5]\n" + TWO_FACTORS), tmp_path)
    assert [(each.seed, each.out.name) for each in runs.values()][:2] == [(3, "seed-3"), (5, "seed-5")]
    assert len(runs) == 8


def test_an_engine_is_a_factor_too(tmp_path: Path) -> None:
    text = '[factors.engine]\nsetting = "preset"\nvalues = ["cpu-demo", "cpu-demo-transformers"]\nbaseline = "cpu-demo"\n'
    asked = []

    def given(preset: str) -> Mapping[str, Any]:
        asked.append(preset)
        return {}

    grid = read(tmp_path, text)
    runs = [settings_of(grid, cell, "cpu-demo", given, tmp_path)[""] for cell in cells_of(grid)]
    assert [each.engine for each in runs] == ["llamacpp", "transformers"]
    assert asked == ["cpu-demo", "cpu-demo-transformers"]


def test_options_of_prompting_are_added_and_other_tables_replaced() -> None:
    old = {"prompting": {"examples": 1, "framing": "compute"}, "strategies": {"trace": 2}}
    new = {"prompting": {"examples": 2}, "strategies": {"pal": 1}}
    assert combine(old, new) == {"prompting": {"examples": 2, "framing": "compute"}, "strategies": {"pal": 1}}


def test_a_cells_folder_has_no_character_that_a_file_system_refuses(tmp_path: Path) -> None:
    text = '[factors.model]\nsetting = "model"\nvalues = ["a/b c", "d"]\nbaseline = "d"\n'
    assert [folder_of(cell) for cell in cells_of(read(tmp_path, text))] == [BASELINE, "model=a_b_c"]


@pytest.mark.parametrize("name", ready_grids())
def test_every_ready_grid_can_be_run(name: str, tmp_path: Path) -> None:
    grid = read_grid(name)
    assert grid.use.endswith("?")
    runs = plan(grid, tmp_path)
    assert len({each.out for each in runs.values()}) == len(runs) >= 2


FACTOR = '[factors.f]\nsetting = "{setting}"\nvalues = {values}\nbaseline = {baseline}\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("use = [", "mine.toml is not TOML"),
        ("", "mine.toml: it has no factor: add a table [factors.NAME]"),
        ('question = "?"\n' + TWO_FACTORS, "mine.toml: the file has no key question; there are: use, design"),
        ('design = "random"\n' + TWO_FACTORS, "design is 'random'; there are: one-at-a-time, grid"),
        ('measures = ["rigth"]\n' + TWO_FACTORS, "no measure is called rigth; there are: right, any-right, answered"),
        ("seeds = [1, 1]\n" + TWO_FACTORS, "seeds is [1, 1], and must be a list of different integers"),
        ("[factors.f]\nsetting = 'temperature'\nbaseline = 1\n", "factors.f must have either setting and values, or levels"),
        (
            FACTOR.format(setting="temperatur", values="[0, 1]", baseline=0),
            "factors.f.setting: no setting is called temperatur; there are:",
        ),
        (FACTOR.format(setting="serve.n_ctx", values="[0, 1]", baseline=0), "only options of prompting are changed by name"),
        (FACTOR.format(setting="out", values="['a', 'b']", baseline="'a'"), "no setting is called out"),
        (
            FACTOR.format(setting="temperature", values="[0, 1]", baseline="2"),
            "factors.f.baseline is 2, and must be one of its levels: 0, 1",
        ),
        (FACTOR.format(setting="temperature", values="[0, 0.0]", baseline="0"), "factors.f.values has 0 twice"),
        (FACTOR.format(setting="temperature", values="[0]", baseline="0"), "factors.f has 1 levels, and must have at least 2"),
        (FACTOR.format(setting="strategies", values="[{ trace = 1 }]", baseline="0"), "which needs a name: list it under levels"),
        ("seeds = [1]\n" + FACTOR.format(setting="seed", values="[1, 2]", baseline="1"), "seeds and factors.f both change seed"),
        (
            TWO_FACTORS + "[factors.twice]\nbaseline = 'a'\nlevels = { a = { prompting = { examples = 1 } }, b = {} }\n",
            "factors.examples and factors.twice both change prompting.examples",
        ),
    ],
)
def test_what_is_unknown_or_ambiguous_is_refused_by_file_and_key(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError) as refused:
        read(tmp_path, text)
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("setting", "values", "message"),
    [
        ("prompting.examples", "[1, -1]", "mine.toml, f=-1: prompting.examples is -1, and must be at least 0"),
        ("prompting.framing", "[1, 'poem']", "prompting.framing is 1; there are: direct, experimental"),
        ("prompting.shots", "[1, 2]", "mine.toml, baseline: prompting has no option shots; there are: framing"),
        ("temperature", "[1, 3]", "mine.toml, f=3: a temperature is 3, and must be at least 0 and at most 2"),
        ("temperature", "[1, 'hot']", "mine.toml, f=hot: "),
        ("repair_rounds", "[1, 'many']", "mine.toml, f=many: 'many' is not int"),
        ("preset", "[1, 'big']", "no preset is called '1'; there are: cpu-demo"),
        ("other_strategy", "[1, 'x']", "mine.toml, f=x: "),
    ],
)
def test_values_that_settings_refuse_are_named_with_the_file_and_the_cell(tmp_path: Path, setting: str, values: str, message: str) -> None:
    grid = read(tmp_path, FACTOR.format(setting=setting, values=values, baseline=1))
    with pytest.raises(InputError) as refused:
        plan(grid, tmp_path)
    assert message in str(refused.value)


def test_an_unknown_strategy_is_refused_before_anything_is_run(tmp_path: Path) -> None:
    text = "[factors.f]\nbaseline = 'a'\nlevels = { a = { strategies = { trace = 1 } }, b = { strategies = { guess = 1 } } }\n"
    with pytest.raises(InputError, match=r"f=b: no strategy is called guess; there are:"):
        plan(read(tmp_path, text), tmp_path)


def test_a_file_that_is_not_there_is_named_with_the_ready_grids() -> None:
    with pytest.raises(InputError, match=r"nowhere.toml is not a file, and no grid is called that; there are: embedded, example-choice"):
        read_grid("nowhere.toml")


def test_two_levels_that_would_share_a_folder_are_refused(tmp_path: Path) -> None:
    text = '[factors.model]\nsetting = "model"\nvalues = ["a/b", "a b", "c"]\nbaseline = "c"\n'
    with pytest.raises(InputError, match=r"'model=a/b' and 'model=a b' would share the folder model=a_b: rename a level"):
        cells_of(read(tmp_path, text))
