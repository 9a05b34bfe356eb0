"""A job on a real cluster of three nodes, through everything that can die: ``python -m tests.ray.three_nodes [--items N]``, as root.

A node is killed, another one is cut off from the network, and the head is killed with the command that runs on it; the nodes are
started again, and so is the same command. In the end every item must have its result, and each result must be there once.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kaggle_utils.fanout.item import hash_of
from kaggle_utils.fanout.shards import list_shards, read_shard
from tests.ray.namespaces import Cluster

ITEMS, SECONDS = 900, 1.0
CORES = 4  # of each node: what two nodes have is enough for all actors, and what the head alone has is not
LIMIT = 1500.0  # seconds that anything may take on a busy machine


@dataclass(frozen=True)
class Found:
    """What is left when the job has ended.

    ``calls`` is how often the function was called; ``results`` are rows in all shards, ``distinct`` their hashes, ``missing`` items that
    have none, ``yielded_twice`` items that the last command printed more than once; ``last`` is its last line.
    """

    items: int
    calls: int
    results: int
    distinct: int
    missing: int
    yielded_twice: int
    last: str


def run_through_all(folder: Path, items: int = ITEMS, say: Callable[[str], None] = print) -> Found:
    """The whole story. Raises TimeoutError where something does not happen."""
    log = folder / "made.log"
    started = time.monotonic()

    def note(text: str) -> None:
        say(f"{time.monotonic() - started:6.0f} s  {count(log):4} calls  {text}")

    with Cluster(3, folder, CORES) as cluster:
        command = [sys.executable, "-m", "tests.ray.job", cluster.head, str(folder), str(items), str(SECONDS)]
        start_nodes(cluster)
        note("three nodes are up; the command is started")
        job = cluster.spawn(0, command, "job-1.log")
        wait(lambda: count(log) >= items // 8, job, "an eighth of the items")
        cluster.kill(1)
        note("node 1 was killed")
        before = count(log)
        wait(lambda: count(log) >= before + items // 16, job, "more items without node 1")
        cluster.cut_off(2)
        note("node 2 was cut off from the network")
        before = calls_at(log, cluster.address(0))
        wait(lambda: calls_at(log, cluster.address(0)) >= before + items // 16, job, "more items at the head")
        cluster.start(1)
        note("node 1 is started again; node 2 stays cut off")
        wait(lambda: cluster.is_up(1) or count(log) >= 3 * items // 4, job, "node 1, or three quarters of the items")
        cluster.kill(0)
        note("the head was killed, and with it the command")
        job.wait()
        cluster.join(2)
        for node in (1, 2):
            cluster.kill(node)
        start_nodes(cluster)
        note("three nodes are up again; the same command is started")
        job = cluster.spawn(0, command, "job-2.log")
        job.wait(timeout=LIMIT)
        note(f"the command ended with {job.returncode}")
    return read_folder(folder, items)


def start_nodes(cluster: Cluster) -> None:
    """Start the head, and then the others; a node that gives up, because the machine is too busy, is started again."""
    for node in cluster.nodes:
        process = cluster.start(node)
        deadline = time.monotonic() + LIMIT
        while not cluster.is_up(node):
            if process.poll() is not None:
                cluster.kill(node)
                process = cluster.start(node)
            if time.monotonic() > deadline:
                raise TimeoutError(f"node {node} does not start")
            time.sleep(1.0)


def wait(happened: Callable[[], bool], job: subprocess.Popen[bytes], what: str) -> None:
    """Wait until something has happened while the job runs. Raises TimeoutError, and RuntimeError where the job ends before."""
    deadline = time.monotonic() + LIMIT
    while not happened():
        if job.poll() is not None:
            raise RuntimeError(f"the job ended with {job.returncode} before {what}")
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {LIMIT:.0f} s")
        time.sleep(0.2)


def count(log: Path) -> int:
    """How many lines a log has."""
    return log.read_bytes().count(b"\n") if log.exists() else 0


def calls_at(log: Path, address: str) -> int:
    """How many calls were made on the node of an address."""
    return sum(line.split()[1] == address for line in log.read_text().splitlines()) if log.exists() else 0


def read_folder(folder: Path, items: int) -> Found:
    """Count by hash what the shards hold."""
    hashes = Counter(done.hash for path in list_shards(folder / "shards") for done in read_shard(path))
    lines = (folder / "job-2.log").read_text().splitlines()
    printed = Counter(line for line in lines if line.startswith("item "))
    return Found(
        items=items,
        calls=count(folder / "made.log"),
        results=sum(hashes.values()),
        distinct=len(hashes),
        missing=sum(hash_of(item) not in hashes for item in range(items)),
        yielded_twice=sum(number > 1 for number in printed.values()) + items - len(printed),
        last=lines[-1],
    )


def main() -> None:
    """Run it and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--folder", type=Path, help="where logs and shards go (default: a new folder)")
    arguments = parser.parse_args()
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="three-nodes-"))
    folder.mkdir(parents=True, exist_ok=True)
    print(run_through_all(folder, arguments.items, lambda text: print(text, flush=True)))


if __name__ == "__main__":
    main()
