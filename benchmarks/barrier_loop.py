"""The baseline of benchmarks.solver: the loop of AIMO-1's winner, written as they wrote it (project-numina/aimo-progress-prize, 712e1ab).

N copies of the problem go round by round: all write, and wait for the slowest; then all programs run, each in a fresh interpreter under a
common preamble, and wait for the slowest; those that failed go on with their error. The most frequent answer wins. Their repair is the next
part of the same text; ours is a chat turn, which is the only form that the embedded model knows, so it is a chat turn here too.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from kaggle_utils.answers import AnswerError, extract_code, read_printed_answer
from kaggle_utils.engines import Engine, Sampling
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.prompts import load_prompt
from kaggle_utils.repair import NO_BLOCK, reflect
from kaggle_utils.settings import Settings

PREAMBLE = "import math\nimport numpy as np\nimport sympy as sp\nfrom sympy import *\n"  # as theirs: before every program
TIMEOUT = 5.0  # seconds, theirs
MAX_ERROR = 200  # characters of output that go back, theirs


@dataclass
class Copy:
    """One of the N copies of a problem."""

    seed: int
    messages: tuple[Message, ...]
    reply: str = ""
    answer: int | None = None
    complaint: str = field(default="")


async def solve_with_barriers(problem: Problem, engine: Engine, settings: Settings, workers: ThreadPoolExecutor) -> int:
    """Answer one problem with as many copies as the settings have attempts, in as many rounds as they allow, by majority."""
    prompt = load_prompt("program_of_thoughts").render(statement=problem.statement)
    copies = [Copy(1000 * index, prompt) for index in range(sum(settings.strategies.values()))]
    live = copies
    deadline = time.monotonic() + settings.problem_limit
    for round_ in range(settings.repair_rounds + 1):
        samplings = [Sampling(settings.temperature, settings.top_p, settings.max_tokens, seed=copy.seed + round_) for copy in live]
        completions = await asyncio.gather(
            *[engine.generate(copy.messages, sampling, deadline) for copy, sampling in zip(live, samplings, strict=True)]
        )
        for copy, completion in zip(live, completions, strict=True):
            copy.reply = completion.text
        loop = asyncio.get_running_loop()
        await asyncio.gather(*[loop.run_in_executor(workers, run_reply, copy) for copy in live])
        live = [copy for copy in live if copy.answer is None]
        for copy in live:
            copy.messages = (*prompt, *reflect(copy.reply, copy.complaint))
        if not live:
            break
    votes = Counter(
        copy.answer for copy in copies if copy.answer is not None and settings.lowest_answer <= copy.answer <= settings.highest_answer
    )
    return votes.most_common(1)[0][0] if votes else settings.fallback_answer


def run_reply(copy: Copy) -> None:
    """Run the program of a reply in a fresh interpreter and keep its answer or what was wrong."""
    code = extract_code(copy.reply)
    if code is None:
        copy.complaint = NO_BLOCK
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tmp.py"
        file.write_text(PREAMBLE + code, encoding="utf-8", errors="replace")
        try:
            done = subprocess.run(
                [sys.executable, str(file)],
                capture_output=True,
                text=True,
                timeout=TIMEOUT,
                check=False,
                stdin=subprocess.DEVNULL,
                cwd=folder,
            )
        except subprocess.TimeoutExpired:
            copy.complaint = f"timeout after {TIMEOUT:.0f} s"
            return
    if done.returncode:
        copy.complaint = (done.stderr.strip().splitlines() or ["error"])[-1][:MAX_ERROR]
        return
    try:
        copy.answer = read_printed_answer(done.stdout)
    except AnswerError as error:
        copy.complaint = f"it printed {done.stdout[-MAX_ERROR:]!r} ({error})"
