"""``child_command``: a command that never outlives the process that runs it."""

from __future__ import annotations

import os
import signal
import sys
import time

import pytest

from kaggle_utils.cli.child import SHUTDOWN_LIMIT, TERMINATION_LIMIT, _signal_due, child_command

INT, TERM, KILL = signal.SIGINT, signal.SIGTERM, signal.SIGKILL
SLEEP = [sys.executable, "-c", "import time; time.sleep(3600)"]


@pytest.mark.parametrize(
    ("requests", "now", "due"),
    [
        ([], 100.0, None),
        ([(INT, 0.0)], 0.0, None),
        ([(INT, 0.0)], SHUTDOWN_LIMIT - 0.1, None),
        ([(INT, 0.0)], SHUTDOWN_LIMIT, TERM),
        ([(INT, 0.0)], SHUTDOWN_LIMIT + TERMINATION_LIMIT + 0.1, KILL),
        ([(INT, 0.0), (INT, 1.0)], 1.0, TERM),
        ([(TERM, 0.0)], 0.0, TERM),
        ([(TERM, 0.0)], TERMINATION_LIMIT + 0.1, KILL),
        ([(TERM, 0.0), (INT, 1.0)], 1.0, TERM),
        ([(INT, 0.0), (INT, 1.0), (INT, 2.0)], 2.0, KILL),
    ],
)
def test_what_a_command_is_sent_grows_with_time_and_with_each_request(
    requests: list[tuple[int, float]], now: float, due: signal.Signals | None
) -> None:
    assert _signal_due(requests, now) == due


@pytest.mark.parametrize("number", [INT, TERM])
def test_a_signal_that_comes_before_anybody_looks_still_ends_the_command(number: signal.Signals) -> None:
    with child_command(SLEEP) as command:
        os.kill(os.getpid(), number)
        os.kill(os.getpid(), TERM)
        while command.is_running():
            time.sleep(0.01)
        assert command.exit_code == 128 + TERM


def test_a_command_that_ignores_sigterm_is_killed_at_the_third_request() -> None:
    code = "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(3600)"
    with child_command([sys.executable, "-c", code]) as command:
        for _ in range(3):
            os.kill(os.getpid(), TERM)
        while command.is_running():
            time.sleep(0.01)
        assert command.exit_code == 128 + KILL


def test_a_failure_of_the_watcher_ends_the_command() -> None:
    with pytest.raises(ZeroDivisionError), child_command(SLEEP) as command:
        _ = 1 // 0
    assert not command.is_running()


def test_the_handlers_of_before_are_back_afterwards() -> None:
    before = [signal.getsignal(number) for number in (INT, TERM)]
    with child_command([sys.executable, "-c", ""]):
        pass
    assert [signal.getsignal(number) for number in (INT, TERM)] == before
