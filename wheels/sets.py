"""The sets of ``sets.toml``, one record for a set and a Python."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.tags import Tag, compatible_tags, cpython_tags

from kaggle_utils.errors import InputError

HERE = Path(__file__).parent
# The names that manylinux had before it counted glibc's versions (PEP 600).
LEGACY = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}


@dataclass(frozen=True)
class WheelSet:
    """One set for one Python. ``requirements`` maps each direct dependency to its reason."""

    name: str
    use: str
    python: str
    platform: str
    requirements: Mapping[str, str]
    exclude_newer: str
    imports: tuple[str, ...]
    without: tuple[str, ...]
    leave_out: tuple[str, ...]
    image: Mapping[str, str]

    @property
    def tag(self) -> str:
        """The interpreter's tag, such as ``cp312``."""
        return "cp" + self.python.replace(".", "")

    @property
    def folder(self) -> str:
        """The name of the set's folder."""
        return f"{self.name}-{self.tag}"

    @property
    def lock(self) -> Path:
        """Its lock file."""
        return HERE / "locks" / f"{self.folder}.txt"

    @property
    def platforms(self) -> list[str]:
        """Every platform tag that the set's platform takes, best first."""
        prefix, _, rest = self.platform.removeprefix("manylinux_").partition("_")
        minor, _, machine = rest.partition("_")
        names = []
        for number in range(int(minor), 4, -1):
            names.append(f"manylinux_{prefix}_{number}_{machine}")
            if number in LEGACY:
                names.append(f"{LEGACY[number]}_{machine}")
        return [*names, f"linux_{machine}"]

    def tags(self) -> Iterator[Tag]:
        """Every wheel tag that fits, best first."""
        major, minor = map(int, self.python.split("."))
        yield from cpython_tags((major, minor), platforms=self.platforms)
        yield from compatible_tags((major, minor), interpreter=self.tag, platforms=self.platforms)


def load_set(name: str, python: str, file: Path = HERE / "sets.toml") -> WheelSet:
    """The set of that name for that Python. Raises InputError for one that does not exist."""
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    if name not in tables:
        raise InputError(f"{file.name} has no set {name!r}; there are: {', '.join(tables)}")
    table = tables[name]
    base = tables[table.get("base", name)]
    if python not in table["pythons"]:
        raise InputError(f"the set {name!r} is not made for Python {python}, but for {', '.join(table['pythons'])} ({file.name})")
    return WheelSet(
        name=name,
        use=table["use"],
        python=python,
        platform=base["platform"],
        requirements=base["requirements"],
        exclude_newer=base["exclude-newer"],
        imports=tuple(base["imports"]),
        without=tuple(base.get("without", ())),
        leave_out=tuple(table.get("leave-out", ())),
        image=table.get("image", {}),
    )
