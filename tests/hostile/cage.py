"""The cage that the hostile programs are run in: namespaces of the runner's own, so that a sandbox that fails costs nothing outside.

Called as ``unshare ... python -m tests.hostile.cage PROFILE [NAME ...]``, it is the first process of a new process table, with a
network, a System V namespace and temporary directories of its own and everything else read-only. It prints a JSON line for the layers
and one for every program.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import json
import os
import secrets
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.hostile.corpus import VERDICTS, Program, load
from tests.hostile.profiles import PROFILES, Profile

REPOSITORY = Path(__file__).resolve().parents[2]
DECOYS = Path("/tmp/decoys")  # on the file system that the sandbox works on, so that hard links can be tried
TEMPORARY = ("/tmp", "/var/tmp", "/dev/shm", "/mnt")
PRECIOUS = "what the notebook cannot do without\n"
# Runs beside every hostile program and must not notice it.
NEIGHBOUR = ("import os, time\nopen('neighbour', 'w').close()\ntime.sleep(0.2)\nprint(sorted(os.listdir()), 6 * 7)", 60.0, 1024)
NEIGHBOUR_PRINTS = "['neighbour', 'program.py'] 42\n"
LATE = 10.0  # seconds over the time-out, on a machine whose cores are busy; tests.sandbox.stress measures hundredths
BOOT = 120.0  # seconds for the host to open its sandbox
HUNG = 60.0  # seconds over the time-out after which the host counts as hung
CLEARED = 60.0  # seconds within which a program's files must be gone; the clean-up may work in the background
ENDED = 20.0  # seconds within which its processes must be gone
MAX_REPLY = 200_000  # characters
MAX_ERROR = 2_000  # characters
DISK = 32 * 2**20  # bytes that may be left for the sandbox's own use
ENTRIES = 500  # files that may be left for the sandbox's own use
PROCESSES = 4  # processes that may be added for the sandbox's own use, such as spares
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT, MS_BIND = 1, 2, 4, 32, 4096
SIOCSIFFLAGS, IFF_UP = 0x8914, 1

libc = ctypes.CDLL(None, use_errno=True)


# -- the walls -----------------------------------------------------------------------------------------------------------------------


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """mount(2). Raises OSError."""
    if libc.mount(source.encode(), target.encode(), kind.encode() or None, flags, options.encode() or None):
        raise OSError(ctypes.get_errno(), f"cannot mount {target}")


def needed() -> set[str]:
    """What must stay readable: the repository and the interpreter."""
    paths = (str(REPOSITORY), sys.prefix, sys.base_prefix)
    return {*paths, *(os.path.realpath(path) for path in paths)}


def cover(directory: str, options: str) -> None:
    """Put an empty file system over a directory, and on top of it again what is needed from inside."""
    inside = sorted(path for path in needed() if Path(directory) in Path(path).parents)
    kept = {path: os.open(path, os.O_PATH) for path in inside}
    mount("tmpfs", directory, "tmpfs", MS_NOSUID | MS_NODEV, options)
    for path, descriptor in kept.items():
        Path(path).mkdir(parents=True, exist_ok=True)
        mount(f"/proc/self/fd/{descriptor}", path, flags=MS_BIND)
        os.close(descriptor)


def build_walls() -> None:
    """Give this mount namespace directories of its own, and make the rest read-only."""
    os.umask(0o022)
    closed = {str(parent) for path in needed() for parent in Path(path).parents if not parent.stat().st_mode & 0o001}
    for directory in sorted(closed, key=len):  # so that Python is for everybody, as on most machines
        if not Path(directory).stat().st_mode & 0o001:
            cover(directory, "mode=755,size=1m")
    for directory in TEMPORARY:
        cover(directory, "mode=755,size=16m" if directory == "/mnt" else "mode=1777,size=512m")
    with suppress(OSError):
        mount("mqueue", "/dev/mqueue", "mqueue")
    mount("none", "/", flags=MS_REMOUNT | MS_BIND | MS_RDONLY)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP))


# -- what the programs attack ----------------------------------------------------------------------------------------------------------


class Decoys:
    """Files, a victim process and listeners that stand for what a notebook has to lose."""

    def __init__(self, uid: int) -> None:
        self.uid = uid
        self.file_token, self.name_token, self.environment_token = (secrets.token_hex(12) for _ in range(3))
        self.name = f"hostile-{secrets.token_hex(4)}"
        self.listeners = self._listen()
        self.port: int = self.listeners[0].getsockname()[1]
        self.victim = self._start_victim()

    def _listen(self) -> list[socket.socket]:
        stream, abstract = socket.socket(), socket.socket(socket.AF_UNIX)
        stream.bind(("127.0.0.1", 0))
        datagram = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        datagram.bind(stream.getsockname())
        abstract.bind(f"\0{self.name}")
        for listener in (stream, abstract):
            listener.listen()
        listeners = [stream, abstract, datagram]
        for listener in listeners:
            listener.setblocking(False)
        return listeners

    def _start_victim(self) -> subprocess.Popen[bytes]:
        environment = {"KAGGLE_KEY": self.environment_token}
        return subprocess.Popen(["/bin/sleep", "100000"], user=self.uid, group=self.uid, env=environment, start_new_session=True)

    def reset(self) -> None:
        """Put everything back as it was at first."""
        shutil.rmtree(DECOYS, ignore_errors=True)
        (DECOYS / "input").mkdir(parents=True)
        (DECOYS / "precious.txt").write_text(PRECIOUS)
        (DECOYS / "secret.txt").write_text(self.file_token + "\n")
        (DECOYS / "input" / f"{self.name_token}.csv").write_text("id,problem\n")
        for path in (DECOYS, *DECOYS.rglob("*")):
            os.chown(path, self.uid, self.uid)
        if process_state(self.victim.pid) != process_state(os.getpid()):
            self.victim.kill()
            self.victim.wait()
            self.victim = self._start_victim()
        self.connections()

    def files(self) -> dict[str, tuple[Any, ...]]:
        """A fingerprint of every file."""
        found: dict[str, tuple[Any, ...]] = {}
        for path in (DECOYS, *DECOYS.rglob("*")):
            status = path.lstat()
            content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
            times = status.st_mtime_ns if path.is_file() else 0
            found[str(path.relative_to(DECOYS))] = (oct(status.st_mode), status.st_uid, times, content, tuple(os.listxattr(path)))
        return found

    def connections(self) -> int:
        """How many have come in since the last call."""
        count = 0
        for listener in self.listeners:
            with suppress(BlockingIOError):
                while True:
                    if listener.type == socket.SOCK_DGRAM:
                        listener.recv(100)
                    else:
                        listener.accept()[0].close()
                    count += 1
        return count

    def marks(self, host: int) -> dict[str, str]:
        """What the runner puts in the place of the ``@MARK@`` of a program."""
        pids = {"VICTIM_PID": str(self.victim.pid), "HOST_PID": str(host)}
        return {"DECOY_DIR": str(DECOYS), "PORT": str(self.port), "UNIX": self.name} | pids

    def leaks(self, text: str) -> list[str]:
        """Which secrets a text gives away."""
        tokens = {"a secret file": self.file_token, "the inputs' names": self.name_token, "the environment": self.environment_token}
        return [what for what, token in tokens.items() if token in text]


def process_ids() -> list[str]:
    """The processes of the cage."""
    return [path.name for path in Path("/proc").iterdir() if path.name.isdigit()]


def process_state(pid: int) -> tuple[Any, ...]:
    """What a program might do to another process short of killing it; ("gone",) if it did."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
        state = fields[0]
        if state in "ZX":
            return ("gone",)
        affinity = tuple(sorted(os.sched_getaffinity(pid)))
        limits = Path(f"/proc/{pid}/limits").read_text()
        return ("stopped" if state in "Tt" else "alive", int(fields[16]), affinity, os.sched_getscheduler(pid), limits)
    except (FileNotFoundError, ProcessLookupError):
        return ("gone",)


