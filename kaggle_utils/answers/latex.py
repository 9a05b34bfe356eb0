r"""LaTeX arithmetic, read by Hugging Face's math-verify and worked out by us.

math-verify limits its time by SIGALRM, which only the main thread may use; in a worker thread it raises or, swallowed, answers wrong
(issues 11, 50 and 55 of huggingface/Math-Verify). So its time-outs are off, and what it is shown is small enough by construction: only
arithmetic on literals, short, hardly nested. sympy evaluates nothing meanwhile; arithmetic.py does, and looks at sizes first.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

from kaggle_utils.answers.arithmetic import NotExactError, evaluate_tree

# math-verify's grammar backtracks: 20 pairs of mixed brackets take it 7 s, 100 bars 29 s. Within these limits the worst of 5,000 random
# expressions took 1.1 s, and most take milliseconds (`python -m benchmarks.extraction`, docs/answers.md).
MAX_LENGTH = 100  # characters
MAX_DEPTH = 3  # brackets inside brackets
MAX_BRACKETS = 10
_COMMAND = r"\\(?:[dtc]?frac|cdot|times|div|sqrt|[dt]?binom|choose|[lr]floor|[lr]ceil)(?![a-zA-Z])"
_ARITHMETIC = re.compile(rf"(?:\\sqrt\s*\[[2-9]\]|{_COMMAND}|[0-9]++|[-+*/^!(){{}}. ])++")
# 10!! is not (10!)!, 2^3^2 has no meaning in LaTeX, 2 3 is one number or two, and of {{ the grammar takes 2 s to tell sets from groups.
_AMBIGUOUS = re.compile(r"\{\s*\{|!\s*!|\^\s*[0-9]+\s*\^|[0-9.]\s+[0-9.]|\*\s*\*\s*\*")
_JUXTAPOSED = re.compile(r"(?<=[0-9)}!])\s*(?=\()|(?<=[)!])\s*(?=[0-9])")
_BRACKET = {"(": 1, "{": 1, ")": -1, "}": -1}


def evaluate(latex: str) -> int | None:
    r"""The integer that undressed LaTeX arithmetic is worth: ``\binom{10}{3}`` is 120. None for anything else, and without math-verify."""
    latex = latex.replace("**", "^").strip()
    if not is_small(latex):
        return None
    parse = reader()
    if parse is None:
        return None
    tree = parse(_JUXTAPOSED.sub(r"\\cdot ", latex))
    try:
        value = evaluate_tree(tree)
    except NotExactError:
        return None
    return value.numerator if value.denominator == 1 else None


def can_read_latex() -> bool:
    """Whether answers in LaTeX arithmetic are read, for which math-verify is loaded; without it only plain integers are."""
    return reader() is not None


def is_small(latex: str) -> bool:
    """Whether an expression is arithmetic on literals, and so short and flat that it is read quickly."""
    if len(latex) > MAX_LENGTH or not _ARITHMETIC.fullmatch(latex) or _AMBIGUOUS.search(latex):
        return False
    depth, brackets = 0, 0
    for character in latex:
        depth += _BRACKET.get(character, 0)
        brackets += _BRACKET.get(character, 0) == 1
        if not 0 <= depth <= MAX_DEPTH:
            return False
    return depth == 0 and brackets <= MAX_BRACKETS


@cache
def reader() -> Callable[[str], Any] | None:
    """What turns LaTeX into an unevaluated tree of sympy; None, with one warning, where math-verify is not installed.

    Imported here because it takes half a second, and most answers are plain integers.
    """
    try:
        import sympy
        from math_verify import LatexExtractionConfig, parse
        from math_verify import parser as settings
    except ImportError as error:
        warnings.warn(f"answers in LaTeX count only when they are plain integers: {error}", RuntimeWarning, stacklevel=2)
        return None
    settings.TIMEOUT_WARNING_SHOWN = True  # it warns whoever turns its time-outs off to bound the time himself; is_small does
    config = [LatexExtractionConfig(boxed_match_priority=-1)]

    def parse_unevaluated(latex: str) -> Any:
        with sympy.evaluate(False):  # of this thread alone
            found = parse(f"${latex}$", config, fallback_mode="no_fallback", parsing_timeout=None)
        return found[0] if found else None

    return parse_unevaluated
