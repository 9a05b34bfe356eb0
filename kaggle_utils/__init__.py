"""A kit for entering a Kaggle mathematics competition with a code-writing language model."""

from kaggle_utils.answers import extract_answer, extract_code
from kaggle_utils.errors import InputError
from kaggle_utils.problem import Answer, Problem
from kaggle_utils.sandbox import Execution, Sandbox, Verdict
from kaggle_utils.settings import Settings
from kaggle_utils.solver import Solver

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
from kaggle_utils.version import __version__
