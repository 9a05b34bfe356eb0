r"""Extraction of answers and programs, against gold answers, against what other harnesses extracted, and against math-verify's time.

    python -m benchmarks.extraction --data DATA_FOLDER [--json FILE] [--disagreements FILE] [--quick]

Three parts. (1) Grading cases (huggingface/Math-Verify's own tests and hendrycks/math's): where the gold is one integer, ours is right if
``extract_answer`` gives it, and for a case that must not match, if it gives anything else; math-verify's verdict on the same cases is the
baseline. If the gold is not a single integer, ``extract_answer`` must return None; the baseline is all of them. (2) Transcripts: of those
where the harness that made them extracted an integer, and of those where it did not, how many we read alike; every other is listed by
category with --disagreements (docs/answers.md explains them). Programs: the harness's own rule, the last ```python fence. Numina's
extraction (the AIMO-1 winner's: last \boxed, else the last integer) reads the same transcripts. (3) Milliseconds a text, against
``math_verify.parse`` alone; seconds of the worst of hostile texts and of random LaTeX arithmetic. Times are CPU time.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from math_verify import parse, verify

from benchmarks.table import Row, benchmark_parser, report
from kaggle_utils.answers import extract_answer, extract_code
from kaggle_utils.answers.latex import is_small

SEED = 20261121
INTEGER = re.compile(r"\$?\s*(-?\d+|-?[1-9]\d{0,2}(?:,\d{3})+)(?:\.0+)?\s*\$?")
HOSTILE = (
    "\\",
    "{",
    "(",
    "9",
    "$",
    "`",
    "~",
    "=",
    "1, ",
    "\\boxed{",
    "\\boxed{\\frac{1}{",
    "answer to ",
    "#### ",
    "```python\nf(x)\n```\n",
)
HOSTILE_SIZE = 300_000


@dataclass(frozen=True)
class Transcript:
    """A recorded reply, what its harness extracted (None: no integer), the program that the harness ran, and the gold answer."""

    source: str
    name: str
    text: str
    extracted: int | None
    gold: int | None


@dataclass(frozen=True)
class Disagreement:
    """One text that we read otherwise than its harness."""

    source: str
    name: str
    category: str
    harness: int | None
    ours: int | None
    gold: int | None


def one_integer(text: str) -> int | None:
    """The integer that a gold or a harness's record is."""
    match = INTEGER.fullmatch(text.strip())
    return int(match[1].replace(",", "")) if match else None


def percent(what: str, ours: int, baseline: int, total: int) -> Row:
    """Shares of the same cases."""
    return Row(f"{what} ({ours} of {total})", 100 * ours / total, 100 * baseline / total, "%", ours / baseline if baseline else 1.0)


# -- grading cases --------------------------------------------------------------------------------------------------------------------


def read_cases(folder: Path) -> Iterator[tuple[str, str, bool]]:
    """Pairs of a gold and a prediction with the expected verdict; cases of other kinds (extraction targets, choices) are left out."""
    for line in (folder / "math_verify_cases.jsonl").read_text().splitlines():
        case = json.loads(line)
        if isinstance(case.get("gold"), str) and case.get("expected") in (0, 1):
            yield case["gold"], case["pred"], bool(case["expected"])
    for line in (folder / "hendrycks_is_equiv_cases.jsonl").read_text().splitlines():
        case = json.loads(line)
        yield case["a"], case["b"], case["expected"]


def is_integer(gold: str) -> bool:
    """Whether math-verify reads the gold as an integer."""
    parsed = parse(gold, parsing_timeout=None)
    return one_integer(gold) is not None or (bool(parsed) and getattr(parsed[0], "is_Integer", False) is True)


def boxed(text: str) -> str:
    """A bare expression as a model would give it; prose is left as it is."""
    bare = len(text) < 60 and "boxed" not in text and not re.search(r"[a-z]{4,} ", re.sub(r"\\[a-z]+", "", text))
    return rf"\boxed{{{text.strip().strip('$')}}}" if bare else text


def theirs(gold: str, prediction: str) -> bool:
    """math-verify's verdict; its time-outs are off, because a hang should show."""
    return bool(verify(parse(gold, parsing_timeout=None), parse(prediction, parsing_timeout=None), timeout_seconds=None))


def measure_grading(folder: Path) -> Iterator[Row]:
    """Agreement with the gold."""
    cases = list(read_cases(folder))
    whole = [(one_integer(gold), gold, prediction, expected) for gold, prediction, expected in cases if one_integer(gold) is not None]
    ours = sum((extract_answer(boxed(prediction)) == value) == expected for value, _, prediction, expected in whole)
    baseline = sum(theirs(gold, prediction) == expected for _, gold, prediction, expected in whole)
    yield percent("grading cases with an integer gold, against math-verify's verdict", ours, baseline, len(whole))
    for value, gold, prediction, expected in whole:
        if (extract_answer(boxed(prediction)) == value) != expected:
            print(f"  gold {gold}: {extract_answer(boxed(prediction))} from {prediction[-60:]!r}; a match: {expected}")
    others = [prediction for gold, prediction, expected in cases if expected and not is_integer(gold)]
    none = sum(extract_answer(boxed(prediction)) is None for prediction in others)
    yield percent("grading cases whose gold is not an integer: None", none, len(others), len(others))
    for prediction in others:
        if (value := extract_answer(boxed(prediction))) is not None:
            print(f"  gold no integer: {value} from {prediction[-60:]!r}")