def changes(before: tuple[Any, ...], pid: int) -> list[str]:
    """What has been done to a process, in words."""
    after = process_state(pid)
    if len(after) < len(before):
        return ["dead"]
    names = ("state", "nice", "affinity", "scheduler", "limits")
    return [
        f"{name} {old} -> {new}" if name != "limits" else name for name, old, new in zip(names, before, after, strict=True) if old != new
    ]


# -- what is left behind ---------------------------------------------------------------------------------------------------------------


@dataclass
class Leftovers:
    """What a program might leave in the cage."""

    marked: set[str] = field(default_factory=set)  # processes that named themselves hostile
    processes: int = 0
    entries: set[str] = field(default_factory=set)
    objects: int = 0  # of System V
    disk: int = 0
    inodes: int = 0

    @classmethod
    def look(cls, spared: Iterable[int]) -> Leftovers:
        """Look around. Processes with the ids in ``spared`` do not count."""
        seen = cls()
        for name in process_ids():
            if int(name) in spared:
                continue
            with suppress(FileNotFoundError, ProcessLookupError):
                command = Path(f"/proc/{name}/comm").read_text(errors="replace").strip()
                seen.processes += 1
                if command.startswith("hostile") or command in ("sleep", "echo"):
                    seen.marked.add(f"{command} {name}")
        for directory in (*TEMPORARY, "/dev/mqueue"):
            with suppress(FileNotFoundError):
                seen.entries |= set(map(str, Path(directory).iterdir()))
                numbers = os.statvfs(directory)
                seen.disk += (numbers.f_blocks - numbers.f_bfree) * numbers.f_frsize
                seen.inodes += numbers.f_files - numbers.f_ffree
        for kind in ("shm", "sem", "msg"):
            seen.objects += len(Path(f"/proc/sysvipc/{kind}").read_text().splitlines()) - 1
        return seen

    def processes_since(self, before: Leftovers) -> list[str]:
        """The processes there are too many."""
        found = sorted(self.marked - before.marked)
        if self.processes > before.processes + PROCESSES:
            found.append(f"{self.processes - before.processes} processes more")
        return found

    def things_since(self, before: Leftovers) -> list[str]:
        """The files and shared objects there are too many."""
        found = sorted(self.entries - before.entries)[:5]
        if self.objects > before.objects:
            found.append(f"{self.objects - before.objects} System V objects")
        if self.disk > before.disk + DISK:
            found.append(f"{(self.disk - before.disk) // 2**20} MiB of disk")
        if self.inodes > before.inodes + ENTRIES:
            found.append(f"{self.inodes - before.inodes} files")
        return found


