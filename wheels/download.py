"""Download exactly a lock with pip: only what is missing or damaged, several files at a time, each checked before it counts."""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.offline.manifest import HASHING_THREADS, file_sha256
from wheels.lock import Locked
from wheels.sets import WheelSet

logger = logging.getLogger(__name__)

AT_ONCE = 4
SECONDS_BETWEEN_REPORTS = 10.0


def download(wheel_set: WheelSet, locked: Sequence[Locked], folder: Path) -> int:
    """Bring ``folder`` to the lock and say how many bytes came over the network. Wheels that the lock does not name are removed.

    Raises InputError when pip cannot get a file; what came so far stays, and the next call goes on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(
                f"another run is downloading into {folder} at this moment: let it finish, or choose another --output"
            ) from None
        return _fill(wheel_set, locked, folder)


def _fill(wheel_set: WheelSet, locked: Sequence[Locked], folder: Path) -> int:
    names = {wheel.file for wheel in locked}
    for path in sorted(folder.glob("*.whl")):
        if path.name not in names:
            logger.info("removing %s, which the lock does not name", path.name)
            path.unlink()
    missing = _missing(locked, folder)
    logger.info("%d of %d wheels are here; downloading %d", len(locked) - len(missing), len(locked), len(missing))
    bytes_before = sum((folder / wheel.file).stat().st_size for wheel in locked if (folder / wheel.file).exists())
    partial = folder / ".partial"
    shutil.rmtree(partial, ignore_errors=True)  # of a run that was killed
    partial.mkdir()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        futures = {pool.submit(_download_one, wheel_set, wheel, folder, partial): wheel for wheel in missing}
        try:
            _watch(futures, partial)
        finally:
            pool.shutdown(cancel_futures=True)
            shutil.rmtree(partial)
    return sum((folder / wheel.file).stat().st_size for wheel in locked) - bytes_before


def _missing(locked: Sequence[Locked], folder: Path) -> list[Locked]:
    """What is not there or not what the lock says; the latter is removed."""
    present = [wheel for wheel in locked if (folder / wheel.file).is_file()]
    with ThreadPoolExecutor(HASHING_THREADS) as pool:
        hashes = pool.map(lambda wheel: file_sha256(folder / wheel.file), present)
        for wheel, sha256 in zip(present, hashes, strict=True):
            if sha256 != wheel.sha256:
                logger.info("%s is damaged and comes again", wheel.file)
                (folder / wheel.file).unlink()
    return [wheel for wheel in locked if not (folder / wheel.file).is_file()]


def _watch(futures: dict[Future[int], Locked], partial: Path) -> None:
    """Report every file that is done, and every few seconds what is on its way. Raises what a download raises."""
    pending = set(futures)
    done_count, reported = 0, time.monotonic()
    while pending:
        done, pending = wait(pending, timeout=1, return_when="FIRST_COMPLETED")
        for future in done:
            done_count += 1
            logger.info("[%d/%d] %s, %.1f MB", done_count, len(futures), futures[future].file, future.result() / 1e6)
        if time.monotonic() - reported > SECONDS_BETWEEN_REPORTS:
            reported = time.monotonic()
            logger.info("%.0f MB on their way", size_of(partial) / 1e6)


def size_of(folder: Path) -> int:
    """The bytes of the files in a folder, where files and folders may go while we look at them: ``Path.rglob`` raises for those."""
    paths = (Path(parent) / name for parent, _, names in os.walk(folder) for name in names)
    return sum(map(_size, paths))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _download_one(wheel_set: WheelSet, wheel: Locked, folder: Path, partial: Path) -> int:
    """Have pip download one wheel, and move it in place. Returns its bytes."""
    own = partial / wheel.name
    own.mkdir()
    requirements = own / "requirements.txt"
    requirements.write_text(str(wheel))
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--no-cache-dir",
        "--no-deps",
    ]
    command += ["--only-binary=:all:", "--require-hashes", "--requirement", str(requirements), "--dest", str(own)]
    command += ["--implementation", "cp", "--python-version", wheel_set.python, "--abi", wheel_set.tag, "--abi", "abi3", "--abi", "none"]
    for platform in wheel_set.platforms:
        command += ["--platform", platform]
    # pip unpacks nothing, but downloads into the temporary folder first: keep that on the same disk.
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=_environment(own))
    if done.returncode:
        raise InputError(
            f"pip cannot download {wheel.file}; run the command again to go on where it stopped:\n{done.stderr.strip()[-1500:]}"
        )
    got = own / wheel.file
    if not got.is_file():
        raise InputError(
            f"pip downloaded {[path.name for path in own.glob('*.whl')]} where the lock names {wheel.file}: make the lock again"
        )
    size = got.stat().st_size
    got.replace(folder / wheel.file)
    shutil.rmtree(own)
    return size


def _environment(temporary: Path) -> dict[str, str]:
    return dict(os.environ) | {"TMPDIR": str(temporary)}
