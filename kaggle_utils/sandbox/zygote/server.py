"""The fork server's loop: takes requests, forks a child for each, watches over it, and answers. One thread, no blocking call."""

from __future__ import annotations

import contextlib
import os
import secrets
import select
import signal
import socket
import time
from collections import deque
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from kaggle_utils.sandbox.zygote import cells, child, output, processes, protocol, seccomp
from kaggle_utils.sandbox.zygote.layers import Confinement, become
from kaggle_utils.sandbox.zygote.places import Place, Places
from kaggle_utils.sandbox.zygote.processes import Process, children_of

SLOW_FORK = 0.002  # seconds; above it, children are forked in advance
IDLE = 0.002  # seconds without an event before a child is forked in advance, so that forking delays nobody's answer
SOFT_BEFORE = 0.05  # seconds before the deadline at which a program is asked to flush and to say where it is
PROMOTION_SECONDS = 3.0  # for a checkpoint to take over; it only has to wake up
MOST_SESSIONS = 32  # their channels must fit beneath the numbers that a child's channels have
MOST_SWEEPS = 50  # rounds of killing what a session left behind; each round leaves fewer processes that could fork

Handler = Callable[[int], None]


@dataclass
class Job:
    """A program or a cell that runs."""

    id: int
    process: Process
    timeout: float
    started: float
    soft: float
    deadline: float
    session: Session | None = None
    warned: bool = False


@dataclass
class Session:
    """A session: its living process, and what waits for it."""

    id: int
    process: Process
    waiting: deque[dict[str, Any]] = field(default_factory=deque)
    job: Job | None = None
    promotion_deadline: float | None = None
    opening: dict[str, Any] | None = None  # the request that is answered once the process is ready
    retired: int = 0  # the process that died; a record of the one that takes its place comes from another


