"""The descriptors that the server waits for, each with the function that is called when something happens there."""

from __future__ import annotations

import select
from collections.abc import Callable

Handler = Callable[[int], None]  # called with the events of select.poll


class Poller:
    """A ``select.poll`` with a handler for every descriptor."""

    def __init__(self) -> None:
        self._poll = select.poll()
        self._handlers: dict[int, Handler] = {}

    def watch(self, descriptor: int, handler: Handler) -> None:
        """Call the handler whenever there is something to read, or the other side is gone."""
        self._handlers[descriptor] = handler
        self._poll.register(descriptor, select.POLLIN)

    def watch_writing(self, descriptor: int, wanted: bool) -> None:
        """Call the handler also when there is room to write, or stop doing so."""
        self._poll.modify(descriptor, select.POLLIN | select.POLLOUT if wanted else select.POLLIN)

    def ignore(self, descriptor: int) -> None:
        """Forget a descriptor; one that is not watched is left alone."""
        if self._handlers.pop(descriptor, None) is not None:
            self._poll.unregister(descriptor)

    def wait(self, milliseconds: float | None) -> bool:
        """Wait until something happens and call the handlers of all that has. Returns False when nothing does in time."""
        events = self._poll.poll(milliseconds)
        for descriptor, event in events:
            handler = self._handlers.get(descriptor)  # an earlier handler of this round may have ended the watch
            if handler is not None:
                handler(event)
        return bool(events)
