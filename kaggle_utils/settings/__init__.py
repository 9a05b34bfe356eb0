"""Settings of a run, the presets that they are made from, and the settings that a competition fixes."""

from kaggle_utils.settings.presets import load_presets
from kaggle_utils.settings.settings import LOADERS, REPOSITORY, BudgetPolicy, Settings, VotingRule

__all__ = ["LOADERS", "REPOSITORY", "BudgetPolicy", "Settings", "VotingRule", "load_presets"]
