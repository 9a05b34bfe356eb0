"""Standard tasks: HumanEval and MBPP, whose own tests decide, and GSM8K, MATH and AMC, whose answers do."""

from kaggle_utils.evaluation.tasks.benchmark import run_task, task_settings
from kaggle_utils.evaluation.tasks.score import Score, describe, score
from kaggle_utils.evaluation.tasks.task import TASKS, Task, load_task
from kaggle_utils.evaluation.tasks.verdicts import verdicts_of

__all__ = ["TASKS", "Score", "Task", "describe", "load_task", "run_task", "score", "task_settings", "verdicts_of"]
