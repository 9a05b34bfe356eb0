"""Payload: the libraries that programs use, imported and warmed once so that a forked child finds them ready."""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import os
import sys

# What programs of language models import, and what those packages load only at first use. Each module here costs pages that every fork
# must map, so the list holds what is common and no more; torch is left out on purpose.
MODULES = (
    "array", "bisect", "cmath", "collections", "copy", "dataclasses", "datetime", "decimal", "fractions", "functools", "heapq", "inspect",
    "itertools", "json", "math", "operator", "random", "re", "statistics", "string", "textwrap", "time", "traceback", "typing", "_strptime",
    "mpmath", "numpy", "numpy.fft", "numpy.linalg", "numpy.ma", "numpy.polynomial", "numpy.random", "sympy", "sympy.combinatorics",
    "sympy.functions.combinatorial.numbers", "sympy.ntheory", "sympy.ntheory.ecm", "sympy.ntheory.qs", "sympy.ntheory.modular",
    "sympy.polys.numberfields", "sympy.solvers.diophantine", "sympy.solvers.recurr", "sympy.geometry", "sympy.integrals.meijerint",
)  # fmt: skip
WARM_UP = """
import sympy, numpy, mpmath, random, fractions, decimal
x, y = sympy.symbols('x y')
n = sympy.symbols('n', integer=True, positive=True)
sympy.factorint(2**67 - 1); sympy.isprime(10**18 + 9); sympy.divisors(360); sympy.totient(36); sympy.primepi(1000)
sympy.solve(x**2 - 5*x + 6, x); sympy.solve([x + y - 3, x - y - 1], [x, y]); sympy.integrate(x**2 * sympy.exp(x), x)
sympy.factor(x**4 - 1); sympy.expand((x + 1)**5); sympy.simplify(sympy.sin(x)**2 + sympy.cos(x)**2); sympy.limit(sympy.sin(x)/x, x, 0)
sympy.summation(n**2, (n, 1, x)); sympy.Matrix([[1, 2], [3, 4]]).det(); sympy.nsimplify(0.5); sympy.sqrt(8) + sympy.pi.evalf(30)
str(sympy.Poly(x**3 + 2, x, modulus=7)); sympy.binomial(10, 3); sympy.Rational(1, 3); sympy.diff(x**3, x); sympy.latex(x**2)
numpy.linalg.det(numpy.arange(16.0).reshape(4, 4) ** 2); numpy.random.rand(3); numpy.roots([1, -3, 2])
str(numpy.arange(3)); numpy.fft.fft([1, 2])
mpmath.mp.dps; mpmath.quad(lambda t: t, [0, 1]); mpmath.findroot(lambda t: t - 1, 0.5)
"""


def preload() -> list[str]:
    """Import and warm what is installed; return the names of the packages that are not.

    Raises RuntimeError when a package has started a thread: a fork would copy its locks and not the thread.
    """
    absent = []
    for name in MODULES:
        try:
            importlib.import_module(name)
        except ImportError:
            absent.append(name)
    if "sympy" in sys.modules and "numpy" in sys.modules:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(WARM_UP, {})
        _forget_results()
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        raise RuntimeError(f"preloading left {threads} threads")
    gc.collect()
    gc.freeze()  # so that no collector, ours or a child's, touches and thereby copies the pages of what is here
    return sorted({name.split(".")[0] for name in absent})


def _forget_results() -> None:
    """Empty sympy's caches: a program must not find our answers, and its own time must be its own."""
    importlib.import_module("sympy.core.cache").clear_cache()
    with contextlib.suppress(ImportError, AttributeError):  # newer and older versions keep no such cache
        importlib.import_module("sympy.ntheory.factor_").factor_cache.cache_clear()
