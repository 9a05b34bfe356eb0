"""Can this machine run, and with which preset? ``look`` collects facts, ``check_up`` judges them, ``try_out`` starts a preset and measures.

Collecting and judging are separate: ``look`` returns a frozen ``Machine``, and every judgement is computed from that record alone.
"""

from kaggle_utils.doctor.checkup import CheckUp, as_table, check_up, describe
from kaggle_utils.doctor.experiment import Experiment, compare_variants
from kaggle_utils.doctor.experiment_table import write_experiment
from kaggle_utils.doctor.health_check import HealthCheck, write_table
from kaggle_utils.doctor.look import look
from kaggle_utils.doctor.machine import Machine
from kaggle_utils.doctor.measure import Effort
from kaggle_utils.doctor.page import full_table, prepare_folder, write_page
from kaggle_utils.doctor.recommendation import recommend
from kaggle_utils.doctor.results import results
from kaggle_utils.doctor.trial import Trial, trial_settings, try_out

__all__ = [
    "CheckUp",
    "Effort",
    "Experiment",
    "HealthCheck",
    "Machine",
    "Trial",
    "as_table",
    "check_up",
    "compare_variants",
    "describe",
    "full_table",
    "look",
    "prepare_folder",
    "recommend",
    "results",
    "trial_settings",
    "try_out",
    "write_experiment",
    "write_page",
    "write_table",
]
