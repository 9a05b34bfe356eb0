"""The manifest of a set of wheels: finding it, reading it, and checking the wheels against it. Standard library only."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.offline.inputs import walk

SENTINEL = "MANIFEST.json"
FORMAT = "kaggle_utils wheels 1"
PLAIN = "plain"  # the set's name of a folder of wheels without a manifest (plain.py)
# Below the input folder: datasets/OWNER/NAME/wheels/primary-cp312 is five deep, and one more for an archive unpacked into a folder of its
# own name. The older mounts are less deep: NAME/..., competitions/NAME/... (docs/offline.md).
MAX_DEPTH = 6
# Hashing waits for Kaggle's network-mounted input more than for the processor, so more threads than its four cores.
HASHING_THREADS = 8
SECONDS_BETWEEN_REPORTS = 5.0
REMEDY = "./build_wheels.sh downloads it again; then upload the dataset again"

Report = Callable[[str], None]


@dataclass(frozen=True)
class Wheel:
    """One wheel. ``size`` and ``unpacked`` (what its files take once installed) in bytes; ``tag`` as in its file name."""

    name: str
    version: str
    file: str
    tag: str
    size: int
    unpacked: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """A set of wheels in ``folder`` for the Python with ``tag``, such as ``cp312``. A set called ``plain`` has no file that describes it.

    ``image`` are the packages, with their versions, that the set expects in the machine's own Python. ``imports`` are the modules that
    must be importable after the installation.
    """

    folder: Path
    set: str
    tag: str
    wheels: tuple[Wheel, ...]
    imports: tuple[str, ...] = ()
    image: Mapping[str, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes of all wheels."""
        return sum(wheel.size for wheel in self.wheels)

    @property
    def unpacked(self) -> int:
        """Bytes of all wheels once installed."""
        return sum(wheel.unpacked for wheel in self.wheels)

    @property
    def digest(self) -> str:
        """The hash that identifies this manifest; of a folder without one, of its wheels' names and sizes."""
        if self.set == PLAIN:
            listed = "\n".join(f"{wheel.file} {wheel.size}" for wheel in self.wheels)
            return hashlib.sha256(f"{self.folder}\n{listed}".encode()).hexdigest()
        return file_sha256(self.folder / SENTINEL)


def read_manifest(path: Path) -> Manifest | None:
    """The manifest in a file, or None for a file of another kind. Raises InputError for a damaged manifest."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(table, dict) or table.get("format") != FORMAT:
            return None
        wheels = tuple(Wheel(**wheel) for wheel in table["wheels"])
        return Manifest(path.parent, table["set"], table["tag"], wheels, tuple(table["imports"]), table["image"])
    except (ValueError, KeyError, TypeError) as error:
        if not any(path.parent.glob("*.whl")):
            return None
        raise InputError(f"{path} is damaged ({error}): {REMEDY}") from None


def find_manifests(inputs: Path) -> list[Manifest]:
    """Every set of wheels under the input folder, nearest first."""
    manifests = [read_manifest(folder / SENTINEL) for folder in walk(inputs, MAX_DEPTH) if (folder / SENTINEL).is_file()]
    return [manifest for manifest in manifests if manifest is not None]


def verify(manifest: Manifest, report: Report) -> None:
    """Compare every wheel with the manifest, hashing in parallel. Raises InputError that names the first wheel that is wrong."""
    for wheel in manifest.wheels:
        path = manifest.folder / wheel.file
        if not path.is_file():
            raise InputError(f"{path} is missing, and {SENTINEL} lists it: {REMEDY}")
        if path.stat().st_size != wheel.size:
            raise InputError(f"{path} has {path.stat().st_size:,} bytes, and {SENTINEL} says {wheel.size:,}: {REMEDY}")
    done, reported = 0, time.monotonic()
    with ThreadPoolExecutor(HASHING_THREADS) as pool:
        hashes = {pool.submit(file_sha256, manifest.folder / wheel.file): wheel for wheel in manifest.wheels}
        for future in as_completed(hashes):
            wheel = hashes[future]
            if future.result() != wheel.sha256:
                pool.shutdown(cancel_futures=True)
                path = manifest.folder / wheel.file
                raise InputError(f"{path} is damaged: its SHA-256 is {future.result()}, and {SENTINEL} says {wheel.sha256}: {REMEDY}")
            done += wheel.size
            if time.monotonic() - reported > SECONDS_BETWEEN_REPORTS:
                reported = time.monotonic()
                report(f"checked {done / 1e9:.1f} of {manifest.size / 1e9:.1f} GB")


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
