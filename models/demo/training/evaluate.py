"""Measure the embedded model by running what it writes: ``python -m models.demo.training.evaluate``. Fills the table of the model card."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import comb
from pathlib import Path
from random import Random

from tqdm import tqdm

from kaggle_utils.answers import extract_answer, extract_code
from kaggle_utils.engines import Engine, Sampling
from kaggle_utils.engines.transformers.engine import TransformersEngine
from kaggle_utils.messages import Message
from kaggle_utils.repair import NO_BLOCK, diagnose, reflect
from kaggle_utils.sandbox import Sandbox
from kaggle_utils.traces import TraceError, parse_trace
from models.demo.training.families import HELD_OUT, TRAINED, Family
from models.demo.training.items import Mode, Question, draw_question, expected_answer, frame_prompt, package_prompt, state
from models.demo.training.repairs import plant_bugs, repair_item
from models.demo.training.wordings import Split, load_frames, load_wordings

SEED = 7
TIMEOUT = 20.0  # seconds; a loaded machine must not turn right into wrong
SAMPLES = 8
MODEL = Path(__file__).parent.parent
TABLE = re.compile(r"(<!-- measured -->\n).*?(<!-- /measured -->)", re.DOTALL)


@dataclass(frozen=True)
class Case:
    """One test: a conversation and the answer that the program must print."""

    messages: tuple[Message, ...]
    expected: int
    mode: Mode = "answer"


@dataclass(frozen=True)
class Outcome:
    """What the model wrote for a case, and the result."""

    reply: str
    right: bool
    diagnosis: str | None


@dataclass(frozen=True)
class Row:
    """A line of the card: what was tested, how many cases, the share that was right in per cent."""

    test: str
    cases: int
    percent: float


def make_cases(
    families: Sequence[Family], per_wording: int, random: Random, *, wordings: Split, frames: Split | None = None, mode: Mode = "answer"
) -> list[Case]:
    """Cases with held-out values: ``per_wording`` of each sealed wording, or of six training wordings a family; own or sealed frames."""
    cases = []
    for family in families:
        texts = load_wordings(family.name, wordings)
        for wording in texts if wordings == "sealed" else random.sample(texts, 6):
            questions = [draw_question(family, random, held_out_values=True) for _ in range(per_wording)]
            cases += [make_case(question, wording, random, wordings, frames, mode) for question in questions]
    return cases


def make_case(question: Question, wording: str, random: Random, wordings: Split, frames: Split | None, mode: Mode) -> Case:
    """Word one question without noise. ``frames`` None means the package's own prompt."""
    texts = load_frames(wordings)
    statement = state(question, wording, texts, random, wordings, noisy=0.0, decorate=frames is not None)
    if mode == "trace" and isinstance(size := question.values[question.family.size], int) and size > 40:
        # Only a trace that reaches its target can be judged by it.
        small = draw_question(question.family, random, held_out_values=None, small=True)
        while not isinstance(n := small.values[question.family.size], int) or n > 40:
            small = replace(small, values=dict(small.values) | {question.family.size: max(question.family.start, random.randint(3, 40))})
        return make_case(replace(small, modulus=question.modulus), wording, random, wordings, frames, mode)
    if frames is None:
        messages = package_prompt(statement, mode)
    else:
        choice = load_frames(frames)
        messages = frame_prompt(statement, random.choice(choice.answer if mode == "answer" else choice.trace))
    return Case(messages, expected_answer(question), mode)


async def judge(engine: Engine, sandbox: Sandbox, case: Case, sampling: Sampling) -> Outcome:
    """Generate, run, compare."""
    completion = await engine.generate(case.messages, sampling, time.monotonic() + 3600)
    code = extract_code(completion.text)
    if code is None:
        return Outcome(completion.text, False, NO_BLOCK)
    execution = await sandbox.run(code, timeout=TIMEOUT)
    complaint, answer = None, None
    if execution.ok and case.mode == "answer":
        answer = extract_answer(execution.stdout)
        complaint = None if answer is not None else "no integer"
    elif execution.ok:
        try:
            answer = parse_trace(execution.stdout).at_target()
        except TraceError as error:
            complaint = str(error)
    return Outcome(completion.text, answer == case.expected, diagnose(execution, complaint))


async def judge_all(engine: Engine, sandbox: Sandbox, cases: Sequence[Case], title: str, sampling: Sampling | None = None) -> list[Outcome]:
    """Judge all cases at once, greedily unless told otherwise; sampled ones get a seed each."""
    progress = tqdm(total=len(cases), desc=title, mininterval=5)

    async def one(index: int, case: Case) -> Outcome:
        chosen = replace(sampling, seed=sampling.seed + index) if sampling else Sampling(temperature=0.0, max_tokens=320)
        outcome = await judge(engine, sandbox, case, chosen)
        progress.update()
        return outcome

    outcomes = await asyncio.gather(*[one(index, case) for index, case in enumerate(cases)])
    progress.close()
    return outcomes


def pass_at(k: int, right: Sequence[int], samples: int) -> float:
    """Mean unbiased pass@k over problems with ``right`` of ``samples`` right (Chen et al., arXiv 2107.03374), in per cent."""
    return 100 * sum(1 - comb(samples - r, k) / comb(samples, k) for r in right) / len(right)


