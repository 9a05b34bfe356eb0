"""A configuration as the training notebook reads it: a file that ships, changed in the cell, changed by the environment."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from kaggle_utils.errors import InputError
from kaggle_utils.train.config import TrainConfig, read_config


def load_config(name: str, variables: Mapping[str, str] | None = None, **changes: Any) -> TrainConfig:
    """The configuration of this name with changes. The environment has the last word.

    ``KAGGLE_UTILS_MODEL`` names the base model, ``KAGGLE_UTILS_DATA`` files of rows (between colons), ``KAGGLE_UTILS_OUT`` the folder,
    ``KAGGLE_UTILS_SET`` other keys as in TOML, between semicolons: ``steps=4; batch_size=2``. Raises InputError.
    """
    variables = os.environ if variables is None else variables
    folder = Path(str(files("kaggle_utils.train") / "configs"))
    known = sorted(path.stem for path in folder.glob("*.toml"))
    if name not in known:
        raise InputError(f"no configuration is called {name!r}; there are: {', '.join(known)}")
    for key, variable in {"model": "KAGGLE_UTILS_MODEL", "out": "KAGGLE_UTILS_OUT"}.items():
        if variables.get(variable):
            changes[key] = variables[variable]
    if variables.get("KAGGLE_UTILS_DATA"):
        changes["data"] = variables["KAGGLE_UTILS_DATA"].split(os.pathsep)
    try:
        changes |= tomllib.loads(variables.get("KAGGLE_UTILS_SET", "").replace(";", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"KAGGLE_UTILS_SET cannot be read ({error}): write KEY=VALUE, several with semicolons between them") from None
    return read_config(folder / f"{name}.toml", changes)
