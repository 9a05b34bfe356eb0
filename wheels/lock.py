"""Lock files: every wheel of a set by version and SHA-256, resolved by uv and readable by pip and uv as requirements."""

from __future__ import annotations

import fnmatch
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from packaging.utils import parse_wheel_filename

from kaggle_utils.errors import InputError
from wheels.sets import WheelSet

LINE = re.compile(r"(?P<name>[\w.-]+)==(?P<version>\S+) --hash=sha256:(?P<sha256>[0-9a-f]{64})  # (?P<file>\S+\.whl)")


@dataclass(frozen=True)
class Locked:
    """One wheel of a lock."""

    name: str
    version: str
    sha256: str
    file: str

    def __str__(self) -> str:
        return f"{self.name}=={self.version} --hash=sha256:{self.sha256}  # {self.file}"


def read_lock(wheel_set: WheelSet) -> list[Locked]:
    """The wheels of a set's lock. Raises InputError for one that is missing or not of our making."""
    path = wheel_set.lock
    if not path.is_file():
        raise InputError(f"{path} does not exist: make it with ./build_wheels.sh --lock --set {wheel_set.name} --python {wheel_set.python}")
    locked = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("#"):
            continue
        match = LINE.fullmatch(line)
        if match is None:
            raise InputError(f"{path}:{number} is {line[:60]!r}, which is not a line of a lock: make it again with --lock")
        locked.append(Locked(**match.groupdict()))
    return locked


def write_lock(wheel_set: WheelSet) -> list[Locked]:
    """Resolve a set with uv and write its lock."""
    packages = resolve(wheel_set)
    for name, version in wheel_set.image.items():
        found = next((package["version"] for package in packages if package["name"] == name), None)
        if found != version:
            raise InputError(f"the image of {wheel_set.name!r} in sets.toml has {name} {version}, and its base resolves to {found}")
    left = [package for package in packages if not any(fnmatch.fnmatch(package["name"], pattern) for pattern in wheel_set.leave_out)]
    locked = [_best_wheel(wheel_set, package) for package in left]
    head = [
        f"# The set {wheel_set.name!r} for Python {wheel_set.python} on {wheel_set.platform}: {len(locked)} wheels, "
        f"nothing published after {wheel_set.exclude_newer}.",
        f"# Made by ./build_wheels.sh --lock --set {wheel_set.name} --python {wheel_set.python} with {_uv_version()}; do not edit.",
    ]
    wheel_set.lock.parent.mkdir(exist_ok=True)
    wheel_set.lock.write_text("\n".join([*head, *map(str, locked)]) + "\n", encoding="utf-8")
    return locked


def resolve(wheel_set: WheelSet) -> list[Mapping[str, Any]]:
    """Uv's answer: the packages of a pylock.toml (PEP 751), each with the wheels that fit."""
    with tempfile.TemporaryDirectory() as temporary:
        excludes = Path(temporary) / "excludes.txt"
        excludes.write_text("\n".join(wheel_set.without))
        # PEP 751 names the files, and uv lists only those that fit the platform; plain --generate-hashes lists hashes of all platforms.
        command = [sys.executable, "-m", "uv", "pip", "compile", "-", "--format", "pylock.toml", "--no-build", "--quiet"]
        command += ["--exclude-newer", wheel_set.exclude_newer, "--excludes", str(excludes), "--no-config"]
        command += ["--python-version", wheel_set.python, "--python-platform", f"x86_64-{wheel_set.platform.removesuffix('_x86_64')}"]
        for link in find_links():
            command += ["--find-links", link]
        done = subprocess.run(command, input="\n".join(wheel_set.requirements), capture_output=True, text=True, check=False)
    if done.returncode:
        raise InputError(f"uv cannot resolve the set {wheel_set.name!r} for Python {wheel_set.python}:\n{done.stderr.strip()}")
    packages: list[Mapping[str, Any]] = tomllib.loads(done.stdout)["packages"]
    return packages


def find_links() -> list[str]:
    """Where pip looks besides its indexes; uv does not read pip's configuration."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    places = re.findall(r"^\S*find-links='(.*)'$", listed, flags=re.MULTILINE)
    return list(dict.fromkeys(place for value in places for place in value.replace("\\n", " ").split()))


def _best_wheel(wheel_set: WheelSet, package: Mapping[str, Any]) -> Locked:
    """The wheel that an installer would take: the best tag first, then the highest build number."""
    ranks = {tag: rank for rank, tag in enumerate(wheel_set.tags())}
    choices = []
    for wheel in package["wheels"]:
        file = unquote(wheel.get("url") or wheel["path"]).rsplit("/", 1)[1]
        _, _, build, tags = parse_wheel_filename(file)
        rank = min((ranks[tag] for tag in tags if tag in ranks), default=None)
        if rank is not None:
            choices.append((-rank, build, file, wheel["hashes"]["sha256"]))
    if not choices:
        raise InputError(f"{package['name']} {package['version']} has no wheel for {wheel_set.tag} on {wheel_set.platform}")
    _, _, file, sha256 = max(choices)
    return Locked(package["name"], package["version"], sha256, file)


def _uv_version() -> str:
    version = subprocess.run([sys.executable, "-m", "uv", "--version"], capture_output=True, text=True, check=True, env=os.environ).stdout
    return " ".join(version.split()[:2])
