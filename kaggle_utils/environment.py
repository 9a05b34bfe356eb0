"""Where we run, and where things are: Kaggle's re-run, Kaggle's editor, or a person's own machine."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Literal

from kaggle_utils.checkpoint.gguf_file import is_later_part
from kaggle_utils.checkpoint.weights import is_adapter
from kaggle_utils.errors import InputError
from kaggle_utils.offline.inputs import MAX_DEPTH, input_folder, walk
from kaggle_utils.settings import REPOSITORY, Settings, load_presets
from kaggle_utils.settings.competitions import Competition, find_competition, load_competitions, rules_of
from kaggle_utils.settings.further_engine import ROLES, Role, resolve

Place = Literal["rerun", "kaggle", "local"]
Protocol = Literal["aimo-1", "aimo-2", "aimo-3", "inference-server", "csv"]

DEMO_PROBLEMS = Path(__file__).parent / "gateways" / "demo_problems.csv"


@dataclass(frozen=True)
class Environment:
    """What was found.

    ``competition`` is the folder that holds Kaggle's gateway module and ``test.csv``, or an offline competition's problems; ``problems`` is
    the file to read, and ``row`` what competitions.toml says of the competition.
    """

    place: Place
    protocol: Protocol
    problems: Path
    competition: Path | None
    out: Path
    row: Competition | None = None


def detect_environment(variables: Mapping[str, str] | None = None) -> Environment:
    """Look at the environment variables and the input folder.

    ``KAGGLE_UTILS_INPUT`` stands in for /kaggle/input, ``KAGGLE_UTILS_PROBLEMS`` names a CSV to solve, ``KAGGLE_UTILS_OUT`` the output
    folder, ``KAGGLE_UTILS_COMPETITION`` a row of competitions.toml whose rules and columns hold for that CSV. Raises InputError for a path
    or a row that does not exist.
    """
    variables = os.environ if variables is None else variables
    # Kaggle's own package tests whether the variable is there, not what it says (docs/gateways.md).
    if "KAGGLE_IS_COMPETITION_RERUN" in variables:
        place: Place = "rerun"
    else:
        place = "kaggle" if "KAGGLE_KERNEL_RUN_TYPE" in variables else "local"
    inputs = input_folder(variables)
    if "KAGGLE_UTILS_INPUT" in variables and not inputs.is_dir():
        raise InputError(f"KAGGLE_UTILS_INPUT is {str(inputs)!r}, which is not a folder")
    out = Path(variables.get("KAGGLE_UTILS_OUT") or ("out" if place == "local" else "/kaggle/working"))
    given = variables.get("KAGGLE_UTILS_PROBLEMS")
    if given:
        if not Path(given).is_file():
            raise InputError(f"KAGGLE_UTILS_PROBLEMS is {given!r}, which is not a file")
        named = variables.get("KAGGLE_UTILS_COMPETITION")
        return Environment(place, "csv", Path(given), None, out, find_competition(named, variables) if named else None)
    rows = load_competitions(variables)
    offline = None
    for folder in walk(inputs):
        row = next((row for row in rows.values() if row.folder and fnmatch(folder.name, row.folder)), None)
        protocol = _protocol(folder)
        if protocol is not None:
            row = rows.get(protocol) or row
            return Environment(place, protocol, folder / (row.problems if row else "test.csv"), folder, out, row)
        if offline is None and row is not None and (folder / row.problems).is_file():
            offline = Environment(place, "csv", folder / row.problems, folder, out, row)
    if offline is not None:
        return offline
    if place == "rerun":
        raise InputError(
            f"no gateway of Kaggle's (kaggle_evaluation or aimo) under {inputs}, and no folder of an offline competition that "
            "competitions.toml names: attach the competition to the notebook, or add a row for it (docs/gateways.md)"
        )
    return Environment(place, "csv", DEMO_PROBLEMS, None, out)


def load_settings(preset: str, variables: Mapping[str, str] | None = None, **changes: Any) -> Settings:
    """The notebook's settings: the preset's, over them what the competition fixes (competitions.toml), then ``changes``.

    The environment has the last word:
    ``KAGGLE_UTILS_PRESET``, ``_MODEL``, ``_TIME_LIMIT``, ``_OUT`` and ``_SERVER_PYTHON`` (the interpreter that has vLLM) are read.
    A preset without a model of its own takes the first checkpoint (for the llamacpp engine the first GGUF file) under the input folder
    whose path matches its ``model_pattern``, else one that ``kaggle_utils fetch`` has left; each step of its ladder takes one under the
    input folder. Raises InputError.
    """
    variables = os.environ if variables is None else variables
    name = variables.get("KAGGLE_UTILS_PRESET") or preset
    environment = detect_environment(variables)
    changes = rules_of(environment.row, load_presets().get(name, {})) | changes | {"out": environment.out}
    model = variables.get("KAGGLE_UTILS_MODEL")
    inputs = input_folder(variables)
    table = load_presets().get(name, {})
    if not model and "model" not in changes and "model" not in table:
        model = find_model(inputs, table.get("model_pattern", "*"), table.get("engine", "")) or find_fetched(table)
    changes.setdefault("ladder", [_with_model(step, inputs, table["engine"]) for step in table.get("ladder", ())])
    if not model and any(Path(step["model"]).exists() for step in changes["ladder"] if "model" in step):
        model = table["model_pattern"]  # not a path, so the engine says what is missing and steps down
    if model:
        changes["model"] = model
    if variables.get("KAGGLE_UTILS_SERVER_PYTHON"):
        changes["server_python"] = variables["KAGGLE_UTILS_SERVER_PYTHON"]
    limit = variables.get("KAGGLE_UTILS_TIME_LIMIT")
    if limit:
        try:
            changes["time_limit"] = float(limit)
        except ValueError:
            raise InputError(f"KAGGLE_UTILS_TIME_LIMIT is {limit!r}, and must be a number of seconds") from None
    return Settings.preset(name, **changes)


def find_further(settings: Settings, variables: Mapping[str, str] | None = None) -> dict[Role, Settings]:
    """The settings of the further engines that a run's settings name, by role, each with the model that it finds as a preset does.

    Raises InputError.
    """
    inputs = input_folder(os.environ if variables is None else variables)
    found = {}
    for role in ROLES:
        own = settings.further_engine(role)
        if own is not None:
            table = resolve(role, getattr(settings, role))
            if "model" not in table and "model_pattern" in table:
                model = find_model(inputs, table["model_pattern"], own.engine) or find_fetched(table) or ""
                own = settings.further_engine(role, model) or own
            found[role] = replace(own, ladder=tuple(_with_model(step, inputs, own.engine) for step in own.ladder))
    return found


def find_model(inputs: Path, pattern: str, engine: str = "") -> str | None:
    """The first model under the input folder that the engine loads and whose path in small letters matches the pattern.

    For llamacpp that is a GGUF file, for other engines a folder: not the embedded model, not an adapter.
    """
    if engine == "llamacpp":
        return next((str(file) for file in find_gguf_files(inputs) if fits_pattern(file, pattern)), None)
    return next((str(folder) for folder in find_checkpoints(inputs) if fits_pattern(folder, pattern) and not is_adapter(folder)), None)


def find_fetched(table: Mapping[str, Any]) -> str | None:
    """The model that a preset's table asks for by a ``model_pattern``, among those that ``kaggle_utils fetch`` leaves in models/."""
    if "model" in table or "model_pattern" not in table:
        return None
    found = (find_model(folder, table["model_pattern"], table["engine"]) for folder in (Path("models"), REPOSITORY / "models"))
    return next((model for model in found if model), None)


