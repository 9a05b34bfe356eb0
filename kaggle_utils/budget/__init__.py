"""Time: how long a problem may take, given what is left. Pure: the caller says what time it is."""

from kaggle_utils.budget.clock import USUAL, Budget
from kaggle_utils.budget.policies import POLICIES, EqualShare, Fixed, FrontLoaded, Learning, Policy, Situation

__all__ = ["POLICIES", "USUAL", "Budget", "EqualShare", "Fixed", "FrontLoaded", "Learning", "Policy", "Situation"]
