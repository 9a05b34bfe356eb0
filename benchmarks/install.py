"""Installing attached wheels with the uv among them (ours) against pip (baseline), no network, into fresh environments.

    python -m benchmarks.install [--set cpu]
    PYTHONPATH=. python3.12 -m benchmarks.install --set cuda13

Needs the set, as ``./build_wheels.sh --set cpu --python 3.11 --no-proof`` leaves it, and a Python of that version; nothing else has to be
installed in it. pip compiles every module as it installs and uv leaves that to the first import, so the second row counts the first import
of vLLM's server too. Hashing is measured with warm files.
"""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.table import Row, benchmark_parser, report
from kaggle_utils.offline import manifest as manifests
from kaggle_utils.offline.installer import child_environment, fill
from kaggle_utils.offline.manifest import SENTINEL, Manifest, read_manifest, verify
from kaggle_utils.settings import REPOSITORY

# KAGGLE_UTILS_WHEELS names the folder that build_wheels.sh --output was given.
WHEELS = Path(os.environ.get("KAGGLE_UTILS_WHEELS", REPOSITORY / "wheels"))


def find_set(name: str) -> Manifest:
    """The set of this name for this Python."""
    path = WHEELS / f"{name}-cp{sys.version_info.major}{sys.version_info.minor}" / SENTINEL
    manifest = read_manifest(path) if path.is_file() else None
    if manifest is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        sys.exit(f"{path} does not exist: ./build_wheels.sh --set {name} --python {version} --no-proof makes it")
    return manifest


def install(manifest: Manifest, folder: Path) -> tuple[float, float]:
    """Seconds to install, and then to import vllm for the first time."""
    started = time.perf_counter()
    fill(folder, manifest, print)
    installed = time.perf_counter()
    command = [str(folder / "bin" / "python"), "-c", "import vllm.entrypoints.openai.api_server"]
    subprocess.run(command, env=child_environment(), check=True, capture_output=True)
    return installed - started, time.perf_counter() - installed


def hashing(manifest: Manifest, threads: int) -> float:
    """Seconds to check the set with so many threads."""
    usual, manifests.HASHING_THREADS = manifests.HASHING_THREADS, threads
    started = time.perf_counter()
    verify(manifest, print)
    manifests.HASHING_THREADS = usual
    return time.perf_counter() - started


def measure(name: str, quick: bool) -> Sequence[Row]:
    """One install each: they take minutes, and write gigabytes."""
    manifest = find_set(name)
    verify(manifest, print)
    parallel, single = hashing(manifest, manifests.HASHING_THREADS), hashing(manifest, 1)
    without_uv = dataclasses.replace(manifest, wheels=tuple(wheel for wheel in manifest.wheels if wheel.name != "uv"))
    with tempfile.TemporaryDirectory(dir=manifest.folder.parent) as folder:
        uv, uv_import = install(manifest, Path(folder) / "uv")
        pip, pip_import = install(without_uv, Path(folder) / "pip")
    what = f"{len(manifest.wheels)} wheels, {manifest.size / 1e9:.2f} GB, {manifest.unpacked / 1e9:.2f} GB unpacked"
    rows = [
        Row(f"install {what}: uv, against pip", uv, pip, "s", pip / uv),
        Row("install and first import vllm: uv, against pip", uv + uv_import, pip + pip_import, "s", (pip + pip_import) / (uv + uv_import)),
    ]
    return rows if quick else [*rows, Row("check the hashes: in threads, against one by one", parallel, single, "s", single / parallel)]


def main() -> None:
    """Print the rows."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--set", default="cpu", dest="name", help="which set (default: %(default)s)")
    arguments = parser.parse_args()
    report(measure(arguments.name, arguments.quick), arguments.json)


if __name__ == "__main__":
    main()
