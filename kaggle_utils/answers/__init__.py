"""What a text says: its answer as an integer, its program. Pure: no I/O, no clock, no signals, so it works in any thread."""

from kaggle_utils.answers.answer import AnswerError, extract_answer, read_printed_answer
from kaggle_utils.answers.code import extract_code
from kaggle_utils.answers.latex import can_read_latex

__all__ = ["AnswerError", "can_read_latex", "extract_answer", "extract_code", "read_printed_answer"]
