"""What two runs have for the same problems, paired by problem id, never by position."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import isfinite

from kaggle_utils.errors import InputError

MAX_NAMED = 5  # ids in a message; the rest are counted


@dataclass(frozen=True)
class Pairs:
    """The values of two runs by problem, sorted by id, and the cluster that each problem belongs to."""

    ids: tuple[str, ...]
    new: tuple[float, ...]
    old: tuple[float, ...]
    clusters: tuple[str, ...]

    @property
    def differences(self) -> tuple[float, ...]:
        """New minus old."""
        return tuple(new - old for new, old in zip(self.new, self.old, strict=True))


def pair(
    new: Mapping[str, float], old: Mapping[str, float], *, clusters: Mapping[str, str] | None = None, absent: float | None = None
) -> Pairs:
    """Pair two runs by problem id.

    ``clusters`` names for each problem the group that it is not independent of: its family, or, for several samples a problem, the problem.
    Without it every problem is a cluster of its own. ``absent`` is the value that counts for a problem which only one run has (False where
    an attempt that was not made is an attempt that failed); without it such a problem is an error.

    Raises InputError, which names the ids, for problems that only one run has, for problems without a cluster, for values that are not
    finite, and for two runs without a problem.
    """
    if absent is None:
        for side, extra in (("new", new.keys() - old.keys()), ("old", old.keys() - new.keys())):
            if extra:
                raise InputError(
                    f"only the {side} run has {name_ids(extra)}: compare runs of the same problems, or say what an absent one counts"
                )
    ids = tuple(sorted(new.keys() | old.keys()))
    if not ids:
        raise InputError("neither run has a problem, so there is nothing to compare")
    paired = Pairs(
        ids=ids,
        new=tuple(_take(new, id_, absent) for id_ in ids),
        old=tuple(_take(old, id_, absent) for id_ in ids),
        clusters=clusters_of(ids, clusters),
    )
    endless = [id_ for id_, value in zip(ids, paired.differences, strict=True) if not isfinite(value)]
    if endless:
        raise InputError(f"a value that is not a finite number cannot be compared: {name_ids(endless)}")
    return paired


def clusters_of(ids: Iterable[str], clusters: Mapping[str, str] | None) -> tuple[str, ...]:
    """The cluster of each problem, by default itself. Raises InputError, which names the ids, for problems that ``clusters`` lacks."""
    if clusters is None:
        return tuple(ids)
    listed = tuple(ids)
    lost = [id_ for id_ in listed if id_ not in clusters]
    if lost:
        raise InputError(f"clusters are given, but not for {name_ids(lost)}")
    return tuple(clusters[id_] for id_ in listed)


def name_ids(ids: Collection[str]) -> str:
    """The first of these ids, sorted, and how many more there are."""
    shown = sorted(ids)[:MAX_NAMED]
    more = f" and {len(ids) - len(shown)} more" if len(ids) > len(shown) else ""
    return ", ".join(shown) + more


def _take(values: Mapping[str, float], id_: str, absent: float | None) -> float:
    if id_ in values:
        return values[id_]
    assert absent is not None  # checked by the caller
    return absent
