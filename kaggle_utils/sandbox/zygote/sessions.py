"""The sessions: their processes, the cells that wait for them, and the checkpoint that takes over when a process dies."""

from __future__ import annotations

import secrets
import signal
import time
from collections import deque
from collections.abc import Set
from dataclasses import dataclass, field
from typing import Any

from kaggle_utils.sandbox.zygote import protocol, sweep
from kaggle_utils.sandbox.zygote.children import Children
from kaggle_utils.sandbox.zygote.client_link import ClientLink
from kaggle_utils.sandbox.zygote.jobs import Job, Jobs
from kaggle_utils.sandbox.zygote.processes import Process
from kaggle_utils.sandbox.zygote.slots import Slot

PROMOTION_SECONDS = 3.0  # for a checkpoint to take over; it only has to wake up
MAX_SESSIONS = 32  # their channels must fit beneath the numbers that a child's channels have


@dataclass
class SessionEntry:
    """One session as the server sees it: its process, and the cells that wait for it."""

    id: int
    process: Process
    waiting: deque[dict[str, Any]] = field(default_factory=deque)
    job: Job | None = None
    promotion_deadline: float | None = None
    opening: dict[str, Any] | None = None  # the request that is answered once the process is ready
    dead_pid: int = 0  # the process that died; a record of the one that takes its place comes from another


