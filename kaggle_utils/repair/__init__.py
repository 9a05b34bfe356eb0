"""What happens between a bad verdict and the next try."""

from kaggle_utils.repair.advice import advise
from kaggle_utils.repair.catalogue import NO_PROGRAM, Mended, Mode, Recognised, find_mode, load_catalogue, mend_once, recognise
from kaggle_utils.repair.diagnosis import NO_BLOCK, diagnose
from kaggle_utils.repair.failure import Failure, without_line
from kaggle_utils.repair.outcome import badness, compare, keeps_values
from kaggle_utils.repair.reflexion import ask_guide, read_guide, reflect, start_afresh

__all__ = [
    "NO_BLOCK",
    "NO_PROGRAM",
    "Failure",
    "Mended",
    "Mode",
    "Recognised",
    "advise",
    "ask_guide",
    "badness",
    "compare",
    "diagnose",
    "find_mode",
    "keeps_values",
    "load_catalogue",
    "mend_once",
    "read_guide",
    "recognise",
    "reflect",
    "start_afresh",
    "without_line",
]
