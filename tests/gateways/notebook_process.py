"""The inference server's process of a re-run: ``python -m tests.gateways.notebook_process TIME_LIMIT FAULTS [WAITS_AT]``.

Does what the submission notebook does, with an engine whose faults are named (tests/gateways/faulty_engine.py). The environment says where
the competition is. Each question to the engine is a line on stdout; at question WAITS_AT it waits for a line on stdin.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from kaggle_utils.engines import Completion
from kaggle_utils.environment import detect_environment
from kaggle_utils.gateways import run_gateway
from kaggle_utils.settings import Settings
from kaggle_utils.solver import Solver
from tests.gateways.faulty_engine import FAULTS, MIXTURE, Fault, FaultyEngine, answers


class TellingEngine(FaultyEngine):
    """Tells of every question, and waits at one of them."""

    waits_at = 0
    questions = itertools.count(1)

    async def generate(self, *arguments: Any, **named: Any) -> Completion:
        number = next(self.questions)
        print("question", number, flush=True)
        if number == self.waits_at:
            await asyncio.to_thread(sys.stdin.readline)
        return await super().generate(*arguments, **named)


def main() -> None:
    time_limit, name, *waits_at = sys.argv[1:]
    environment = detect_environment()
    faults: Mapping[str, Sequence[Fault]] = {"answers": [answers], "mixture": MIXTURE, **FAULTS}
    engine = TellingEngine(faults[name])
    engine.waits_at = int(waits_at[0]) if waits_at else 0
    settings = Settings.preset(
        "cpu-demo",
        strategies={"program-of-thoughts": 1},
        time_limit=float(time_limit),
        reserve=0.0,
        problem_limit=600.0,
        execution_timeout=60.0,
        highest_answer=999,
        fallback_answer=3,
        out=environment.out,
    )
    with Solver(settings, engine=engine) as solver:
        run_gateway(solver, environment)


if __name__ == "__main__":
    main()
