"""Prompts as data files, and how they are completed for a problem."""

from kaggle_utils.prompts.build import build_messages
from kaggle_utils.prompts.template import Prompt, load_prompt

__all__ = ["Prompt", "build_messages", "load_prompt"]