class Sessions:
    """All sessions, by the numbers that the client gave them."""

    def __init__(self, children: Children, jobs: Jobs, link: ClientLink) -> None:
        self._children = children
        self._jobs = jobs
        self._link = link
        self._entries: dict[int, SessionEntry] = {}

    # -- what the client asks for ----------------------------------------------------------------------------------------------------

    def open(self, message: dict[str, Any]) -> None:
        """Start a session; it is answered when its process is ready."""
        if self._is_full(message):
            return
        slot = self._children.slots.take()
        try:
            process = self._children.fork(slot)
        except OSError as error:
            self._children.slots.release(slot)
            self._link.answer(message["id"], "harness", str(error))
            return
        nonce = secrets.token_hex(16)
        process.begin(nonce)
        self._entries[message["session"]] = SessionEntry(message["session"], process, opening=message)
        self._children.send(process, protocol.encode({"do": "open", "memory": message["memory"], "nonce": nonce}))

    def queue(self, message: dict[str, Any]) -> None:
        """Run a cell or fork the session after all that was asked of it before."""
        session = self._entries.get(message["session"])
        if session is None:
            self._link.answer(message["id"], "harness", "the session is lost")
            return
        session.waiting.append(message)
        self._next(session)

    def close(self, message: dict[str, Any]) -> None:
        """End a session; what runs or waits in it is answered."""
        session = self._entries.pop(message["session"], None)
        if session is None:
            return
        if session.job is not None:
            self._jobs.remove(session.job.id)
            self._link.answer(session.job.id, "harness", "the session was closed")
        for waiting in session.waiting:
            self._link.answer(waiting["id"], "harness", "the session was closed")
        self._end(session)

    def cancel(self, number: int) -> None:
        """Answer a cell or fork that still waits, if this is its number."""
        for session in self._entries.values():
            for message in [message for message in session.waiting if message["id"] == number]:
                session.waiting.remove(message)
                self._link.answer(number, "harness", "cancelled")

    # -- what happens to their processes ---------------------------------------------------------------------------------------------

    def of(self, process: Process) -> SessionEntry | None:
        """The session that a process serves."""
        return next((session for session in self._entries.values() if session.process is process), None)

    @property
    def due(self) -> list[float]:
        """The times at which checkpoints must have taken over."""
        return [session.promotion_deadline for session in self._entries.values() if session.promotion_deadline is not None]

    def check_deadlines(self, now: float) -> None:
        """End the sessions whose checkpoints have not taken over in time."""
        for session in list(self._entries.values()):
            if session.promotion_deadline is not None and now >= session.promotion_deadline:
                self._fail(session, "its checkpoint did not take over")

    def end_cell(self, number: int, verdict: str) -> None:
        """Keep the state that a session's cell leaves, or wake the checkpoint before it, as its verdict asks."""
        session = self._entries[number]
        session.job = None
        process = session.process
        if not process.pid:  # it died, and its checkpoint is about to take over
            return
        if verdict in ("ok", "error", "syntax") and not process.reports_undone(process.pid):
            self.sweep(process.slot, process.pid, sweep.kill_checkpoint(process))
        else:
            self._children.discard(process)
            self._await_promotion(session)

    def start_next(self, number: int) -> None:
        """Start the cell or fork that waits longest in a session, if the session is free."""
        self._next(self._entries[number])

    def on_exit(self, session: SessionEntry) -> None:
        """A session's process is dead: its checkpoint is to take over, if there can be one."""
        self._await_promotion(session)
        if session.job is None and session.opening is not None:
            self._fail(session, "it could not be set up")

    def on_records(self, session: SessionEntry) -> None:
        """A session is ready, or its checkpoint has taken over. The process that says so is the session from now on."""
        process = session.process
        for sender, record in process.records:
            if record.get("verdict") == "harness":
                self._fail(session, str(record.get("error"))[:500])
                return
            fresh = sender > 0 and sender != session.dead_pid and not self._children.is_known(sender)
            if (record.get("ready") or record.get("promoted")) and (fresh or sender == process.pid):
                self._children.bind(process, sender)
                session.promotion_deadline = None
                self.sweep(process.slot, sender)
                if session.opening is not None:
                    self._link.answer(session.opening["id"], "ok", None)
                    session.opening = None
                break
        process.records.clear()
        self._next(session)

    def sweep(self, slot: Slot, session_pid: int = 0, dying: Set[int] = frozenset()) -> None:
        """Kill what a program left behind in a slot.

        Not while a checkpoint takes over or a session forks: those are orphans too, until they have said who they are.
        """
        if not self.due:
            sweep.sweep(self._children.known, slot, "uid" in self._children.layers, session_pid, dying)

    # -- how a session goes on and ends ----------------------------------------------------------------------------------------------------

    def _is_full(self, message: dict[str, Any]) -> bool:
        if len(self._entries) < MAX_SESSIONS:
            return False
        self._link.answer(message["id"], "harness", f"more than {MAX_SESSIONS} sessions")
        return True

    def _next(self, session: SessionEntry) -> None:
        if not session.waiting or session.job or session.opening or session.promotion_deadline is not None:
            return
        message = session.waiting.popleft()
        if message["op"] == "cell":
            session.job = self._jobs.begin(message, session.process, session.id)
        else:
            self._fork(message, session)

    def _fork(self, message: dict[str, Any], parent: SessionEntry) -> None:
        if self._is_full(message):
            return
        process = Process(parent.process.slot)
        process.begin(secrets.token_hex(16))
        order = protocol.encode({"do": "fork", "nonce": process.nonce})
        try:
            parent.process.send_files(order, [process.child_control.fileno(), process.child_output, process.child_errors])
        except OSError as error:
            process.close_child_ends()
            process.close()
            self._link.answer(message["id"], "harness", f"the session cannot be forked: {error}")
            return
        process.slot.users += 1
        session = SessionEntry(message["new"], process, opening=message, promotion_deadline=time.monotonic() + PROMOTION_SECONDS)
        self._entries[session.id] = session
        self._children.listen_to(process)  # its process id comes with its first message
        self._next(parent)

    @staticmethod
    def _await_promotion(session: SessionEntry) -> None:
        session.dead_pid = session.process.pid
        session.process.pid = 0
        session.promotion_deadline = time.monotonic() + PROMOTION_SECONDS

    def _fail(self, session: SessionEntry, reason: str) -> None:
        """End a session of which no state is left."""
        del self._entries[session.id]
        numbers = [message["id"] for message in ([session.opening] if session.opening else []) + list(session.waiting)]
        for number in numbers:
            self._link.answer(number, "harness", f"the session is lost: {reason}")
        self._end(session)

    def _end(self, session: SessionEntry) -> None:
        process = session.process
        self._children.discard(process)
        process.pid = 0
        if process.slot.users == 1:
            sweep.signal_slot(process.slot, "uid" in self._children.layers, 0, signal.SIGKILL)
        self.sweep(process.slot)
        self._children.release(process)
