"""Time: how long a problem may take, given the time that is left. Pure: the caller passes the current time."""

from kaggle_utils.budget.clock import USUAL, Budget
from kaggle_utils.budget.policies import POLICIES, EqualShare, Fixed, FrontLoaded, Learning, Policy, Situation

__all__ = ["POLICIES", "USUAL", "Budget", "EqualShare", "Fixed", "FrontLoaded", "Learning", "Policy", "Situation"]
