"""The notebooks of training and of its evaluation, executed as they are, on the embedded model."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from kaggle_utils.environment import DEMO_PROBLEMS
from kaggle_utils.errors import InputError
from kaggle_utils.settings import REPOSITORY
from kaggle_utils.train.notebook import load_config
from tests.conftest import DEMO_MODEL
from tests.train.made_rows import write_rows

NOTEBOOKS = REPOSITORY / "notebooks"
NAMES = ("train", "evaluate_adapter")


def execute(name: str, folder: Path, **variables: str) -> Any:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("KAGGLE", "PYTEST", "COV"))}
    environment |= {"KAGGLE_UTILS_MODEL": str(DEMO_MODEL), "PYTHONPATH": str(REPOSITORY)} | variables
    command = [sys.executable, "-m", "nbconvert", "--execute", "--to", "notebook", "--output-dir", str(folder), "--output", name]
    done = subprocess.run(
        [*command, str(NOTEBOOKS / f"{name}.ipynb")], env=environment, capture_output=True, text=True, cwd=folder, timeout=3600, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return nbformat.read(folder / f"{name}.ipynb", as_version=4)


def shown(notebook: Any) -> str:
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert [output.ename for output in outputs if output.output_type == "error"] == []
    return "\n".join(str(output.get("text", "")) for output in outputs)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_short_begins_with_prose_and_has_no_outputs(name: str) -> None:
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(cells) <= 8
    assert max(len(cell.source.splitlines()) for cell in cells) <= 12
    assert all(cell.outputs == [] and cell.execution_count is None for cell in cells)
    assert notebook.cells[0].cell_type == "markdown"
    assert notebook.metadata["kaggle"]["accelerator"] == "nvidiaTeslaT4"
    assert notebook.metadata["kaggle"]["isInternetEnabled"] is False


def test_both_run_from_top_to_bottom_the_second_on_what_the_first_left(tmp_path: Path) -> None:
    rows, out = write_rows(tmp_path / "rows.jsonl"), tmp_path / "train"
    changes = "steps=4; batch_size=4; accumulation=1; learning_rate=2e-3; length=256; gradient_checkpointing=false; precision='fp32'"
    trained = execute("train", tmp_path, KAGGLE_UTILS_DATA=str(rows), KAGGLE_UTILS_OUT=str(out), KAGGLE_UTILS_SET=changes)
    text = shown(trained)
    assert "TRAINED" in text
    assert "trained   4 steps" in text
    assert (out / "merged" / "model-q8_0.gguf").is_file()
    problems = tmp_path / "problems.csv"
    problems.write_text("\n".join(DEMO_PROBLEMS.read_text(encoding="utf-8").splitlines()[:5]) + "\n", encoding="utf-8")
    compared = execute(
        "evaluate_adapter",
        tmp_path,
        KAGGLE_UTILS_BASE=str(DEMO_MODEL),
        KAGGLE_UTILS_MODEL=str(out),
        KAGGLE_UTILS_OUT=str(tmp_path / "compared"),
        KAGGLE_UTILS_PROBLEMS=str(problems),
        KAGGLE_UTILS_PRESET="cpu-demo-transformers",
        KAGGLE_UTILS_ARMS="program-of-thoughts",
    )
    assert "program-of-thoughts" in shown(compared)
    assert {path.name for path in (tmp_path / "compared").iterdir()} == {"before", "after"}


def test_the_environment_has_the_last_word(tmp_path: Path) -> None:
    variables = {"KAGGLE_UTILS_MODEL": "m", "KAGGLE_UTILS_DATA": "a:b", "KAGGLE_UTILS_OUT": "o", "KAGGLE_UTILS_SET": "steps=4; rank=2"}
    config = load_config("lora", variables, model="other", rank=8, seed=5)
    assert (config.model, config.data, config.out) == (Path("m"), (Path("a"), Path("b")), Path("o"))
    assert (config.steps, config.rank, config.seed) == (4, 2, 5)
    with pytest.raises(InputError, match="KAGGLE_UTILS_SET cannot be read"):
        load_config("lora", {"KAGGLE_UTILS_SET": "steps"})
    with pytest.raises(InputError, match="no configuration is called 'lore'; there are: code-lora"):
        load_config("lore", {})
