"""The scored re-run as it is: Kaggle's gateway in one process, our inference server in another, gRPC between them, 50 problems."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars
import pytest

from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import AnswerGiven
from kaggle_utils.settings import REPOSITORY
from tests.gateways.test_conformance import HEXADECIMAL

COMPETITIONS = Path(__file__).parents[1] / "kaggle"
LONG = 600.0  # seconds, where all answers are to come
GENERATIONS = ["aimo_2", "aimo_3", "mid_2026"]


@dataclass
class Rerun:
    """The two processes and their folders."""

    inputs: Path
    out: Path
    start: Callable[..., subprocess.Popen[str]]

    def attach(self, generation: str) -> None:
        """Mount a competition with 50 problems."""
        shutil.copytree(COMPETITIONS / generation, self.inputs / "competition")
        rows = [f"{id_},What is 6 * {number}?" for number, id_ in enumerate(HEXADECIMAL)]
        (self.inputs / "competition" / "test.csv").write_text("\n".join(["id,problem", *rows]) + "\n")

    def server(self, faults: str = "answers", time_limit: float = LONG, waits_at: int = 0) -> subprocess.Popen[str]:
        """Start ours."""
        return self.start("tests.gateways.notebook_process", time_limit, faults, waits_at)

    def gateway(self, limit: float = LONG) -> subprocess.Popen[str]:
        """Start Kaggle's."""
        return self.start("tests.kaggle.rerun", self.inputs / "competition", self.out, limit)

    @property
    def result(self) -> Any:
        """What the gateway says of the run."""
        return json.loads((self.out / "result.json").read_text())

    @property
    def answers(self) -> dict[str, int]:
        """The submission."""
        frame = polars.read_parquet(self.out / "submission.parquet")
        return dict(frame.select("id", "answer").iter_rows())

    @property
    def given(self) -> list[str]:
        """The ids in the journal in the order of their answers."""
        return [event.answer.id for event in read_journal(self.out / "journal.jsonl") if isinstance(event, AnswerGiven)]


@pytest.fixture
def rerun(inputs: Path, tmp_path: Path) -> Iterator[Rerun]:
    out = tmp_path / "out"
    out.mkdir()
    # A file on the way to a fork server: what a process of the notebook has, and no more.
    environment = {**os.environ, "KAGGLE_IS_COMPETITION_RERUN": "1", "OMP_NUM_THREADS": "1"}
    with ExitStack() as stack:

        def start(module: str, *arguments: object) -> subprocess.Popen[str]:
            process = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", module, *map(str, arguments)],
                    cwd=REPOSITORY,
                    env=environment,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            stack.callback(process.kill)
            return process

        yield Rerun(inputs, out, start)


def wait_for_question(server: subprocess.Popen[str], number: int) -> None:
    assert server.stdout is not None
    while (line := server.stdout.readline()) != f"question {number}\n":
        assert line, "the server ended before"


@pytest.mark.parametrize("generation", GENERATIONS)
def test_every_generation_gets_50_answers_from_another_process(rerun: Rerun, generation: str) -> None:
    rerun.attach(generation)
    rerun.server()
    assert rerun.gateway().wait(LONG) == 0
    assert rerun.result == {"Succeeded": True}
    assert rerun.answers == dict.fromkeys(HEXADECIMAL, 42)


def test_aimo_1s_iterator_gets_50_answers_in_a_process_of_its_own(rerun: Rerun) -> None:
    rerun.attach("aimo_1")
    assert rerun.server().wait(LONG) == 0
    frame = polars.read_csv(rerun.out / "submission.csv", schema_overrides={"id": polars.String})
    assert dict(frame.iter_rows()) == dict.fromkeys(HEXADECIMAL, 42)


def test_a_hung_engine_costs_its_answers_and_not_the_run(rerun: Rerun) -> None:
    rerun.attach("mid_2026")
    rerun.server("hangs", time_limit=5.0)
    assert rerun.gateway().wait(LONG) == 0
    assert rerun.result == {"Succeeded": True}
    assert rerun.answers == dict.fromkeys(HEXADECIMAL, 3)


def test_a_killed_server_ends_the_run_and_a_second_start_answers_only_what_is_left(rerun: Rerun) -> None:
    rerun.attach("mid_2026")
    server, gateway = rerun.server(waits_at=21), rerun.gateway()
    wait_for_question(server, 21)
    server.kill()
    assert gateway.wait(LONG) == 0
    assert (rerun.result["Succeeded"], rerun.result["ErrorName"]) == (False, "SERVER_CONNECTION_FAILED")
    assert not (rerun.out / "submission.parquet").exists()
    assert len(rerun.given) == 20
    again = rerun.server()
    assert rerun.gateway().wait(LONG) == 0
    assert rerun.answers == dict.fromkeys(HEXADECIMAL, 42)
    assert sorted(rerun.given) == sorted(HEXADECIMAL)
    again.kill()
    assert again.communicate()[0].splitlines()[-1] == "question 30"


def test_a_server_that_stands_still_ends_the_run_at_the_gateways_limit(rerun: Rerun) -> None:
    rerun.attach("mid_2026")
    server, gateway = rerun.server(waits_at=11), rerun.gateway(limit=3.0)
    wait_for_question(server, 11)
    server.send_signal(signal.SIGSTOP)
    assert gateway.wait(LONG) == 0
    assert (rerun.result["ErrorType"], rerun.result["ErrorName"]) == (7, "GRPC_DEADLINE_EXCEEDED")
    assert len(rerun.given) == 10


def test_a_server_outlives_its_gateway_and_serves_the_next(rerun: Rerun) -> None:
    rerun.attach("mid_2026")
    server, gateway = rerun.server(waits_at=16), rerun.gateway()
    wait_for_question(server, 16)
    gateway.kill()
    gateway.wait()
    assert server.stdin is not None
    server.stdin.write("go on\n")
    server.stdin.flush()
    assert rerun.gateway().wait(LONG) == 0
    assert rerun.answers == dict.fromkeys(HEXADECIMAL, 42)
    assert sorted(rerun.given) == sorted(HEXADECIMAL)
