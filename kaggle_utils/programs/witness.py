"""What runs beside a model's program, in the sandbox: it keeps the values that the program rounds, and writes them out after its end.

The source of this file is run in a namespace of its own (see ``rounding.py``); it needs the standard library alone.
"""

from __future__ import annotations

import json
import math
import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any

NEAR = 1e-6  # a long sum of floats errs by less, and of a million non-integers two lie so near to an integer
MAX_ULPS = 8  # units in the last place by which a few operations on floats err
COARSE = 1e-3  # what a float may err by and still show that it is not an integer
EXACT_FLOATS = 2**53  # all floats from here on are integers, whatever was computed
SPARE_BITS = 10  # zeros that end the 53 bits of a large float: 1 in 1,024 that were cut off at random end so
MAX_DIGITS = 12  # of a value in the report
MAX_WHOLE = 10**4000  # Python writes no integers of more than 4300 digits, and such an answer is none of a competition's

_kept: dict[int, Any] = {}


def keep(site: int, value: Any) -> Any:
    """Note the value that a site rounds, and return it."""
    _kept[site] = value
    return value


def divide(site: int, a: Any, b: Any) -> Any:
    """Note the quotient that a site rounds down, and return it rounded down."""
    _kept[site] = (a, b)
    return a // b


def report(mark: str) -> None:
    """Write a line for every site whose last value can be judged: the site, an integer, how the value lies to it, and its text.

    The integer is the nearest one for a value that is "exact", one up to the "noise" of floats, or "near" it, and the one below a value
    that lies "between" two. A "large" float has no digits after the point left.
    """
    for site, value in _kept.items():
        try:
            whole, kind, text = _judge_quotient(*value) if isinstance(value, tuple) else _judge(value)
        except (ArithmeticError, ValueError, TypeError, AttributeError, NotImplementedError):
            continue  # a list of sympy's, a symbol, an infinity: whether it is an integer is not told
        if abs(whole) >= MAX_WHOLE:
            continue
        sys.stdout.write(f"{mark}{json.dumps([site, str(whole), kind, text])}\n")


def _judge_quotient(a: Any, b: Any) -> tuple[int, str, str]:
    if _is_rational(a) and _is_rational(b):
        return _describe(Fraction(a) / Fraction(b))
    whole, kind, text = _judge(a / b)
    return whole, "noise" if kind == "exact" else kind, text  # 1 / 0.1 is 10.0, and 1 // 0.1 is 9.0


def _judge(value: Any) -> tuple[int, str, str]:
    """Raises one of the errors that ``report`` passes over where the value is not a real number."""
    if hasattr(value, "item") and not isinstance(value, float):
        value = value.item()  # numpy's; of one element
    if isinstance(value, str):
        value = Decimal(value)
    if _is_rational(value):
        return _describe(Fraction(value))
    if isinstance(value, Decimal):
        return _describe(Fraction(value), NEAR)
    if hasattr(value, "_mpf_"):
        return _judge_binary(value)
    if hasattr(value, "evalf") and not any(type(part).__name__ == "Float" for part in value.atoms()):
        return _judge_symbolic(value)
    return _judge_float(float(value))


def _judge_symbolic(value: Any) -> tuple[int, str, str]:
    """An exact expression of sympy's, with as many digits as it takes to see some after the point."""
    if value.is_integer:
        return _describe(Fraction(int(value)))
    size = abs(float(value))
    digits = 25 + (int(math.log10(size)) if size > 1 else 0)
    return _describe(Fraction(str(value.evalf(digits))), NEAR)


def _judge_binary(value: Any) -> tuple[int, str, str]:
    """A float of sympy's or mpmath's, of as many bits as the program has asked for."""
    sign, mantissa, exponent, _ = value._mpf_
    bits = value._prec if hasattr(value, "_prec") else value.context.prec
    number = Fraction(-mantissa if sign else mantissa) * Fraction(2) ** exponent
    return (int(number), "large", _show(number)) if abs(number) >= 2**bits else _describe(number, NEAR)


def _judge_float(value: float) -> tuple[int, str, str]:
    if not math.isfinite(value):
        raise ValueError(value)
    if abs(value) < EXACT_FLOATS:
        return _describe(Fraction(value), NEAR, min(COARSE, MAX_ULPS * math.ulp(value)))
    mantissa = int(math.frexp(value)[0] * 2**53)
    return int(value), "exact" if mantissa % 2**SPARE_BITS == 0 else "large", f"{value:.{MAX_DIGITS}g}"


def _describe(value: Fraction, near: float = 0.0, noise: float = 0.0) -> tuple[int, str, str]:
    nearest = round(value)
    error = abs(value - nearest)
    if error <= max(near, noise):
        return nearest, "exact" if error == 0 else "noise" if error <= noise else "near", _show(value)
    return math.floor(value), "between", _show(value)


def _show(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    return f"{float(value):.{MAX_DIGITS}g}"


def _is_rational(value: Any) -> bool:
    return isinstance(value, (int, Fraction)) or getattr(value, "is_Rational", False) is True
