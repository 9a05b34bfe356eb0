"""Checks: what may be wrong with a trace. Each finding names index and value; nothing is repaired."""

from kaggle_utils.traces.checks.agreement import Overlap, compare_traces
from kaggle_utils.traces.checks.all_checks import check_trace
from kaggle_utils.traces.checks.expectations import Expectations
from kaggle_utils.traces.checks.finding import Finding, Severity
from kaggle_utils.traces.checks.statement import expectations_of, given_cases, sizes_named

__all__ = [
    "Expectations",
    "Finding",
    "Overlap",
    "Severity",
    "check_trace",
    "compare_traces",
    "expectations_of",
    "given_cases",
    "sizes_named",
]
