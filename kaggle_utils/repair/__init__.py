"""What happens between a bad verdict and the next try."""

from kaggle_utils.repair.diagnosis import diagnose
from kaggle_utils.repair.reflexion import reflect

__all__ = ["diagnose", "reflect"]