class Server:
    """Serves one client over one socket until that closes."""

    def __init__(self, client: socket.socket, workers: int, root: str, first_uid: int, confinement: Confinement) -> None:
        self._client = client
        self._decoder = protocol.Decoder()
        self._outgoing = bytearray()
        self._confinement = confinement
        self._layers = frozenset(confinement.active)
        own_user = "uid" in self._layers
        self._filters = (
            (seccomp.prepare_filter(False, own_user), seccomp.prepare_filter(True, own_user)) if "seccomp" in self._layers else None
        )
        self._places = Places(root, first_uid, confinement, self._spawn)
        self._children_limit = workers + 1  # one more than run at once, because the last one may still be dying
        self._poll = select.poll()
        self._handlers: dict[int, Handler] = {}
        self._by_pid: dict[int, Process] = {}
        self._helpers: set[int] = set()
        self._spares: list[Process] = []
        self._waiting: deque[dict[str, Any]] = deque()
        self._jobs: dict[int, Job] = {}
        self._sessions: dict[int, Session] = {}
        self._single_runs = 0  # children for single runs that live, spares included
        self._memory = _address_space()
        self._refill = False
        self._failed_spares = 0
        self.fork_seconds = self._measure_fork()
        self._forks_ahead = self.fork_seconds > SLOW_FORK

    # -- the loop ------------------------------------------------------------------------------------------------------------------

    def run(self, info: dict[str, Any]) -> None:
        """Say that the server is ready, and serve."""
        wake_reader, wake_writer = os.pipe()
        for descriptor in (wake_reader, wake_writer):
            os.set_blocking(descriptor, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(child.SOFT_SIGNAL, signal.SIG_IGN)  # until a child has a handler for it
        signal.set_wakeup_fd(wake_writer, warn_on_full_buffer=False)
        self._client.setblocking(False)
        self._watch(wake_reader, lambda _: self._reap(wake_reader))
        self._watch(self._client.fileno(), self._talk)
        self._refill = self._forks_ahead
        self._send({"op": "ready", "fork_seconds": self.fork_seconds, "spares": self._forks_ahead} | info)
        while True:
            events = self._poll.poll(self._patience())
            for descriptor, event in events:
                handler = self._handlers.get(descriptor)
                if handler is not None:
                    handler(event)
            self._mind_the_clock()
            if not events and self._refill:
                self._fork_ahead()

    def _watch(self, descriptor: int, handler: Handler, events: int = select.POLLIN) -> None:
        self._handlers[descriptor] = handler
        self._poll.register(descriptor, events)

    def _ignore(self, descriptor: int) -> None:
        if self._handlers.pop(descriptor, None) is not None:
            self._poll.unregister(descriptor)

    def _patience(self) -> float | None:
        """Milliseconds until something is due."""
        due = [job.deadline if job.warned else job.soft for job in self._jobs.values()]
        due += [session.promotion_deadline for session in self._sessions.values() if session.promotion_deadline is not None]
        now = time.monotonic()
        if self._refill:
            due.append(now + IDLE)
        return max(0.0, (min(due) - now) * 1000) if due else None

    def _mind_the_clock(self) -> None:
        now = time.monotonic()
        for job in list(self._jobs.values()):
            if not job.warned and now >= job.soft:
                job.warned = True
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(job.process.pid, child.SOFT_SIGNAL)
            if now >= job.deadline:
                job.process.kill()
                job.process.drain()
                self._take_records(job)
                if job.id in self._jobs:
                    self._conclude(job, *self._judge_late(job))
        for session in list(self._sessions.values()):
            if session.promotion_deadline is not None and now >= session.promotion_deadline:
                self._lose(session, "its checkpoint did not take over")

    # -- the client ----------------------------------------------------------------------------------------------------------------

    def _talk(self, event: int) -> None:
        if event & select.POLLOUT:
            self._push()
        if not event & ~select.POLLOUT:
            return
        try:
            chunk = self._client.recv(2**18)
        except BlockingIOError:
            return
        except OSError:
            chunk = b""
        if not chunk:
            self.shut_down()
        for message in self._decoder.feed(chunk):
            getattr(self, f"_on_{message['op']}")(message)

    def _send(self, message: dict[str, Any]) -> None:
        self._outgoing += protocol.encode(message)
        self._push()

    def _push(self) -> None:
        while self._outgoing:
            try:
                sent = self._client.send(self._outgoing, socket.MSG_NOSIGNAL)
            except BlockingIOError:
                self._poll.modify(self._client.fileno(), select.POLLIN | select.POLLOUT)
                return
            except OSError:
                self.shut_down()
            del self._outgoing[:sent]
        self._poll.modify(self._client.fileno(), select.POLLIN)

    def shut_down(self) -> None:
        """Kill everything and end."""
        for process in self._by_pid.values():
            process.kill()
        self._by_pid.clear()
        self._sessions.clear()
        self._sweep()
        os._exit(0)

    def _answer(self, number: int, verdict: str, error: str | None, process: Process | None = None, started: float | None = None) -> None:
        message: dict[str, Any] = {"op": "done", "id": number, "verdict": verdict, "error": error}
        if process is not None:
            message |= {"stdout": process.stdout.text(), "stderr": process.stderr.text()}
        if started is not None:
            message["seconds"] = time.monotonic() - started
        self._send(message)

    def _on_ping(self, _: dict[str, Any]) -> None:
        self._send({"op": "pong"})

    def _on_run(self, message: dict[str, Any]) -> None:
        self._waiting.append(message)
        self._start_waiting()

    def _on_cancel(self, message: dict[str, Any]) -> None:
        job = self._jobs.get(message["id"])
        if job is not None:
            job.process.kill()
            self._conclude(job, "harness", "cancelled")
            return
        for queue in (self._waiting, *(session.waiting for session in self._sessions.values())):
            for waiting in [waiting for waiting in queue if waiting["id"] == message["id"]]:
                queue.remove(waiting)
                self._answer(waiting["id"], "harness", "cancelled")

    # -- forking -------------------------------------------------------------------------------------------------------------------

    def _fork(self, place: Place) -> Process:
        """Fork a child that waits for its order."""
        process = Process(place)
        setup = child.Setup(
            process.child_control.fileno(), process.child_output, process.child_errors, place.home, place.uid, self._layers, place.ruleset,
            self._filters, self._memory, os.getpid(), cells.serve,
        )  # fmt: skip
        try:
            pid = os.fork()
        except OSError:
            process.close_child_ends()
            process.close()
            raise
        if not pid:
            child.live(setup)
        process.pid = pid
        self._adopt(process)
        return process

    def _adopt(self, process: Process) -> None:
        process.close_child_ends()
        self._by_pid[process.pid] = process
        for descriptor in process.descriptors:
            self._watch(descriptor, lambda event, descriptor=descriptor: self._hear(process, descriptor, event))  # type: ignore[misc]

    def _fork_single(self) -> Process | None:
        place = self._places.take()
        try:
            process = self._fork(place)
        except OSError:
            self._places.release(place)
            return None
        self._single_runs += 1
        return process

    def _fork_ahead(self) -> None:
        self._refill = False
        if self._failed_spares < 3 and self._single_runs < self._children_limit:
            process = self._fork_single()
            if process is not None:
                self._spares.append(process)
            self._refill = process is not None and self._single_runs < self._children_limit

    def _start_waiting(self) -> None:
        while self._waiting and (self._spares or self._single_runs < self._children_limit):
            message = self._waiting.popleft()
            process = self._spares.pop(0) if self._spares else self._fork_single()
            if process is None:
                self._answer(message["id"], "harness", "no process could be forked")
                continue
            self._order(message, process, None)
            self._refill = self._forks_ahead

    def _order(self, message: dict[str, Any], process: Process, session: Session | None) -> None:
        """Send a child its program, and start the clock."""
        nonce = secrets.token_hex(16)
        if session is not None:
            process.drain()  # what the last cell left in the pipes is not this one's
        process.begin(nonce)
        now = time.monotonic()
        timeout = message["timeout"]
        soft = now + max(timeout - SOFT_BEFORE, timeout * 0.75)
        job = Job(message["id"], process, timeout, now, soft, now + timeout, session)
        self._jobs[job.id] = job
        order = {"do": "run", "code": message["code"], "timeout": timeout, "memory": message.get("memory", 0), "nonce": nonce}
        self._order_raw(process, protocol.encode(order))

    def _order_raw(self, process: Process, data: bytes) -> None:
        process.send(data)
        if process.outgoing:
            self._poll.modify(process.control.fileno(), select.POLLIN | select.POLLOUT)

    def _measure_fork(self) -> float:
        """What a fork of this process costs until the child has been waited for, in seconds."""
        times = []
        for _ in range(5):
            started = time.perf_counter()
            pid = os.fork()
            if not pid:
                os._exit(0)
            os.waitpid(pid, 0)
            times.append(time.perf_counter() - started)
        return median(times)

    def _spawn(self, command: list[str]) -> None:
        try:
            self._helpers.add(os.posix_spawn(command[0], command, {"PATH": "/usr/bin:/bin"}))
        except OSError:  # what it would have cleaned up stays until the whole sandbox goes
            return

    # -- watching over children ------------------------------------------------------------------------------------------------------

    def _hear(self, process: Process, descriptor: int, event: int) -> None:
        if event & select.POLLOUT:
            process.send(b"")
            if not process.outgoing:
                self._poll.modify(descriptor, select.POLLIN)
            if not event & ~select.POLLOUT:
                return
        if not process.read(descriptor):
            self._ignore(descriptor)
        job = next((job for job in self._jobs.values() if job.process is process), None)
        if job is not None:
            if process.stdout.flooded or process.stderr.flooded:
                process.kill()
                self._conclude(job, "output", f"printed more than {output.FLOOD // 2**20} MiB")
            elif process.records:
                self._take_records(job)
            return
        session = next((session for session in self._sessions.values() if session.process is process), None)
        if session is not None and process.records:
            self._take_news(session)

    def _take_records(self, job: Job) -> None:
        """Conclude with the record that the job's own process sent; the kernel says who that was."""
        process = job.process
        reported = process.reported(process.pid)
        if reported is not None:
            process.drain()
            if process.stdout.flooded or process.stderr.flooded:
                reported = "output", f"printed more than {output.FLOOD // 2**20} MiB"
            self._conclude(job, *reported)
        # A record from another process is kept: a checkpoint may speak before the death of the one in front of it has been noticed.

    def _judge_late(self, job: Job) -> tuple[str, str]:
        line = job.process.last_line
        where = f" (line {line})" if line else ""
        return "timeout", f"time-out after {job.timeout:g} s{where}"

    def _conclude(self, job: Job, verdict: str, error: str | None) -> None:
        """Answer, and only then clean up."""
        del self._jobs[job.id]
        process = job.process
        if job.session is None:
            self._answer(job.id, verdict, error, process, job.started)
            process.kill()
            return
        session = job.session
        session.job = None
        if not process.pid:  # it died, and its checkpoint is about to take over
            pass
        elif verdict in ("ok", "error", "syntax"):
            self._sweep(process.place, process.pid, self._dismiss_checkpoint(process))
        else:
            process.kill()
            self._by_pid.pop(process.pid, None)
            self._helpers.add(process.pid)
            self._retire(session)
        self._answer(job.id, verdict, error, process, job.started)
        self._next_cell(session)

    @staticmethod
    def _dismiss_checkpoint(process: Process) -> set[int]:
        """Kill the checkpoint of a cell that ended well. The server does, because whatever the cell's process can do, the cell can do.

        Returns what it killed. That takes milliseconds to die, and nobody else gets its number: its parent waits for it at the next cell.
        """
        named = [record.get("checkpoint") for sender, record in process.records if sender == process.pid]
        killed = {pid for pid in children_of(process.pid) if pid in named}
        for pid in killed:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return killed

    def _reap(self, wake_reader: int | None = None) -> None:
        if wake_reader is not None:
            with contextlib.suppress(BlockingIOError):
                os.read(wake_reader, 4096)
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            self._helpers.discard(pid)
            process = self._by_pid.pop(pid, None)
            if process is not None:
                self._buried(process, pid, os.waitstatus_to_exitcode(status))

    def _buried(self, process: Process, pid: int, code: int) -> None:
        process.kill()  # what is left of its group
        process.drain()
        job = next((job for job in self._jobs.values() if job.process is process), None)
        session = next((session for session in self._sessions.values() if session.process is process), None)
        if session is None:
            process.pid = 0
        else:
            self._retire(session)
            if job is None and session.opening is not None:
                self._lose(session, "it could not be set up")
        if job is not None:
            self._conclude(job, *_judge_death(job, process, pid, code))
        if session is not None:
            if process.records:
                self._take_news(session)
            return
        if "seccomp" not in self._layers:
            self._sweep(process.place)
        if process in self._spares:
            self._spares.remove(process)
            self._failed_spares += 1
        self._forget(process)
        self._single_runs -= 1
        self._start_waiting()

    def _forget(self, process: Process) -> None:
        for descriptor in process.descriptors:
            self._ignore(descriptor)
        process.close()
        self._places.release(process.place)

    def _sweep(self, place: Place | None = None, head: int = 0, dying: Set[int] = frozenset()) -> None:
        """Kill what a program left behind: orphans, which are ours by adoption only, and everything below ``head`` but the ``dying``.

        Not while a checkpoint takes over or a session forks: those are orphans too, until they have said who they are.
        """
        if any(session.promotion_deadline is not None for session in self._sessions.values()):
            return
        if not self._strays(head) - dying:
            return
        self._signal_place(place, head, signal.SIGSTOP)  # what cannot fork cannot outrun us
        killed: set[int] = set()
        for _ in range(MOST_SWEEPS):
            strays = self._strays(head) - killed - dying
            if not strays:
                break
            for pid in strays:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            killed |= strays
        self._signal_place(place, head, signal.SIGCONT)

    def _strays(self, head: int) -> set[int]:
        known = self._by_pid.keys() | self._helpers
        found: set[int] = set()
        parents = [os.getpid(), *([head] if head else [])]
        while parents:
            children = set(children_of(parents.pop())) - known - found
            found |= children
            parents += children
        return {pid for pid in found if not processes.is_dead(pid)}

    def _signal_place(self, place: Place | None, head: int, number: int) -> None:
        """Send a signal to all processes of a place at once, where it has a user of its own; else to the group of one process."""
        if place is not None and "uid" in self._layers:
            pid = os.fork()
            if not pid:
                with contextlib.suppress(OSError):
                    become(place.uid)
                    os.kill(-1, number)
                os._exit(0)
            os.waitpid(pid, 0)
        elif head:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(os.getpgid(head), number)

    # -- sessions --------------------------------------------------------------------------------------------------------------------

    def _on_open(self, message: dict[str, Any]) -> None:
        if len(self._sessions) >= MOST_SESSIONS:
            self._answer(message["id"], "harness", f"more than {MOST_SESSIONS} sessions")
            return
        place = self._places.take()
        try:
            process = self._fork(place)
        except OSError as error:
            self._places.release(place)
            self._answer(message["id"], "harness", str(error))
            return
        nonce = secrets.token_hex(16)
        process.begin(nonce)
        self._sessions[message["session"]] = Session(message["session"], process, opening=message)
        self._order_raw(process, protocol.encode({"do": "open", "memory": message["memory"], "nonce": nonce}))

    def _on_cell(self, message: dict[str, Any]) -> None:
        self._queue(message)

    def _on_fork(self, message: dict[str, Any]) -> None:
        self._queue(message)

    def _queue(self, message: dict[str, Any]) -> None:
        session = self._sessions.get(message["session"])
        if session is None:
            self._answer(message["id"], "harness", "the session is lost")
            return
        session.waiting.append(message)
        self._next_cell(session)

    def _next_cell(self, session: Session) -> None:
        if not session.waiting or session.job or session.opening or session.promotion_deadline is not None:
            return
        message = session.waiting.popleft()
        if message["op"] == "cell":
            self._order(message, session.process, session)
            session.job = self._jobs[message["id"]]
        else:
            self._fork_session(message, session)

    def _fork_session(self, message: dict[str, Any], parent: Session) -> None:
        if len(self._sessions) >= MOST_SESSIONS:
            self._answer(message["id"], "harness", f"more than {MOST_SESSIONS} sessions")
            return
        process = Process(parent.process.place)
        process.begin(secrets.token_hex(16))
        order = protocol.encode({"do": "fork", "nonce": process.nonce})
        try:
            parent.process.send_files(order, [process.child_control.fileno(), process.child_output, process.child_errors])
        except OSError as error:
            process.close_child_ends()
            process.close()
            self._answer(message["id"], "harness", f"the session cannot be forked: {error}")
            return
        process.place.users += 1
        session = Session(message["new"], process, opening=message, promotion_deadline=time.monotonic() + PROMOTION_SECONDS)
        self._sessions[session.id] = session
        self._adopt(process)
        self._by_pid.pop(process.pid, None)  # its process id comes with its first message
        self._next_cell(parent)

    def _take_news(self, session: Session) -> None:
        """A session is ready, or its checkpoint has taken over. The process that says so is the session from now on."""
        process = session.process
        for sender, record in process.records:
            if record.get("verdict") == "harness":
                self._lose(session, str(record.get("error"))[:500])
                return
            fresh = sender > 0 and sender != session.retired and sender not in self._by_pid
            if (record.get("ready") or record.get("promoted")) and (fresh or sender == process.pid):
                process.pid = sender
                self._by_pid[sender] = process
                session.promotion_deadline = None
                self._sweep(process.place, sender)
                if session.opening is not None:
                    self._answer(session.opening["id"], "ok", None)
                    session.opening = None
                break
        process.records.clear()
        self._next_cell(session)

    def _retire(self, session: Session) -> None:
        """The session's process is dead or dying: its checkpoint is to take over."""
        session.retired = session.process.pid
        session.process.pid = 0
        session.promotion_deadline = time.monotonic() + PROMOTION_SECONDS

    def _lose(self, session: Session, reason: str) -> None:
        """End a session for which there is no state left."""
        del self._sessions[session.id]
        numbers = [message["id"] for message in ([session.opening] if session.opening else []) + list(session.waiting)]
        for number in numbers:
            self._answer(number, "harness", f"the session is lost: {reason}")
        self._end(session)

    def _on_close(self, message: dict[str, Any]) -> None:
        session = self._sessions.pop(message["session"], None)
        if session is None:
            return
        if session.job is not None:
            self._jobs.pop(session.job.id, None)
            self._answer(session.job.id, "harness", "the session was closed")
        for waiting in session.waiting:
            self._answer(waiting["id"], "harness", "the session was closed")
        self._end(session)

    def _end(self, session: Session) -> None:
        process = session.process
        self._by_pid.pop(process.pid, None)
        if process.pid:
            self._helpers.add(process.pid)  # reaped when it is dead; nothing more to do then
            process.kill()
            process.pid = 0
        if process.place.users == 1:
            self._signal_place(process.place, 0, signal.SIGKILL)
        self._sweep(process.place)
        self._forget(process)


def _judge_death(job: Job, process: Process, pid: int, code: int) -> tuple[str, str | None]:
    reported = process.reported(pid)
    if reported is not None:
        return reported
    if process.stdout.flooded or process.stderr.flooded:
        return "output", f"printed more than {output.FLOOD // 2**20} MiB"
    if code == -signal.SIGXCPU:
        return "timeout", f"time-out after {job.timeout:g} s"
    if code < 0:
        return "crash", f"killed by {_signal_name(-code)}"
    if code == child.SETUP_FAILED and job.session is None and not any(record.get("started") for _, record in process.records):
        return "harness", "the child could not be set up"
    return "exited", f"ended the interpreter itself with code {code}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # a real-time signal without a name
        return f"signal {number}"


def _address_space() -> int:
    """Bytes of address space of this process."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
