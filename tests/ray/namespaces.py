"""A Ray cluster of several nodes on this machine: each node in a network namespace of its own, on one bridge. Needs root and ``ip``."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

NAME = "ku-ray"
ADDRESS = "10.213.77.{}"  # of a private network that hardly anybody uses
PORT = 6379
# A node that does not answer for half a minute is dead; a busy machine of two cores needs that long. Ray's own is 5 times 3 s.
SETTINGS = {
    "RAY_health_check_initial_delay_ms": "30000",
    "RAY_health_check_period_ms": "2000",
    "RAY_health_check_timeout_ms": "5000",
    "RAY_health_check_failure_threshold": "6",
    # A driver waits until workers are started for it, for ever where those are too slow for their time limit.
    "RAY_enable_worker_prestart": "0",
    "RAY_prestart_worker_first_driver": "0",
    "RAY_worker_register_timeout_seconds": "900",
    "RAY_gcs_rpc_server_reconnect_timeout_s": "30",  # after which nodes whose head is gone end themselves
    "RAY_USAGE_STATS_ENABLED": "0",
}
OBJECT_STORE = 100_000_000  # bytes; numbers of batches and names of shards need little
STARTING = "--- started"  # the line in a log before each start
# Nodes of one machine would share the folder in which Ray notes a node's address. ``ip netns exec`` gives what it runs mounts of its own.
OWN_FILES = 'mkdir -p "$0" /tmp/ray && mount --bind "$0" /tmp/ray && exec "$@"'
RAY = [sys.executable, "-m", "ray.scripts.scripts"]


def run(command: str) -> str:
    """The output of a command, which must succeed."""
    return subprocess.run(command.split(), check=True, capture_output=True, text=True).stdout


class Cluster:
    """Nodes 0 (the head), 1, 2, ...; each is a namespace with a link to the bridge, and what runs in it."""

    def __init__(self, nodes: int, folder: Path, cores: int) -> None:
        self.nodes = range(nodes)
        self._folder = folder
        self._cores = cores

    def __enter__(self) -> Cluster:
        self._remove()
        run(f"ip link add {NAME} type bridge")
        run(f"ip link set {NAME} up")
        for node in self.nodes:
            run(f"ip netns add {NAME}-{node}")
            run(f"ip link add {NAME}{node} type veth peer name eth0 netns {NAME}-{node}")
            run(f"ip link set {NAME}{node} master {NAME} up")
            run(f"ip -n {NAME}-{node} addr add {self.address(node)}/24 dev eth0")
            run(f"ip -n {NAME}-{node} link set eth0 up")
            run(f"ip -n {NAME}-{node} link set lo up")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        for node in self.nodes:
            self.kill(node)
        self._remove()

    def address(self, node: int) -> str:
        """The address of a node."""
        return ADDRESS.format(10 + node)

    @property
    def head(self) -> str:
        """Where the cluster is, for ``--ray``."""
        return f"{self.address(0)}:{PORT}"

    def start(self, node: int) -> subprocess.Popen[bytes]:
        """Start Ray on a node; its process lives as long as the node does."""
        role = ["--head", f"--port={PORT}", "--include-dashboard=false"] if node == 0 else [f"--address={self.head}"]
        limits = [f"--num-cpus={self._cores}", f"--object-store-memory={OBJECT_STORE}", "--disable-usage-stats"]
        return self.spawn(node, [*RAY, "start", *role, f"--node-ip-address={self.address(node)}", *limits, "--block"], f"node-{node}.log")

    def spawn(self, node: int, command: Sequence[str], log: str) -> subprocess.Popen[bytes]:
        """Start a command on a node. Its output is appended to a file."""
        with (self._folder / log).open("ab") as file:
            file.write(f"{STARTING}\n".encode())
            file.flush()
            whole = ["ip", "netns", "exec", f"{NAME}-{node}", "sh", "-c", OWN_FILES, str(self._folder / f"ray-{node}"), *command]
            return subprocess.Popen(whole, stdout=file, stderr=file, env={**os.environ, **SETTINGS}, start_new_session=True)

    def kill(self, node: int) -> None:
        """Kill all that runs on a node, and nothing else."""
        while pids := run(f"ip netns pids {NAME}-{node}").split():
            for pid in pids:
                try:
                    os.kill(int(pid), signal.SIGKILL)
                except ProcessLookupError:
                    continue

    def is_up(self, node: int) -> bool:
        """Whether the last ``ray start`` on a node says that it is up."""
        return "Ray runtime started" in (self._folder / f"node-{node}.log").read_text().rpartition(STARTING)[2]

    def cut_off(self, node: int) -> None:
        """Take a node's link down: it runs on, and reaches nobody."""
        run(f"ip link set {NAME}{node} down")

    def join(self, node: int) -> None:
        """Take a node's link up again."""
        run(f"ip link set {NAME}{node} up")

    def _remove(self) -> None:
        for node in self.nodes:
            subprocess.run(["ip", "netns", "del", f"{NAME}-{node}"], capture_output=True, check=False)
            subprocess.run(["ip", "link", "del", f"{NAME}{node}"], capture_output=True, check=False)
        subprocess.run(["ip", "link", "del", NAME], capture_output=True, check=False)
