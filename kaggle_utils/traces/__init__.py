"""Traces: the small cases that a program measures."""

from kaggle_utils.traces.trace import Trace, TraceError, parse_trace

__all__ = ["Trace", "TraceError", "parse_trace"]