def find_checkpoints(inputs: Path) -> Iterator[Path]:
    """Every folder with a config and weights under the input folder, but for the embedded model's, nearest first."""
    for folder in walk(inputs, depth=MAX_DEPTH + 2):
        if folder.parts[-2:] != ("models", "demo") and (folder / "config.json").is_file() and any(folder.glob("*.safetensors")):
            yield folder


def find_gguf_files(inputs: Path) -> Iterator[Path]:
    """Every GGUF file under the input folder, of a model in parts the first, but for the embedded model's, nearest first."""
    for folder in walk(inputs, depth=MAX_DEPTH + 2):
        if folder.parts[-2:] != ("models", "demo"):
            yield from (file for file in sorted(folder.glob("*.gguf")) if not is_later_part(file))


def fits_pattern(model: Path, pattern: str) -> bool:
    """Whether a model's path in small letters matches a preset's ``model_pattern``."""
    return fnmatch(str(model).lower(), pattern)


def _with_model(step: Mapping[str, Any], inputs: Path, engine: str) -> Mapping[str, Any]:
    """A step of the ladder with the model that it finds; it may name another engine than the preset's."""
    if "model_pattern" not in step:
        return step
    return {**step, "model": find_model(inputs, step["model_pattern"], step.get("engine", engine)) or step["model_pattern"]}


def _protocol(folder: Path) -> Protocol | None:
    evaluation = folder / "kaggle_evaluation"
    if (evaluation / "aimo_3_inference_server.py").is_file():
        return "aimo-3"
    if (evaluation / "aimo_2_inference_server.py").is_file():
        return "aimo-2"
    if any(evaluation.glob("*_inference_server.py")):
        return "inference-server"
    if (folder / "aimo").is_dir() and (folder / "aimo" / "__init__.py").is_file():
        return "aimo-1"
    return None
