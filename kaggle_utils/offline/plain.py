"""A folder of wheels that somebody else published: it has no manifest of ours, so its contents are read from the wheels themselves.

Nothing says what the files should be, so they are checked by importing what they are for once they are installed. Standard library only.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from email.parser import BytesParser
from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.offline.inputs import walk
from kaggle_utils.offline.manifest import MAX_DEPTH, PLAIN, Manifest, Wheel

IMPORT_TIMEOUT = 600.0  # seconds for one module; vLLM's server takes half a minute from a cold disk
# What is imported of a set with vLLM, where the folder has it; of another folder what no other wheel in it requires.
MAIN = {
    "vllm": "vllm.entrypoints.openai.api_server",
    "torch": "torch",
    "triton": "triton",
    "transformers": "transformers",
    "openai": "openai",
}
WANTS_A_DRIVER = ("libcuda.so", "NVIDIA driver", "No CUDA GPUs")  # in the message of an import that fails where no driver is
DEVICE = Path("/dev/nvidiactl")  # of NVIDIA's driver
_FILE = re.compile(r"(?P<name>[^-]+)-(?P<version>[^-]+)(?:-\d[^-]*)?-(?P<tag>(?P<python>[^-]+)-(?P<abi>[^-]+)-[^-]+)\.whl")
_IMPORT = "import importlib, sys; importlib.import_module(sys.argv[1])"


def find_plain(inputs: Path) -> list[Manifest]:
    """Every folder of wheels under the input folder, those with vLLM among them first, then the nearest.

    Raises InputError for a wheel that cannot be read.
    """
    found = [read_plain(folder, files) for folder in walk(inputs, MAX_DEPTH) if (files := sorted(folder.glob("*.whl")))]
    return sorted(found, key=lambda manifest: not any(wheel.name == "vllm" for wheel in manifest.wheels))


def read_plain(folder: Path, files: Iterable[Path]) -> Manifest:
    """What the wheels in a folder say of themselves. Raises InputError for one that is damaged or whose name is not a wheel's."""
    wheels, required, modules = [], set(), {}
    for path in files:
        match = _FILE.fullmatch(path.name)
        if match is None:
            raise InputError(f"{path} does not have a wheel's name, NAME-VERSION-PYTHON-ABI-PLATFORM.whl: upload it under its own")
        name = _normal(match["name"])
        try:
            with zipfile.ZipFile(path) as archive:
                size = sum(member.file_size for member in archive.infolist())
                modules[name] = tuple(_modules(archive))
                required |= set(_requirements(archive)) - {name}
        except (zipfile.BadZipFile, OSError, KeyError) as error:
            raise InputError(f"{path} is damaged ({error}): download it again, and upload the folder again") from None
        wheels.append(Wheel(name, match["version"], path.name, match["tag"], path.stat().st_size, size, ""))
    names = {wheel.name for wheel in wheels}
    if "vllm" in names:
        imports = tuple(module for name, module in MAIN.items() if name in names)
    else:
        imports = tuple(module for name in sorted(names - required) for module in modules[name])
    return Manifest(folder, PLAIN, _tag(wheels), tuple(wheels), imports, {})


def failed_imports(python: Path, modules: Iterable[str], environment: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Import each module in a process of its own; yield those that fail, with the last line of what they say."""
    for module in modules:
        command = [str(python), "-I", "-c", _IMPORT, module]
        try:
            done = subprocess.run(
                command, env=environment, capture_output=True, text=True, check=False, timeout=IMPORT_TIMEOUT, cwd=tempfile.gettempdir()
            )
        except subprocess.TimeoutExpired:
            yield module, f"not imported after {IMPORT_TIMEOUT:.0f} s"
            continue
        if done.returncode:
            yield module, (done.stderr.strip().splitlines() or [f"it ended with status {done.returncode}"])[-1]


def is_for_want_of_a_gpu(reason: str) -> bool:
    """Whether an import failed because this machine has no driver of NVIDIA's, which says nothing about the wheels."""
    return any(word in reason for word in WANTS_A_DRIVER) and not DEVICE.exists()


def _tag(wheels: Iterable[Wheel]) -> str:
    """The tag of this Python if each package has a wheel for it, else that of the first which has none."""
    ours = f"cp{sys.version_info.major}{sys.version_info.minor}"
    tags: dict[str, list[str]] = {}
    for wheel in wheels:
        tags.setdefault(wheel.name, []).append(wheel.tag)
    foreign = next((found[0] for found in tags.values() if not any(map(_fits, found))), None)
    return ours if foreign is None else foreign.split("-")[0]


def _fits(tag: str) -> bool:
    """Whether a wheel's tag is for this Python; whether it is for this platform is left to the installer."""
    pythons, abi, _ = tag.split("-")
    minor = sys.version_info.minor
    for python in pythons.split("."):
        match = re.fullmatch(r"(py|cp)3(\d*)", python)
        if match and (match[2] in ("", str(minor)) or ((match[1] == "py" or "abi3" in abi) and int(match[2]) <= minor)):
            return True
    return False


def _modules(archive: zipfile.ZipFile) -> Iterator[str]:
    """What can be imported from a wheel: the names at its top that do not begin with an underscore."""
    tops = {name.split("/")[0] for name in archive.namelist()}
    packages = {name.split("/")[0] for name in archive.namelist() if re.fullmatch(r"[^/]+/__init__\.py", name)}
    single = {top.split(".")[0] for top in tops if top.endswith((".py", ".so"))}
    yield from sorted(name for name in packages | single if not name.startswith("_"))


def _requirements(archive: zipfile.ZipFile) -> Iterator[str]:
    """The packages that a wheel requires without an extra."""
    path = next((name for name in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name)), "METADATA")
    for line in BytesParser().parsebytes(archive.read(path)).get_all("Requires-Dist") or ():
        requirement, _, marker = line.partition(";")
        name = re.match(r"[\w.-]+", requirement.strip())
        if name and "extra" not in marker:
            yield _normal(name[0])


def _normal(name: str) -> str:
    """A package's name as the index writes it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
