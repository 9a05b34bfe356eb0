r"""Extraction of answers and programs, against gold answers, against what other harnesses extracted, and against math-verify's time.

    python -m benchmarks.extraction --data DATA_FOLDER [--json FILE] [--disagreements FILE] [--quick]

Wrong and missed answers are counted apart, because they do not cost the same: a **wrong** one, an integer where the text gives another or
none, is a vote against the truth; a **missed** one, None where the text gives an integer, is only a vote less. Right, wrong and missed are
printed for every source and add up to its texts (None where there is none to read is right).

Four parts. (1) Grading cases (huggingface/Math-Verify's own tests and hendrycks/math's): where the gold is one integer, ours is right if
``extract_answer`` gives it, and for a case that must not match, if it gives anything else; math-verify's verdict on the same cases is the
baseline. If the gold is not a single integer, ``extract_answer`` must return None; the baseline is all of them. (2) Transcripts: what we
read against what the harness that made them extracted; every disagreement is listed by category with --disagreements (docs/answers.md
explains them). And against the gold answer, which also depends on the model. Numina's extraction (the AIMO-1 winner's: last \boxed, else
the last integer) reads the same transcripts. Programs: the harness's own rule, the last ```python fence. (3) Worked solutions, MATH-500's
and GSM8K's, as they are; and without their marks (``\boxed``, ``####``), so that only the last line can give the answer. Baseline is
Numina's rule again. (4) Milliseconds a text, against ``math_verify.parse`` alone; seconds of the worst of hostile texts and of random
LaTeX arithmetic. Times are CPU time.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from math_verify import parse, verify

from benchmarks.extraction_time import measure_time
from benchmarks.table import Row, benchmark_parser, report
from kaggle_utils.answers import extract_answer, extract_code

INTEGER = re.compile(r"\$?\s*(-?\d+|-?[1-9]\d{0,2}(?:,\d{3})+)(?:\.0+)?\s*\$?")


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


def verdicts(values: Sequence[int | None], truths: Sequence[int | None]) -> tuple[int, int, int]:
    """How many values are right, are a wrong integer, and are missed."""
    right = sum(value == truth for value, truth in zip(values, truths, strict=True))
    wrong = sum(value is not None and value != truth for value, truth in zip(values, truths, strict=True))
    return right, wrong, len(values) - right - wrong


def compare(what: str, truths: Sequence[int | None], ours: Sequence[int | None], name: str, other: Sequence[int | None]) -> Iterator[Row]:
    """Right, wrong and missed answers to the same texts."""
    (right, wrong, missed), (theirs_right, theirs_wrong, theirs_missed) = verdicts(ours, truths), verdicts(other, truths)
    yield percent(f"{what}: right, against {name}", right, theirs_right, len(ours))
    yield Row(f"{what}: wrong, against {name}", wrong, theirs_wrong, "", theirs_wrong / max(1, wrong))
    yield Row(f"{what}: missed, against {name}", missed, theirs_missed, "", theirs_missed / max(1, missed))


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
    values = [extract_answer(boxed(prediction)) for _, _, prediction, _ in whole]
    failed = [(value, *case) for value, case in zip(values, whole, strict=True) if (value == case[0]) != case[3]]
    baseline = sum(theirs(gold, prediction) == expected for _, gold, prediction, expected in whole)
    yield percent("grading cases with an integer gold, against math-verify's verdict", len(whole) - len(failed), baseline, len(whole))
    missed = sum(value is None for value, *_ in failed)
    yield Row("grading cases with an integer gold: wrong", len(failed) - missed, 0, "", 0.0)
    yield Row("grading cases with an integer gold: missed", missed, 0, "", 0.0)
    for value, _, gold, prediction, expected in failed:
        print(f"  gold {gold}: {value} from {prediction[-60:]!r}; a match: {expected}")
    others = [prediction for gold, prediction, expected in cases if expected and not is_integer(gold)]
    none = sum(extract_answer(boxed(prediction)) is None for prediction in others)
    yield percent("grading cases whose gold is not an integer: None, all others wrong", none, len(others), len(others))
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
    gold = [transcript.gold for transcript in transcripts]
    yield from compare(f"{source}, what its harness read", found, ours, "Numina's rule", other)
    yield from compare(f"{source}, the gold answer", gold, ours, "its harness", found)
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


# -- worked solutions -----------------------------------------------------------------------------------------------------------------


def gold_integer(answer: str) -> int | None:
    """The integer that LaTeX of a gold answer is; a number in another base, which math-verify reads without its base, is none."""
    if "_" in answer:
        return None
    parsed = parse(f"${answer}$", parsing_timeout=None)
    return int(str(parsed[0])) if parsed and getattr(parsed[0], "is_Integer", False) is True else None


def without_box(solution: str) -> str:
    """The solution with what is in its last box, and without the box."""
    start = solution.rfind("\\boxed{")
    depth = 0
    for position in range(start + 6, len(solution)):
        depth += (solution[position] == "{") - (solution[position] == "}")
        if depth == 0:
            return solution[:start] + solution[start + 7 : position] + solution[position + 1 :]
    return solution


def read_solutions(folder: Path) -> Iterator[tuple[str, list[str], list[int | None]]]:
    """Worked solutions with their marks and without, and their integers."""
    records = [json.loads(line) for line in (folder / "math500_test.jsonl").read_text().splitlines()]
    gold = [gold_integer(record["answer"]) for record in records]
    whole = [(record["solution"], value) for record, value in zip(records, gold, strict=True) if value is not None]
    yield "MATH-500, solutions with an integer", [text for text, _ in whole], [value for _, value in whole]
    yield "MATH-500, the same without boxes", [without_box(text) for text, _ in whole], [value for _, value in whole]
    records = [json.loads(line) for line in (folder / "gsm8k_test.jsonl").read_text().splitlines()]
    parts = [record["answer"].partition("####") for record in records]
    integers = [one_integer(number) for _, _, number in parts]
    yield "GSM8K, solutions", [record["answer"] for record in records], integers
    yield "GSM8K, the same without ####", [re.sub("<<.*?>>", "", text).strip() for text, _, _ in parts], integers


def main() -> None:
    """Measure and print."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER", help="where grading/, problems/ and replay/ are")
    parser.add_argument("--disagreements", type=Path, metavar="FILE", help="write every disagreement there, as JSON lines")
    arguments = parser.parse_args()
    disagreements: list[Disagreement] = []
    rows = list(measure_grading(arguments.data / "grading"))
    sources = [list(read_transcripts(arguments.data / "replay", name)) for name in ("tora_70b_gsm8k", "aimo1_deepseekmath_transcripts")]
    for transcripts in sources:
        rows += measure_transcripts(transcripts, disagreements)
    for what, texts, gold in read_solutions(arguments.data / "problems"):
        rows += compare(what, gold, [*map(extract_answer, texts)], "Numina's rule", [*map(numina, texts)])
    rows += measure_time([transcript.text for transcripts in sources for transcript in transcripts], arguments.quick)
    for (source, why), count in Counter((item.source, item.category) for item in disagreements).most_common():
        print(f"  {source}: {count} x {why}")
    if arguments.disagreements:
        arguments.disagreements.write_text("".join(json.dumps(asdict(item)) + "\n" for item in disagreements))
    report(rows, arguments.json)


if __name__ == "__main__":
    main()
