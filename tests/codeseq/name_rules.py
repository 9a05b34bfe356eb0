"""From the name of a sequence, or a statement about it, to a program, by rule: formulas, recurrences, congruences and known recurrences.

Nothing here stores a term: the scripted agent computes everything from what it reads.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from math import comb, factorial
from typing import Any

# Well-known sequences by the recurrence that everybody knows; b0, b1 are found in names such as "Fibonacci sequence beginning 1, 12".
KNOWN = {
    "fibonacci": "a(n) = a(n-1) + a(n-2), with a(0) = {b0}, a(1) = {b1}",
    "lucas numbers": "a(n) = a(n-1) + a(n-2), with a(0) = 2, a(1) = 1",
    "pell numbers": "a(n) = 2*a(n-1) + a(n-2), with a(0) = 0, a(1) = 1",
    "jacobsthal": "a(n) = a(n-1) + 2*a(n-2), with a(0) = 0, a(1) = 1",
    "catalan numbers": "a(n) = binomial(2*n,n)/(n+1)",
    "factorial numbers": "a(n) = factorial(n)",
    "triangular numbers": "a(n) = n*(n+1)/2",
}
OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Pow, ast.USub, ast.Mod)
ALLOWED = (ast.Expression, ast.BinOp, ast.UnaryOp, ast.Name, ast.Constant, ast.Call, ast.Load, *OPERATORS)
_FORMULA = re.compile(r"a\(n\) = ((?:[^;,=()]|\((?:[^()=]|\([^()=]*\))*\))+?)(?=[.;,]? (?:with|for|where|and the)\b|[.;,]?$|[;,] |\. )")
_STARTS = re.compile(r"a\((\d+)\) ?= ?(-?\d+)")
_SERIES = re.compile(r"[Ee]xpansion of ([-+*/^()x\d ]{5,}?)(?=\.? Given|\.?$|\.\n|; |\. )", re.MULTILINE)
_CONGRUENT = re.compile(r"[Nn]umbers (?:that are )?congruent to \{([\d, ]+)\} mod (\d+)")


@dataclass(frozen=True)
class Rule:
    """A sequence by its rule.

    A formula in n, perhaps of earlier terms with their first values; or residues modulo a number; or a power series.
    """

    expression: str = ""
    starts: dict[int, int] = field(default_factory=dict)
    residues: tuple[int, ...] = ()
    modulus: int = 0
    series: str = ""

    @property
    def depth(self) -> int:
        """How many terms back it looks."""
        return max((int(back) for back in re.findall(r"a\(n-(\d+)\)", self.expression)), default=0)

    @property
    def sentence(self) -> str:
        """The rule in words, such as ``understand`` reads."""
        if self.modulus:
            return f"the n-th of the numbers congruent to {{{', '.join(map(str, self.residues))}}} mod {self.modulus}, counted from n = 1"
        if self.series:
            return f"a(n) is the coefficient of x^n in the expansion of {self.series}"
        starts = ", ".join(f"a({index}) = {value}" for index, value in self.starts.items())
        return f"a(n) = {self.expression}" + (f", with {starts}" if starts else "")

    def program(self, start: int, index: str = "int(input())") -> str:
        """A program for a(n)."""
        if self.modulus:
            return (
                f"n = {index}\nresidues = {sorted(self.residues)}\nblock, place = divmod(n - 1, len(residues))\n"
                f"print({self.modulus} * block + residues[place])"
            )
        if self.series:
            quotient = _quotient(self.series)
            assert quotient is not None, "understand gives no other"
            top, bottom = quotient
            return (
                f"n = {index}\ntop, bottom = {top}, {bottom}\nterms = []\nfor k in range(n + 1):\n"
                "    value = top[k] if k < len(top) else 0\n    for j in range(1, min(k, len(bottom) - 1) + 1):\n"
                "        value -= bottom[j] * terms[k - j]\n    terms.append(value // bottom[0])\nprint(terms[n])"
            )
        imports = "".join(f"from math import {name}\n" for name in ("comb", "factorial") if name + "(" in self.python)
        if not self.depth:
            return f"{imports}n = {index}\nprint({self.python})"
        first = min(self.starts)
        stepped = re.sub(r"a\(n-(\d+)\)", r"terms[-\1]", self.python)
        return (
            f"{imports}n_asked = {index}\nterms = {[self.starts[each] for each in sorted(self.starts)]}\n"
            f"for n in range({first} + len(terms), n_asked + 1):\n    terms.append({stepped})\nprint(terms[n_asked - {first}])"
        )

    @property
    def python(self) -> str:
        """The formula as Python."""
        text = self.expression.replace("^", "**").replace("binomial(", "comb(").replace("/", "//")
        return re.sub(r"\b(\w+)!", r"factorial(\1)", text)

    @cached_property
    def value(self) -> Callable[[int], int]:
        """The term with an index."""
        program = compile(self.program(0, "n_given"), "rule", "exec")

        def at(n: int) -> int:
            printed: list[Any] = []
            exec(program, {"n_given": n, "print": printed.append})
            return int(printed[0])

        return at


def understand(text: str) -> Rule | None:
    """The rule that a name or a statement gives, None for one that has none of the known forms."""
    if found := _CONGRUENT.search(text):
        return Rule(residues=tuple(int(each) for each in found[1].split(",")), modulus=int(found[2]))
    if found := _SERIES.search(text):
        series = Rule(series=found[1].strip())
        return series if _quotient(series.series) else None
    found = _FORMULA.search(text)
    if found is None:
        known = next((rule for name, rule in KNOWN.items() if name in text.lower()), None)
        begins = re.search(r"beginning (?:with )?(\d+), ?(\d+)", text)
        b0, b1 = (begins[1], begins[2]) if begins else ("0", "1")
        return understand(known.format(b0=b0, b1=b1)) if known else None
    rule = Rule(found[1].strip(), {int(index): int(value) for index, value in _STARTS.findall(text)})
    return rule if _is_sound(rule) else None


@cache
def _quotient(series: str) -> tuple[list[int], list[int]] | None:
    """The coefficients of numerator and denominator, lowest first, None for what is not a quotient of polynomials with an inverse."""
    import sympy

    try:
        top, bottom = sympy.fraction(sympy.together(sympy.parse_expr(series.replace("^", "**"))))
        both = [sympy.Poly(part, sympy.Symbol("x")).all_coeffs()[::-1] for part in (top, bottom)]
        one, other = ([int(each) for each in part] for part in both)
    except Exception:  # sympy raises much on text that holds no formula
        return None
    return (one, other) if abs(other[0]) == 1 else None


def _is_sound(rule: Rule) -> bool:
    formula = re.sub(r"a\(n-(\d+)\)", "n", rule.python)
    try:
        tree = ast.parse(formula, mode="eval")
    except SyntaxError:
        return False
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    if not all(isinstance(node, ALLOWED) for node in ast.walk(tree)) or not names <= {"n", "comb", "factorial"}:
        return False
    needed = range(min(rule.starts, default=0), min(rule.starts, default=0) + rule.depth)
    if rule.depth and not (rule.starts and set(needed) <= set(rule.starts)):
        return False
    if len(rule.starts) != (max(rule.starts) - min(rule.starts) + 1 if rule.starts else 0):
        return False
    try:
        rule.value(min(rule.starts, default=1) + 3)
    except (ArithmeticError, ValueError, IndexError, TypeError):
        return False
    return True


assert comb(4, 2) == factorial(3)  # the names that programs import exist
