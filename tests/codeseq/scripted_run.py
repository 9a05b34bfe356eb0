"""The whole pipeline on the scripted strong agent: ``python -m tests.codeseq.scripted_run --sequences 500 [--file SEQUENCES]``.

The agent is declared as scripted: it derives text and programs by rule, with errors planted at the stated rates. Printed are the counts by
stage, the planted errors, how many samples are wrong by a check of their own, and what ``codeseq verify`` says.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kaggle_utils.codeseq.build import build
from kaggle_utils.codeseq.config import CodeSeqConfig
from kaggle_utils.codeseq.read import read_sequences
from kaggle_utils.codeseq.statistics_text import as_text
from kaggle_utils.codeseq.verify import verify
from kaggle_utils.codeseq.write import SAMPLES, write_data
from tests.codeseq.made_sequences import write_sequences
from tests.codeseq.scripted_agent import ScriptedAgent
from tests.codeseq.truth import wrong_samples
from tests.scripted import ScriptedEngine


def read_rows(path: Path) -> list[Mapping[str, Any]]:
    """The rows of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    """Run it and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", type=int, default=500)
    parser.add_argument("--file", type=Path, help="a file of sequences (default: made ones)")
    parser.add_argument("--out", type=Path, help="the folder of the build (default: a new one)")
    arguments = parser.parse_args()
    out = arguments.out or Path(tempfile.mkdtemp(prefix="codeseq-"))
    out.mkdir(parents=True, exist_ok=True)
    path = arguments.file or out / "sequences.tsv"
    if arguments.file is None:
        write_sequences(path, arguments.sequences)
    config = CodeSeqConfig(sequences=path, working={"extends": "cpu-demo"}, out=out / "build", sample=arguments.sequences)
    agent = ScriptedAgent()
    started = time.monotonic()
    history = build(config, engine=ScriptedEngine(agent.reply))
    print(as_text(write_data(history, config)))
    print(f"built in                {time.monotonic() - started:.0f} s")
    print(f"rates                   {asdict(agent.rates)}")
    print(f"planted                 {dict(agent.planted)}")
    titles = {sequence.name: sequence.title for sequence in read_sequences(path)}
    wrong = wrong_samples(read_rows(config.out / SAMPLES), titles)
    print(f"wrong samples           {len(wrong)} {wrong or ''}")
    started = time.monotonic()
    verified = verify(config)
    print(f"verified again          {verified.checked}, failed {len(verified.failed)}, in {time.monotonic() - started:.0f} s; {config.out}")


if __name__ == "__main__":
    main()