# -- transcripts ----------------------------------------------------------------------------------------------------------------------


def read_transcripts(folder: Path, records: str) -> Iterator[Transcript]:
    """The recorded replies of a source."""
    with gzip.open(folder / f"{records}.jsonl.gz", "rt") as lines:
        for number, line in enumerate(lines):
            record: dict[str, Any] = json.loads(line)
            if records.startswith("tora"):
                yield Transcript("ToRA", str(record["idx"]), record["code"][0], one_integer(record["pred"][0]), one_integer(record["gt"]))
            else:
                extracted = one_integer(record["harness_boxed_final"])
                yield Transcript("AIMO-1", str(number), record["model_text"], extracted, record["gold"])


def category(transcript: Transcript, ours: int | None) -> str:
    """Why we read a transcript otherwise than its harness; decided from the text alone."""
    harness, text = transcript.extracted, transcript.text.rstrip()
    if harness is not None and ours is not None:
        if abs(harness) == abs(ours):
            return "harness drops the sign"
        if str(ours).startswith(str(harness)) or str(harness) in f"{ours:,}".split(",") or ours % 1000 == harness:
            return "harness reads a part of a grouped number, or its remainder"
        return "another integer"
    if harness is not None:
        return "harness reads digits of a decimal" if re.search(r"\d\.\d", text[-80:]) else "no integer for us"
    if re.search(r"(?:[.!?$`]|\\\]|\*\*)$", text) or re.search(r"=\s*-?\d+$", text):
        return "harness reads boxes only, the text ends in an integer"
    return "cut off: we read an earlier statement or the number of a line"


def numina(text: str) -> int | None:
    r"""Extraction after the AIMO-1 winner's: the last \boxed by balanced braces, decorations removed, else the last integer of the text."""
    start = text.rfind("\\boxed{")
    if start >= 0:
        depth = 0
        for position in range(start + 6, len(text)):
            depth += (text[position] == "{") - (text[position] == "}")
            if depth == 0:
                inner = re.sub(r"\\text\{.*?\}|\\[,!;$%]|[$,\s]", "", text[start + 7 : position])
                try:
                    return int(inner) if abs(float(inner)) < 1e300 and "." not in inner else round(float(inner))
                except (ValueError, OverflowError):
                    return None
    found = re.findall(r"-?\d+", text)
    return int(found[-1][:4000]) if found else None


def measure_transcripts(transcripts: Sequence[Transcript], disagreements: list[Disagreement]) -> Iterator[Row]:
    """Answers and programs against the harness, answers against the gold, and Numina's rule on the same texts."""
    source = transcripts[0].source
    ours = [extract_answer(transcript.text) for transcript in transcripts]
    other = [numina(transcript.text) for transcript in transcripts]
    found = [transcript.extracted for transcript in transcripts]
    same = sum(a == b for a, b in zip(ours, found, strict=True))
    yield percent(
        f"{source}: read as its harness did, against Numina's rule", same, sum(a == b for a, b in zip(other, found, strict=True)), len(ours)
    )
    gold = [transcript.gold for transcript in transcripts]
    right = sum(a == b for a, b in zip(ours, gold, strict=True))
    yield percent(
        f"{source}: the gold answer, against its harness", right, sum(a == b for a, b in zip(found, gold, strict=True)), len(gold)
    )
    wrong = [sum(a is not None and a != b for a, b in zip(answers, gold, strict=True)) for answers in (ours, found, other)]
    yield Row(
        f"{source}: a wrong integer, against its harness (Numina's rule: {wrong[2]})", wrong[0], wrong[1], "", wrong[1] / max(1, wrong[0])
    )
    for transcript, value in zip(transcripts, ours, strict=True):
        if value != transcript.extracted:
            why = category(transcript, value)
            disagreements.append(Disagreement(source, transcript.name, why, transcript.extracted, value, transcript.gold))
    yield measure_programs(transcripts)


def measure_programs(transcripts: Sequence[Transcript]) -> Row:
    """How many programs are the last ```python fence, which is what the harnesses ran, or that one after earlier ones that it needs."""
    same = joined = total = 0
    for transcript in transcripts:
        fences = [body for body in re.findall(r"```python\n(.*?)(?:```|\Z)", transcript.text, re.DOTALL) if body.strip()]
        if not fences:
            continue
        last, code = fences[-1].split(), (extract_code(transcript.text) or "").split()
        total += 1
        same += code == last
        joined += code != last and code[-len(last) :] == last
    return percent(
        f"{transcripts[0].source}: the last ```python fence, {joined} times after others that it needs", same + joined, total, total
    )


