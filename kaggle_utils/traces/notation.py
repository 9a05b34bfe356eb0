"""How formulas are written: polynomials and sums as plain text or LaTeX."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def polynomial(coefficients: Sequence[int], variable: str, latex: bool = False) -> str:
    """A polynomial with the constant first: ``1 - 2*x + x^2``; in LaTeX ``1 - 2 x + x^{2}``."""
    return signed_sum(((value, power(variable, exponent, latex)) for exponent, value in enumerate(coefficients)), latex)


def signed_sum(parts: Iterable[tuple[int, str]], latex: bool = False) -> str:
    """Coefficients times symbols; a symbol "" is 1. Zero coefficients are left out, and an empty sum is 0."""
    text = ""
    for value, symbol in parts:
        if value == 0:
            continue
        size = abs(value)
        times = " " if latex else "*"
        body = str(size) if not symbol else symbol if size == 1 else f"{size}{times}{symbol}"
        text += (" - " if value < 0 else " + ") + body if text else ("-" if value < 0 else "") + body
    return text or "0"


def power(variable: str, exponent: int, latex: bool = False) -> str:
    """``x^5``; "" for the power 0."""
    if exponent == 0:
        return ""
    if exponent == 1:
        return variable
    return f"{variable}^{{{exponent}}}" if latex else f"{variable}^{exponent}"


def term(shift: int, latex: bool = False) -> str:
    """The name of the term ``shift`` places on: ``a(n-1)``, in LaTeX ``a_{n-1}``."""
    inside = f"n{shift:+d}" if shift else "n"
    return f"a_{{{inside}}}" if latex else f"a({inside})"


def fraction(above: str, below: str, latex: bool = False) -> str:
    """A fraction."""
    if below == "1":
        return above
    return rf"\frac{{{above}}}{{{below}}}" if latex else f"({above})/({below})"
