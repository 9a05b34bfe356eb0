"""Where the function runs, and on how much at once."""

from __future__ import annotations

from dataclasses import dataclass

from kaggle_utils.errors import InputError


@dataclass(frozen=True)
class Place:
    """One machine, or the Ray cluster at an address. Raises InputError for impossible numbers.

    The number of items in work at once, ``workers`` times ``width``, bounds the memory: an item is read when a place is free.
    """

    ray: str = ""
    """The cluster's address, as ``ray.init`` takes it: HOST:PORT, ``auto``, or ``local`` for one of this process; empty: no Ray."""
    workers: int = 0
    """Actors on the cluster, each with a copy of the function, and so with an engine or a sandbox of its own; 0 for one for each node.

    Here there is one copy, which threads share; 0 is for two of them."""
    width: int = 1
    """Items that one worker works on at once."""
    batch: int = 1
    """Items that are worked on one after another and written as one shard: what a kill can lose of one place."""
    cpus: float = 1.0
    """Cores that an actor reserves."""
    gpus: float = 0.0
    """GPUs that an actor reserves."""

    def __post_init__(self) -> None:
        for name, lowest in (("workers", 0), ("width", 1), ("batch", 1)):
            if getattr(self, name) < lowest:
                raise InputError(f"{name} is {getattr(self, name)}, and must be at least {lowest}")
