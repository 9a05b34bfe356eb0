"""A build that is killed on command: ``python -m tests.codeseq.killable_build SEQUENCES`` reads lines ``OUT BYTES`` and answers each.

Every line is a life, as in ``tests.killable_run``: a fork builds into OUT with the scripted agent and is killed when its record has grown
by BYTES, in the middle of a write; ``-`` is never. Programs run in this process, which spares every life the start of a sandbox.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import kaggle_utils.codeseq.build
import kaggle_utils.runtime
from kaggle_utils.codeseq.config import CodeSeqConfig
from kaggle_utils.codeseq.write import write_data
from tests.codeseq.scripted_agent import ScriptedAgent
from tests.killable_run import InstantSandbox, killing_journal, reached_its_end
from tests.scripted import ScriptedEngine


def live(sequences: Path, out: Path, bytes_left: str) -> bool:
    """One life. Returns whether it reached its end."""
    child = os.fork()
    if child == 0:
        if bytes_left != "-":
            kaggle_utils.codeseq.build.Journal = killing_journal(int(bytes_left))  # type: ignore[attr-defined]
        kaggle_utils.runtime.Sandbox = InstantSandbox  # type: ignore[attr-defined, assignment]
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the progress bar
        config = CodeSeqConfig(sequences=sequences, working={"extends": "cpu-demo"}, out=out)
        write_data(kaggle_utils.codeseq.build.build(config, engine=ScriptedEngine(ScriptedAgent().reply)), config)
        os._exit(0)
    return reached_its_end(child)


def main() -> None:
    """Live as often as lines come."""
    for line in sys.stdin:
        out, bytes_left = line.split()
        print("finished" if live(Path(sys.argv[1]), Path(out), bytes_left) else "killed", flush=True)


if __name__ == "__main__":
    main()
