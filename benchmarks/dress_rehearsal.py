"""A dress rehearsal of the scored re-run, with everything going wrong: ``make dress-rehearsal``.

    python -m benchmarks.dress_rehearsal [--model FILE --preset cpu-qwen-0.5b] [--minutes 20] [--json FILE]

The submission notebook runs in the re-run's mode, on a real model, in one process; Kaggle's gateway of mid-2026 (tests/kaggle) sends it 50
problems from another, over gRPC. The clock of nine hours is scaled down with its reserves. On the way the engine is killed, a core is
taken from it for a minute, the disk fills up, the notebook is killed with its journal cut off in the middle of a record and started again,
and the engine is killed once more: each after so many answers, not after so many seconds. In the end 50 answers have to be there, on
time, and the report has to name every fault. Exit code 0 if so. The faults are in benchmarks/rehearsal/faults.py; docs/rehearsal.md is
about it.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.rehearsal.faults import Fault, plan_faults
from benchmarks.rehearsal.stage import Stage, choose_problems
from benchmarks.rehearsal.verdict import Check, judge

logger = logging.getLogger("rehearsal")

POLL = 0.5  # seconds between two looks at faults that end by the clock
PATIENCE, STARTS = 1.5, 600.0  # times the clock, and seconds for two starts, after which a run that does not end is given up


def rehearse(stage: Stage, faults: Sequence[Fault]) -> dict[str, str]:
    """Run it to its end. Returns what each fault did, by name."""
    injected: dict[str, str] = {}
    running: list[tuple[Fault, float, float]] = []  # with the second and the number of answers at which it ends
    answers, start, left = 0, 1, list(faults)
    stage.start()
    while stage.elapsed < PATIENCE * stage.seconds + STARTS:
        more = stage.next_answer(POLL)
        over = [each for each in running if stage.elapsed >= each[1] or answers >= each[2]]
        _end(over, stage)
        running = [each for each in running if each not in over]
        if more is False:
            break
        answers += more is True
        while left and left[0].start == start and answers >= left[0].after * len(stage.rows):
            fault = left.pop(0)
            injected[fault.name] = fault.inject(stage)
            logger.info("%4.0f s, after %d answers: %s: %s", stage.elapsed, answers, fault.name, injected[fault.name] or "not possible")
            if fault.end is not None and injected[fault.name]:
                until = fault.until * len(stage.rows) if fault.until else math.inf
                running.append((fault, stage.elapsed + fault.seconds if fault.seconds else math.inf, until))
        if left and left[0].start > start:
            start, answers = left[0].start, 0
    _end(running, stage)
    stage.finished = stage.elapsed
    return injected


def _end(over: Sequence[tuple[Fault, float, float]], stage: Stage) -> None:
    for fault, _, _ in over:
        assert fault.end is not None
        fault.end(stage)
        logger.info("%4.0f s: %s is over", stage.elapsed, fault.name)


def show(checks: Sequence[Check], file: Path | None) -> None:
    """Print the table, and write it as JSON if asked."""
    for check in checks:
        print(f"{'ok ' if check.holds else 'NOT'}  {check.what:20} {check.found}")
    if file:
        file.write_text(json.dumps([asdict(check) for check in checks], indent=2) + "\n")


def main() -> int:
    """The exit code: 0 if every check holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--preset", default="cpu-demo", metavar="NAME", help="default: %(default)s, the embedded model")
    parser.add_argument("--model", default="", metavar="PATH", help="a GGUF file or folder, where the preset names none")
    parser.add_argument("--minutes", type=float, default=20.0, metavar="N", help="that nine hours are scaled to (default: 20)")
    parser.add_argument("--problems", type=int, default=50, metavar="N", help="of the demo problems (default: 50)")
    parser.add_argument("--out", type=Path, default=Path("out-rehearsal"), metavar="DIR", help="made anew (default: %(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the checks there too")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    model = str(Path(arguments.model).resolve()) if arguments.model else ""
    stage = Stage(arguments.out.resolve(), arguments.preset, model, 60 * arguments.minutes, choose_problems(arguments.problems))
    faults = plan_faults(stage)
    stage.set_up()
    try:
        injected = rehearse(stage, faults)
    finally:
        stage.tear_down()
    checks = judge(stage, injected, faults)
    show(checks, arguments.json)
    print(f"the report: {stage.out / 'report.html'}")
    return 0 if all(check.holds for check in checks) else 1


if __name__ == "__main__":
    sys.exit(main())
