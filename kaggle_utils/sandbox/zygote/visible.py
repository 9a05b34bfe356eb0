"""Which files a program may see: the system's libraries and Python's, but neither this package nor the competition's data."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/localtime")
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


def readable_paths() -> tuple[str, ...]:
    """The existing paths that a program may read, none inside another; symbolic links as they are.

    Entries of ``sys.path`` count only inside an installation of Python: a repository that a .pth file points to is ours.
    """
    installations = {sys.prefix, sys.base_prefix, os.path.realpath(sys.base_prefix)}
    roots = [os.path.join(prefix, part) for prefix in installations for part in ("lib", "lib64", "pyvenv.cfg")]
    roots += [entry for entry in sys.path if any(_is_inside(entry, prefix) for prefix in installations)]
    candidates = sorted({path for path in (*SYSTEM, *roots) if os.path.lexists(path)})
    return tuple(path for path in candidates if not any(other != path and _is_inside(path, other) for other in candidates))


def paths_without(path: str, hidden: Iterable[str]) -> Iterator[str]:
    """Split a path into the parts that do not lead to a hidden one: its entries, their entries, as far down as needed."""
    within = [secret for secret in hidden if _is_inside(secret, path)]
    if not within:
        yield path
    elif path not in within:
        for entry in sorted(os.scandir(path), key=lambda entry: entry.name):
            yield from paths_without(entry.path, within)


def _is_inside(path: str, directory: str) -> bool:
    return Path(path) == Path(directory) or Path(directory) in Path(path).parents
