"""The report of a run: its results as a table, a page and a few lines of text."""

from kaggle_utils.report.notebook import ShownPage
from kaggle_utils.report.page import render_page, write_page, write_report
from kaggle_utils.report.run import RecordedRun, read_results, read_run
from kaggle_utils.report.summary import describe_run, summarize

__all__ = [
    "RecordedRun",
    "ShownPage",
    "describe_run",
    "read_results",
    "read_run",
    "render_page",
    "summarize",
    "write_page",
    "write_report",
]
