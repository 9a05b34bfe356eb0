"""The report of a run: its results as a table, a picture, a page and a few lines of text."""

from kaggle_utils.report.page import (
    RecordedRun,
    describe_run,
    plot_results,
    read_results,
    read_run,
    summarize,
    write_page,
    write_report,
)

__all__ = ["RecordedRun", "describe_run", "plot_results", "read_results", "read_run", "summarize", "write_page", "write_report"]
