"""Install the wheels that travel with the repository, without a network. Standard library only: it runs before anything is installed.

The wheels go into a virtual environment of their own, whose Python starts the vLLM server: Kaggle's image has other versions of the same
packages, and stale ones that leak into the environment break it (docs/offline.md).
"""

from __future__ import annotations

import json
import logging
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.offline.inputs import input_folder
from kaggle_utils.offline.installer import InstallError, child_environment, fill, is_filled, only_one
from kaggle_utils.offline.manifest import PLAIN, SENTINEL, Manifest, Report, find_manifests, verify
from kaggle_utils.offline.plain import failed_imports, find_plain, is_for_want_of_a_gpu

__all__ = ["InstallError", "Installation", "install_wheels", "make_importable"]

logger = logging.getLogger(__name__)

KAGGLE_WORKING = Path("/kaggle/working")  # its files become the notebook's output, 20 GB at most
SETS = ("overlay", "primary", "cuda13", "fallback", "cpu", PLAIN)  # the first that is attached and fits is installed
# An image's torch may come from PyTorch's own index, whose versions name what they are built for: 2.10.0+cu128. The wheels want CUDA 12.
BUILD = "cu12"


@dataclass(frozen=True)
class Installation:
    """The result of an installation. ``python`` runs programs that need the wheels; without wheels, this Python, with ``venv`` None."""

    python: Path
    venv: Path | None
    count: int
    seconds: float
    found: str

    def __str__(self) -> str:
        return self.found


def install_wheels(
    inputs: Path | None = None,
    *,
    sets: Sequence[str] = SETS,
    venv: Path | None = None,
    report: Report = logger.info,
) -> Installation:
    """Find the wheels under ``inputs`` (``KAGGLE_UTILS_INPUT``, else /kaggle/input), check them, install them into ``venv``.

    The first of ``sets`` that is attached for this Python is used; an overlay only if the image has the packages that it leaves out; a
    folder of wheels without a manifest, ``plain``, only if none of ours is attached, and then its main modules are imported to check it. A
    set that is installed already is not installed again. ``report`` gets messages about the progress. Raises InputError for wheels that are
    damaged or made for another Python, InstallError when this machine cannot install them.
    """
    started = time.monotonic()
    inputs = inputs or input_folder()
    venv = venv or Path(tempfile.gettempdir()) / "kaggle_utils-venv"
    if KAGGLE_WORKING in venv.parents:
        raise InputError(f"the venv {venv} would lie in {KAGGLE_WORKING} and become output of the notebook: choose a folder elsewhere")
    manifests = find_manifests(inputs)
    if not manifests and PLAIN in sets:
        manifests = find_plain(inputs)
    if not manifests:
        return Installation(Path(sys.executable), None, 0, 0.0, f"no wheels under {inputs}: using the packages that are installed")
    manifest = choose_set(manifests, sets, report)
    count, python = len(manifest.wheels), venv / "bin" / "python"
    with only_one(venv):
        if is_filled(venv, manifest):
            return Installation(
                python, venv, count, time.monotonic() - started, f"{count} wheels of {manifest.folder} are already in {venv}"
            )
        if manifest.set == PLAIN:
            report(
                f"{manifest.folder} has {count} wheels and no {SENTINEL}: nothing says what they should be, so they are checked by import"
            )
        else:
            report(f"checking {count} wheels, {manifest.size / 1e9:.2f} GB, of {manifest.folder}")
            verify(manifest, report)
        checked = time.monotonic()
        report(f"installing into {venv}")
        installer = fill(venv, manifest, report)
        if manifest.set == PLAIN:
            installer += f"; they have no {SENTINEL} and were checked by importing {_check_imports(venv, manifest, report)}"
    finished = time.monotonic()
    found = (
        f"installed {count} wheels ({manifest.size / 1e9:.2f} GB) of {manifest.folder} into {venv} in {finished - started:.0f} s: "
        f"{checked - started:.0f} s to check them, {finished - checked:.0f} s with {installer}"
    )
    return Installation(python, venv, count, finished - started, found)


def _check_imports(venv: Path, manifest: Manifest, report: Report) -> str:
    """The modules of a folder without a manifest that can be imported. Raises InstallError, and removes the venv, if one cannot."""
    failed = dict(failed_imports(venv / "bin" / "python", manifest.imports, child_environment()))
    for module, reason in failed.items():
        report(f"{module} of {manifest.folder} cannot be imported: {reason}")
    module, reason = next(((name, why) for name, why in failed.items() if not is_for_want_of_a_gpu(why)), ("", ""))
    if module:
        shutil.rmtree(venv, ignore_errors=True)
        raise InstallError(
            f"{module} of {manifest.folder} cannot be imported ({reason}): the folder is not whole, or relies on the image's own packages, "
            "which the environment does not see; attach a set made by ./build_wheels.sh, or wheels of everything that it needs"
        )
    imported = [name for name in manifest.imports if name not in failed]
    return ", ".join([*imported, *(f"{name} (not here, for want of a GPU)" for name in failed)]) or "nothing"


def make_importable(installation: Installation) -> None:
    """Let this interpreter import missing packages from the venv, which is put last on the path: its own packages are found first."""
    if installation.venv is None:
        return
    folder = str(next((installation.venv / "lib").glob("python3*/site-packages")))
    if folder not in sys.path:
        sys.path.append(folder)


def choose_set(manifests: Sequence[Manifest], sets: Sequence[str], report: Report) -> Manifest:
    """The first of ``sets`` that is attached for this Python and, if it is an overlay, fits the image. Raises InputError if none is."""
    tag = f"cp{sys.version_info.major}{sys.version_info.minor}"
    reasons = []
    for manifest in (manifest for name in sets for manifest in manifests if manifest.set == name):
        if manifest.tag != tag:
            differences = [f"it is made for {manifest.tag}, and this is Python {platform.python_version()}"]
        else:
            differences = image_differences(manifest)
        if not differences:
            return manifest
        reasons.append(f"{manifest.folder}: {'; '.join(differences)}")
        report(f"passing over {reasons[-1]}")
    there = ", ".join(sorted({f"{manifest.set}-{manifest.tag}" for manifest in manifests}))
    raise InputError(
        f"none of the sets of wheels ({there}) is {' or '.join(sets)} for {tag} and fits. {'. '.join([*reasons, ''])}"
        f"Attach one made by ./build_wheels.sh --set primary --python {tag[2]}.{tag[3:]}, or pin the notebook to its environment"
    )


def image_differences(manifest: Manifest) -> list[str]:
    """How the packages of this machine's Python differ from those that an overlay expects, in words; none for a full set."""
    if not manifest.image:
        return []
    program = "import json, importlib.metadata as m; print(json.dumps({d.name.lower(): d.version for d in m.distributions()}))"
    # The Python that a venv is made from, which is not this one if this one runs in a venv.
    command = [getattr(sys, "_base_executable", sys.executable), "-I", "-c", program]
    versions = json.loads(subprocess.run(command, env=child_environment(), capture_output=True, text=True, check=True).stdout)
    differences = []
    for name, wanted in manifest.image.items():
        found = versions.get(name, "none")
        version, _, build = found.partition("+")
        if version != wanted or (build and not build.startswith(BUILD)):
            differences.append(f"it needs {name} {wanted} of the image, which has {found}")
    return differences