async def measure(folder: Path) -> list[Row]:
    """All rows of the card."""
    random = Random(SEED)
    rows: list[Row] = []

    def add(test: str, outcomes: Sequence[Outcome]) -> None:
        rows.append(Row(test, len(outcomes), round(100 * sum(outcome.right for outcome in outcomes) / len(outcomes), 1)))
        print(f"{rows[-1].test}: {rows[-1].percent} % of {rows[-1].cases}", flush=True)

    async with Sandbox(workers=2) as sandbox, TransformersEngine(folder, dtype="float32", batch_size=32) as engine:

        async def greedy(test: str, cases: Sequence[Case]) -> list[Outcome]:
            outcomes = await judge_all(engine, sandbox, cases, test)
            add(test, outcomes)
            return outcomes

        await greedy("held-out values, training wordings", make_cases(TRAINED, 1, random, wordings="train"))
        sealed = make_cases(TRAINED, 2, random, wordings="sealed")
        outcomes = await greedy("sealed wordings", sealed)
        await greedy("sealed instruction frames, training wordings", make_cases(TRAINED, 1, random, wordings="train", frames="sealed"))
        await greedy("sealed frames and sealed wordings", make_cases(TRAINED, 1, random, wordings="sealed", frames="sealed"))
        await greedy("trace mode, training wordings", make_cases(TRAINED, 1, random, wordings="train", mode="trace"))
        await greedy("trace mode, sealed wordings", make_cases(TRAINED, 1, random, wordings="sealed", mode="trace"))
        await greedy("trace mode, sealed frames", make_cases(TRAINED, 1, random, wordings="train", frames="sealed", mode="trace"))
        await greedy("held-out families", make_cases(HELD_OUT, 2, random, wordings="sealed"))
        for wordings in ("train", "sealed"):
            split: Split = "train" if wordings == "train" else "sealed"
            await greedy(f"repair of planted bugs, {'training' if split == 'train' else split} wordings", await _planted(random, split))

        failed = [(case, outcome) for case, outcome in zip(sealed, outcomes, strict=True) if not outcome.right]
        repairs = [_ask_again(case, outcome) for case, outcome in failed]
        add("own failures on sealed wordings: repair turn", await judge_all(engine, sandbox, repairs, "own failures, repair"))
        once_more = await judge_all(engine, sandbox, [case for case, _ in failed], "own failures, again", Sampling(max_tokens=320, seed=1))
        add("own failures on sealed wordings: one more sample at 0.8", once_more)

        singles = make_cases(TRAINED, 1, random, wordings="sealed")[::2]
        sampled = await judge_all(engine, sandbox, singles * SAMPLES, "samples", Sampling(max_tokens=320, seed=100))
        right = [sum(sampled[i + k * len(singles)].right for k in range(SAMPLES)) for i in range(len(singles))]
        for k in (1, SAMPLES):
            rows.append(Row(f"pass@{k} at temperature 0.8, sealed wordings", len(singles), round(pass_at(k, right, SAMPLES), 1)))
            print(rows[-1])
    return rows


async def _planted(random: Random, split: Split) -> list[Case]:
    cases = []
    for bug in await plant_bugs(TRAINED, 3, random, held_out_values=True):
        wording = random.choice(load_wordings(bug.question.family.name, split))
        opening = make_case(bug.question, wording, random, split, None, "answer").messages
        if bug.mode == "trace":
            statement = state(bug.question, wording, load_frames(split), random, split, noisy=0.0, decorate=False)
            opening = package_prompt(statement, "trace")
        size = bug.question.values[bug.question.family.size]
        if bug.mode == "answer" or (isinstance(size, int) and size <= 40):
            cases.append(Case(repair_item(bug, opening).messages, expected_answer(bug.question), bug.mode))
    return cases


def _ask_again(case: Case, outcome: Outcome) -> Case:
    diagnosis = outcome.diagnosis or "it printed a wrong answer"
    return replace(case, messages=(*case.messages, *reflect(outcome.reply, diagnosis)))


async def measure_speed(folder: Path) -> dict[str, float]:
    """Tokens a second alone and with 16 requests at once."""
    prompt = package_prompt("How many partitions does 40 have?", "answer")
    speeds: dict[str, float] = {}
    async with TransformersEngine(folder, dtype="float32", batch_size=16) as engine:
        for count in (1, 16):
            await asyncio.gather(*[engine.generate(prompt, Sampling(seed=i, max_tokens=64), time.monotonic() + 60) for i in range(count)])
            started = time.monotonic()
            done = await asyncio.gather(
                *[engine.generate(prompt, Sampling(seed=i, max_tokens=320), time.monotonic() + 60) for i in range(count)]
            )
            speeds[f"tokens/s, {count} at once"] = round(sum(completion.tokens for completion in done) / (time.monotonic() - started))
    return speeds


def main() -> None:
    """Measure, write ``evaluation.json`` and put the table into the card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=MODEL)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    rows = asyncio.run(measure(arguments.model))
    speeds = asyncio.run(measure_speed(arguments.model))
    (arguments.model / "evaluation.json").write_text(
        json.dumps({"accuracy": [vars(row) for row in rows], "speed": speeds}, indent=2) + "\n"
    )
    lines = ["| test | cases | right, % |", "|---|---|---|", *[f"| {row.test} | {row.cases} | {row.percent} |" for row in rows], ""]
    lines += ["| speed | |", "|---|---|", *[f"| {name} | {value:g} |" for name, value in speeds.items()]]
    card = arguments.model / "README.md"
    if card.exists():
        card.write_text(TABLE.sub(lambda found: found[1] + "\n".join(lines) + "\n" + found[2], card.read_text()))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
