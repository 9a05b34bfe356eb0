"""Checks: what may be wrong with a trace. Each finding names index and value; nothing is repaired."""

from kaggle_utils.traces.checks.agreement import Measurement
from kaggle_utils.traces.checks.all_checks import check_trace
from kaggle_utils.traces.checks.expectations import Expectations
from kaggle_utils.traces.checks.finding import Finding, Severity

__all__ = ["Expectations", "Finding", "Measurement", "Severity", "check_trace"]
