"""Which endings of a server are worth another start."""

from __future__ import annotations

import pytest

from kaggle_utils.engines.served.ending import Ending, may_work_again, may_work_at_once

KILLED = Ending("the process VllmWorker-0 was ended by SIGKILL", "outside")
CRASHED = Ending("the process VllmWorker-0 was ended by SIGSEGV", "crash")
FAILED = Ending("an error: tried to allocate 72.00 MiB", "error")


@pytest.mark.parametrize(("ending", "again"), [(KILLED, True), (CRASHED, True), (FAILED, False)])
def test_before_its_first_token_a_server_is_started_again_unless_it_has_said_what_is_wrong(ending: Ending, again: bool) -> None:
    assert may_work_at_once(ending) == again


@pytest.mark.parametrize(
    ("ending", "earlier", "wrote", "again"),
    [
        (FAILED, None, False, True),  # it has worked for hours
        (FAILED, FAILED, True, True),
        (FAILED, FAILED, False, False),
        (FAILED, KILLED, False, True),
        (FAILED, Ending("an error: tried to allocate 50.00 MiB", "error"), False, False),
        (FAILED, Ending("another error", "error"), False, True),
        (CRASHED, CRASHED, False, False),
        (CRASHED, Ending("the process VllmWorker-1 was ended by SIGSEGV", "crash"), False, False),
        (CRASHED, FAILED, False, True),
        (KILLED, KILLED, False, True),  # whoever takes the memory may stop
    ],
)
def test_a_server_that_has_worked_is_started_again_unless_it_ends_twice_in_one_way(
    ending: Ending, earlier: Ending | None, wrote: bool, again: bool
) -> None:
    assert may_work_again(ending, earlier, wrote) == again