# -- time -----------------------------------------------------------------------------------------------------------------------------


def seconds(call: Callable[[str], object], text: str) -> float:
    """CPU seconds of one call."""
    started = time.process_time()
    call(text)
    return time.process_time() - started


def random_arithmetic(own: random.Random, depth: int) -> str:
    """LaTeX arithmetic on literals, nested up to a depth."""
    if depth == 0 or own.random() < 0.25:
        return own.choice(["1", "2", "9", "12", "1.5", "100"])
    form = own.choice(
        [
            "(A)",
            "{A}",
            r"\frac{A}{B}",
            r"\sqrt{A}",
            r"\binom{A}{B}",
            "A+B",
            "A(B)",
            "A^{B}",
            "A!",
            "-A",
            r"\lfloor A\rfloor ",
            r"{A \choose B}",
            "A*B",
        ]
    )
    return re.sub("[AB]", lambda _: random_arithmetic(own, depth - 1), form)


def measure_time(transcripts: Sequence[Transcript], quick: bool) -> Iterator[Row]:
    """Milliseconds a text against math-verify alone, and the worst cases."""
    own = random.Random(SEED)
    texts = [transcript.text for transcript in own.sample(list(transcripts), 20 if quick else 150)]

    def alone(text: str) -> object:
        return parse(text, parsing_timeout=None)

    pairs = [(seconds(extract_answer, text), seconds(alone, text)) for text in texts]
    mine, other = (1000 * median(times) for times in zip(*pairs, strict=True))
    yield Row("a transcript, against math_verify.parse alone (median)", mine, other, "ms", other / mine)
    mine, other = (1000 * sum(times) / len(pairs) for times in zip(*pairs, strict=True))
    yield Row("a transcript, against math_verify.parse alone (mean)", mine, other, "ms", other / mine)
    forms = (r"\frac{%d}{2}", "2^{10}+%d", r"\binom{%d}{3}", r"1.2\times10^3+%d", r"\sqrt{144}-%d", "10!+%d")
    pairs = [
        (seconds(extract_answer, rf"\boxed{{{form % n}}}"), seconds(alone, f"${form % (n + 1)}$"))
        for form in forms
        for n in range(10, 30, 2)
    ]
    mine, other = (1000 * median(times) for times in zip(*pairs, strict=True))
    yield Row("LaTeX arithmetic in a box, against math_verify.parse (median)", mine, other, "ms", other / mine)
    worst = max(
        seconds(extract_answer, wrap.format(unit * (HOSTILE_SIZE // len(unit))))
        for unit in HOSTILE
        for wrap in ("{}", "\\boxed{{{}}}", "{}`")
    )
    yield Row("the worst of hostile texts of 300 kB", worst, 0.0, "s", 0.0)
    expressions: set[str] = set()
    while len(expressions) < (200 if quick else 5000):
        expression = random_arithmetic(own, 5)
        if own.random() < 0.5 and expression:  # half of them damaged
            place = own.randrange(len(expression))
            expression = expression[:place] + own.choice(["(", ")", "{", "}", "^", "!", r"\frac", "-", ""]) + expression[place + 1 :]
        if len(expression) > 12 and is_small(expression):
            expressions.add(expression)
    times = {expression: seconds(extract_answer, rf"\boxed{{{expression}}}") for expression in sorted(expressions)}
    worst_expression = max(times, key=lambda expression: times[expression])
    yield Row(f"the worst of {len(times)} random expressions: {worst_expression}", times[worst_expression], 0.0, "s", 0.0)


def main() -> None:
    """Measure and print."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER", help="where grading/ and replay/ are")
    parser.add_argument("--disagreements", type=Path, metavar="FILE", help="write every disagreement there, as JSON lines")
    arguments = parser.parse_args()
    disagreements: list[Disagreement] = []
    rows = list(measure_grading(arguments.data / "grading"))
    sources = [list(read_transcripts(arguments.data / "replay", name)) for name in ("tora_70b_gsm8k", "aimo1_deepseekmath_transcripts")]
    for transcripts in sources:
        rows += measure_transcripts(transcripts, disagreements)
    rows += measure_time([transcript for transcripts in sources for transcript in transcripts], arguments.quick)
    for (source, why), count in Counter((item.source, item.category) for item in disagreements).most_common():
        print(f"  {source}: {count} x {why}")
    if arguments.disagreements:
        arguments.disagreements.write_text("".join(json.dumps(asdict(item)) + "\n" for item in disagreements))
    report(rows, arguments.json)


if __name__ == "__main__":
    main()