def reap() -> None:
    """Collect the orphans that have become children of this process and are dead; those of subprocess are left to it."""
    for name in process_ids():
        if int(name) not in OURS:
            with suppress(FileNotFoundError, ProcessLookupError, ChildProcessError):
                fields = Path(f"/proc/{name}/stat").read_text(errors="replace").rpartition(")")[2].split()
                if fields[0] == "Z" and fields[1] == str(os.getpid()):
                    os.waitpid(int(name), os.WNOHANG)


OURS: set[int] = set()  # processes that subprocess waits for


# -- the run ---------------------------------------------------------------------------------------------------------------------------


class HostError(Exception):
    """The host died or hangs."""


class Host:
    """The process with the sandbox, under the profile's user and capabilities."""

    def __init__(self, profile: Profile, decoys: Decoys) -> None:
        environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin", "HOME": "/tmp", "LANG": "C.UTF-8", "PYTHONPATH": str(REPOSITORY),
            "PYTHONDONTWRITEBYTECODE": "1", "KAGGLE_KEY": decoys.environment_token, "OPENAI_API_KEY": decoys.environment_token,
        }  # fmt: skip
        command = [*profile.command, sys.executable, "-m", "tests.hostile.host", *profile.without, *["--sessions"] * profile.sessions]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd="/", start_new_session=True
        )
        OURS.add(self.process.pid)
        self._buffer = bytearray()
        self.complaints: list[str] = []  # what the sandbox warned of
        self.greeting: dict[str, Any] = self._read(BOOT)

    def ask(self, requests: list[tuple[str, float, int]]) -> list[dict[str, Any]]:
        """Run programs side by side. Raises HostError."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(requests).encode() + b"\n")
            self.process.stdin.flush()
        except OSError as error:
            raise HostError("the notebook's process is dead") from error
        reply = self._read(max(seconds for _, seconds, _ in requests) + HUNG)
        self.complaints += reply["complaints"]
        answers: list[dict[str, Any]] = reply["answers"]
        return answers

    def _read(self, seconds: float) -> Any:
        assert self.process.stdout is not None
        descriptor, deadline = self.process.stdout.fileno(), time.monotonic() + seconds
        while b"\n" not in self._buffer:
            readable, _, _ = select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
            if not readable:
                raise HostError("the notebook's process hangs")
            chunk = os.read(descriptor, 2**20)
            if not chunk:
                raise HostError("the notebook's process is dead")
            self._buffer += chunk
        line, _, rest = self._buffer.partition(b"\n")
        self._buffer = bytearray(rest)
        return json.loads(line)

    def close(self) -> None:
        """End it, by force if need be."""
        assert self.process.stdin is not None
        with suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        OURS.discard(self.process.pid)


@dataclass
class Row:
    """The result of one program. A finding is a kind (wrong, late, leaked, damage, broken) and a text."""

    name: str
    claimed: bool
    verdict: str = ""
    seconds: float = 0.0
    findings: list[tuple[str, str]] = field(default_factory=list)
    tries: int = 1


class Cage:
    """Runs programs against one host at a time, and another host when one is lost."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.decoys = Decoys(profile.uid)
        OURS.add(self.decoys.victim.pid)
        self.host = self._start()

    def _start(self) -> Host:
        host = Host(self.profile, self.decoys)
        host.ask([("print(6 * 7)", 30.0, 1024)] * 2)
        return host

    def _restart(self) -> None:
        """Clear the cage of everything, whatever state it is in, and open a new sandbox."""
        self.host.process.kill()
        self.host.close()
        os.kill(-1, signal.SIGKILL)  # all but this process, which is the first of its own table
        time.sleep(0.2)
        self.decoys.victim.wait()
        reap()
        for directory in ("/tmp", "/var/tmp", "/dev/shm"):
            for entry in Path(directory).iterdir():
                if not any(entry in (Path(path), *Path(path).parents) for path in needed()):
                    subprocess.run(["rm", "-rf", str(entry)], check=False, stderr=subprocess.DEVNULL)
        self.host = self._start()

    def run(self, program: Program) -> Row:
        """Run one program. What only came too late on a busy machine gets a second try with three times the time."""
        row = self._try(program, program.timeout)
        slow = {("wrong", "timeout"), ("late", row.verdict)}
        if row.findings and all((kind, row.verdict) in slow for kind, _ in row.findings):
            row = self._try(program, program.timeout * 3)
            row.tries = 2
        return row

    def _try(self, program: Program, seconds: float) -> Row:
        row = Row(program.name, program.claimed(self.profile.layers) and (program.sessions != "no" or not self.profile.sessions))
        self.decoys.reset()
        OURS.add(self.decoys.victim.pid)
        reap()
        host = self.host.process.pid
        spared = {os.getpid(), host, self.decoys.victim.pid}
        files, before = self.decoys.files(), Leftovers.look(spared)
        notebook = process_state(host)
        code = program.code(self.decoys.marks(host))
        try:
            answer, neighbour = self.host.ask([(code, seconds, program.memory_mb), NEIGHBOUR])
            row.seconds = round(answer["seconds"], 3)
            self._judge_answer(program, row, answer, seconds)
            if (neighbour["verdict"], neighbour["stdout"]) != ("ok", NEIGHBOUR_PRINTS):
                text = f"the program beside it: {neighbour['verdict']} {neighbour['stdout'][-100:]!r} {neighbour['error']}"
                row.findings.append(("broken", text))
            self._judge_next(program, row)
            row.findings += [("broken", f"the sandbox warns: {text}") for text in self.host.complaints]
            self.host.complaints.clear()
        except HostError as error:
            row.findings.append(("broken", str(error)))
        self._judge_cage(row, files, before, spared)
        row.findings += [("damage", f"the notebook's process is changed: {text}") for text in changes(notebook, host)]
        if any(kind in ("broken", "damage") for kind, _ in row.findings):  # whatever it left must not be laid to the next one's charge
            self._restart()
        return row

    def _judge_answer(self, program: Program, row: Row, answer: dict[str, Any], seconds: float) -> None:
        row.verdict = answer["verdict"]
        if self.profile.sessions:
            self._judge_session(program, row, answer)
        elif row.verdict not in program.verdicts:
            row.findings.append(("wrong", f"{row.verdict} ({str(answer['error'])[:200]}), not {' or '.join(sorted(program.verdicts))}"))
        elif program.stdout not in answer["stdout"] and "\n" + program.stdout not in "\n" + answer["stdout"]:
            row.findings.append(("wrong", f"printed {answer['stdout'][-200:]!r} {answer['stderr'][-200:]!r}, without {program.stdout!r}"))
        if row.seconds > seconds + LATE:
            row.findings.append(("late", f"{row.seconds:.2f} s with a time-out of {seconds:g} s"))
        text = f"{answer['stdout']}{answer['stderr']}{answer['error']}"
        if len(text) > MAX_REPLY:
            row.findings.append(("damage", f"a reply of {len(text)} characters"))
        if len(answer["error"] or "") > MAX_ERROR or "\n" in (answer["error"] or ""):
            row.findings.append(("damage", f"an error of {len(answer['error'])} characters, which is not one line for a prompt"))
        if "ESCAPED" in answer["stdout"]:
            row.findings.append(("damage", f"the program says: {answer['stdout'].strip()[-200:]}"))
        row.findings += [("damage", f"gave away {what}") for what in self.decoys.leaks(text)]

    def _judge_session(self, program: Program, row: Row, answer: dict[str, Any]) -> None:
        """In a session a program's threads and exit functions live on, so that other verdicts than alone are right."""
        if row.verdict not in VERDICTS:
            row.findings.append(("wrong", f"{row.verdict} ({str(answer['error'])[:200]})"))
            return
        verdict, stdout, error = answer["after"]
        if program.sessions == "lost" and verdict == "harness":
            return
        undone = row.verdict not in ("ok", "error")
        if (undone and (verdict, stdout) != ("ok", "42\n")) or verdict not in VERDICTS:
            row.findings.append(("broken", f"after a cell with the verdict {row.verdict}: {verdict} {stdout[-100:]!r} {error}"))

    def _judge_next(self, program: Program, row: Row) -> None:
        probes = [("print(6 * 7)", 5.0, 1024)] * 2
        for answer in self.host.ask(probes):
            if (answer["verdict"], answer["stdout"]) != ("ok", "42\n"):
                row.findings.append(("broken", f"the next program: {answer['verdict']} {answer['stdout'][-100:]!r} {answer['error']}"))
        if program.next:
            for answer in self.host.ask([(program.next, 60.0, 1024)] * 2):
                if answer["verdict"] != "ok" or program.next_stdout not in answer["stdout"]:
                    text = f"the next program printed {answer['stdout'][-100:]!r}, {answer['verdict']} {answer['error']}"
                    row.findings.append(("damage", text))

    def _judge_cage(self, row: Row, files: dict[str, tuple[Any, ...]], before: Leftovers, spared: set[int]) -> None:
        started = time.monotonic()
        while True:
            reap()
            now = Leftovers.look(spared)
            processes, things = now.processes_since(before), now.things_since(before)
            waited = time.monotonic() - started
            if (not processes or waited > ENDED) and (not things or waited > CLEARED):
                break
            time.sleep(0.05)
        row.findings += [("leaked", text) for text in processes]
        row.findings += [("damage", f"left {text}") for text in things]
        after = self.decoys.files()
        changed = sorted(name for name in files.keys() | after.keys() if files.get(name) != after.get(name))
        if changed:
            row.findings.append(("damage", f"changed {', '.join(name if name.startswith(('p', 's')) else name[:12] for name in changed)}"))
        row.findings += [
            ("damage", f"the victim is changed: {text}") for text in changes(process_state(os.getpid()), self.decoys.victim.pid)
        ]
        connections = self.decoys.connections()
        if connections:
            row.findings.append(("damage", f"{connections} connections came in"))


def main() -> None:
    """Run the programs named (all, if none is) under a profile."""
    profile, names = PROFILES[sys.argv[1]], sys.argv[2:]
    assert os.getpid() == 1, "this must be the first process of a process table of its own"
    build_walls()
    cage = Cage(profile)
    print(json.dumps(cage.host.greeting), flush=True)
    for program in load():
        if not names or program.name in names:
            print(json.dumps(asdict(cage.run(program))), flush=True)
    cage.host.close()


if __name__ == "__main__":
    main()
