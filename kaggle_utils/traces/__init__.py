"""Traces: the small cases that a program measures, and the laws that they obey."""

from kaggle_utils.traces.checks import (
    Expectations,
    Finding,
    Overlap,
    Severity,
    check_trace,
    compare_traces,
    expectations_of,
    given_cases,
    sizes_named,
)
from kaggle_utils.traces.confirm import confirm, probe_plan
from kaggle_utils.traces.formats import parse_trace
from kaggle_utils.traces.guess import guess
from kaggle_utils.traces.hardcoding import Clue, Hardcoded, hardcoded, hardcoded_when_run
from kaggle_utils.traces.law import Law
from kaggle_utils.traces.laws.rule import UnreachableError
from kaggle_utils.traces.lines import parse_pairs
from kaggle_utils.traces.suspects import Suspect, suspect_terms
from kaggle_utils.traces.trace import Trace, TraceError

__all__ = [
    "Clue",
    "Expectations",
    "Finding",
    "Hardcoded",
    "Law",
    "Overlap",
    "Severity",
    "Suspect",
    "Trace",
    "TraceError",
    "UnreachableError",
    "check_trace",
    "compare_traces",
    "confirm",
    "expectations_of",
    "given_cases",
    "guess",
    "hardcoded",
    "hardcoded_when_run",
    "parse_pairs",
    "parse_trace",
    "probe_plan",
    "sizes_named",
    "suspect_terms",
]
