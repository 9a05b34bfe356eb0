"""The report of an evaluation: one page with the tables and the plots of its comparisons."""

from kaggle_utils.evaluation.report.arms import arms_page
from kaggle_utils.evaluation.report.grid import ablation_page
from kaggle_utils.evaluation.report.page import write_page
from kaggle_utils.evaluation.report.runs import comparison_page
from kaggle_utils.evaluation.report.sequences import oeis_page

__all__ = ["ablation_page", "arms_page", "comparison_page", "oeis_page", "write_page"]
