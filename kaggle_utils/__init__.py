"""A kit for entering a Kaggle mathematics competition with a code-writing language model.

The names below are loaded when they are first used (PEP 562), so that importing the package costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kaggle_utils.answers import extract_answer, extract_code
    from kaggle_utils.errors import InputError
    from kaggle_utils.problem import Answer, Problem
    from kaggle_utils.sandbox import Execution, Sandbox, Verdict
    from kaggle_utils.settings import Settings
    from kaggle_utils.solver import Solver
    from kaggle_utils.version import __version__

__all__ = [
    "Answer",
    "Execution",
    "InputError",
    "Problem",
    "Sandbox",
    "Settings",
    "Solver",
    "Verdict",
    "__version__",
    "extract_answer",
    "extract_code",
]

_HOMES = {
    "Answer": "problem",
    "Execution": "sandbox",
    "InputError": "errors",
    "Problem": "problem",
    "Sandbox": "sandbox",
    "Settings": "settings",
    "Solver": "solver",
    "Verdict": "sandbox",
    "__version__": "version",
    "extract_answer": "answers",
    "extract_code": "answers",
}

if not TYPE_CHECKING:  # a type checker that saw this would take every misspelt name for one that exists

    def __getattr__(name: str) -> object:
        """The name, from the module that has it. Raises AttributeError for any other."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    """What is loaded, and what can be."""
    return sorted({*globals(), *__all__})
