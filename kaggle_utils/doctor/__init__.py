"""Is this machine fit to run, and with which preset? ``look`` gathers, ``check_up`` judges, ``try_out`` brings a preset up and measures.

Gathering and judging are apart: what a look finds is a frozen ``Machine``, and everything that is said of it is computed from that alone.
"""

from kaggle_utils.doctor.checkup import CheckUp, as_table, check_up, describe
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
    "HealthCheck",
    "Machine",
    "Trial",
    "as_table",
    "check_up",
    "describe",
    "full_table",
    "look",
    "prepare_folder",
    "recommend",
    "results",
    "trial_settings",
    "try_out",
    "write_page",
    "write_table",
]
