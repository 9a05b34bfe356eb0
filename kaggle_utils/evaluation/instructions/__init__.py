"""Prompts whose instructions a program can check: lists, JSON, lengths, words that must or must not be there."""

from kaggle_utils.evaluation.instructions.prompt import Prompt, as_problem, read_prompts
from kaggle_utils.evaluation.instructions.strategy import NAME, strategy_for

__all__ = ["NAME", "Prompt", "as_problem", "read_prompts", "strategy_for"]
