"""How long extraction takes: transcripts and arithmetic against math-verify alone, and the worst of hostile texts. CPU time."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from statistics import median

from math_verify import parse

from benchmarks.table import Row
from kaggle_utils.answers import extract_answer
from kaggle_utils.answers.latex import is_small

SEED = 20261121
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


def measure_time(transcripts: Sequence[str], quick: bool) -> Iterator[Row]:
    """Milliseconds a text against math-verify alone, and the worst cases."""
    own = random.Random(SEED)
    texts = own.sample(list(transcripts), 20 if quick else 150)

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
