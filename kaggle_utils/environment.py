"""Where we run, and where things are: Kaggle's re-run, Kaggle's editor, or a person's own machine."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from kaggle_utils.errors import InputError
from kaggle_utils.settings import Settings, load_presets

Place = Literal["rerun", "kaggle", "local"]
Protocol = Literal["aimo-1", "aimo-2", "aimo-3", "csv"]

KAGGLE_INPUT = "/kaggle/input"
DEEPEST = 5  # folders searched below the input folder; competitions/NAME/kaggle_evaluation is 3 deep
DEMO_PROBLEMS = Path(__file__).with_name("demo_problems.csv")


@dataclass(frozen=True)
class Environment:
    """What was found. ``competition`` is the folder that holds Kaggle's gateway module and ``test.csv``; ``problems`` the file to read."""

    place: Place
    protocol: Protocol
    problems: Path
    competition: Path | None
    out: Path


def detect_environment(variables: Mapping[str, str] | None = None) -> Environment:
    """Look at the environment variables and the input folder.

    ``KAGGLE_UTILS_INPUT`` stands in for /kaggle/input, ``KAGGLE_UTILS_PROBLEMS`` names a CSV to solve, ``KAGGLE_UTILS_OUT`` the output
    folder. Raises InputError for a path that does not exist.
    """
    variables = os.environ if variables is None else variables
    # Kaggle's own package tests whether the variable is there, not what it says (research/kaggle_gateway.md).
    if "KAGGLE_IS_COMPETITION_RERUN" in variables:
        place: Place = "rerun"
    else:
        place = "kaggle" if "KAGGLE_KERNEL_RUN_TYPE" in variables else "local"
    inputs = Path(variables.get("KAGGLE_UTILS_INPUT") or KAGGLE_INPUT)
    if "KAGGLE_UTILS_INPUT" in variables and not inputs.is_dir():
        raise InputError(f"KAGGLE_UTILS_INPUT is {str(inputs)!r}, which is not a folder")
    out = Path(variables.get("KAGGLE_UTILS_OUT") or ("out" if place == "local" else "/kaggle/working"))
    given = variables.get("KAGGLE_UTILS_PROBLEMS")
    if given:
        if not Path(given).is_file():
            raise InputError(f"KAGGLE_UTILS_PROBLEMS is {given!r}, which is not a file")
        return Environment(place, "csv", Path(given), None, out)
    for folder in walk(inputs):
        protocol = _protocol(folder)
        if protocol is not None:
            return Environment(place, protocol, folder / "test.csv", folder, out)
    if place == "rerun":
        raise InputError(f"no gateway of Kaggle's (kaggle_evaluation or aimo) under {inputs}: attach the competition to the notebook")
    return Environment(place, "csv", DEMO_PROBLEMS, None, out)


def load_settings(preset: str, variables: Mapping[str, str] | None = None, **changes: Any) -> Settings:
    """The notebook's settings, with the environment's word last: ``KAGGLE_UTILS_PRESET``, ``_MODEL``, ``_TIME_LIMIT``, ``_OUT``.

    A preset without a model of its own takes the first checkpoint under the input folder. Raises InputError.
    """
    variables = os.environ if variables is None else variables
    name = variables.get("KAGGLE_UTILS_PRESET") or preset
    changes |= {"out": detect_environment(variables).out}
    model = variables.get("KAGGLE_UTILS_MODEL")
    if not model and "model" not in changes and "model" not in load_presets().get(name, {}):
        model = _find_model(Path(variables.get("KAGGLE_UTILS_INPUT") or KAGGLE_INPUT))
    if model:
        changes["model"] = model
    limit = variables.get("KAGGLE_UTILS_TIME_LIMIT")
    if limit:
        try:
            changes["time_limit"] = float(limit)
        except ValueError:
            raise InputError(f"KAGGLE_UTILS_TIME_LIMIT is {limit!r}, and must be a number of seconds") from None
    return Settings.preset(name, **changes)


def _find_model(inputs: Path) -> str | None:
    """The first checkpoint under the input folder that is not the embedded one."""
    for folder in walk(inputs, depth=DEEPEST + 2):
        if (folder / "config.json").is_file() and any(folder.glob("*.safetensors")) and folder.parts[-2:] != ("models", "demo"):
            return str(folder)
    return None


def walk(root: Path, depth: int = DEEPEST) -> Iterator[Path]:
    """A folder and the folders below it, nearest first, in the order of their names."""
    level = [root] if root.is_dir() else []
    for _ in range(depth + 1):
        yield from level
        level = [path for folder in level for path in sorted(folder.iterdir()) if path.is_dir() and not path.name.startswith(".")]


def _protocol(folder: Path) -> Protocol | None:
    evaluation = folder / "kaggle_evaluation"
    if (evaluation / "aimo_3_inference_server.py").is_file():
        return "aimo-3"
    if (evaluation / "aimo_2_inference_server.py").is_file():
        return "aimo-2"
    if (folder / "aimo").is_dir() and (folder / "aimo" / "__init__.py").is_file():
        return "aimo-1"
    return None
