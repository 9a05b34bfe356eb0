"""Prompts as data files, and how they are dressed for a problem."""

from kaggle_utils.prompts.pose import pose_prompt
from kaggle_utils.prompts.template import Prompt, load_prompt

__all__ = ["Prompt", "load_prompt", "pose_prompt"]
