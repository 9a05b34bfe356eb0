"""The environment of a server's process, and how its end is tied to the notebook's. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

# The server must not outlive the notebook that started it, or the next run finds the GPUs taken: the kernel sends SIGTERM (15) when the
# parent goes. 1 is PR_SET_PDEATHSIG (man 2 prctl), which survives execv.
_LAUNCH = "import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 15); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
_NOT_INHERITED = ("PYTHON", "KAGGLE_", "JUPYTER", "JPY_", "MPL", "OPENAI_")


def tied_to_parent(python: str, arguments: Sequence[str]) -> list[str]:
    """The command line of an interpreter with these arguments that ends when the process that started it does."""
    return [python, "-c", _LAUNCH, *arguments]


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
