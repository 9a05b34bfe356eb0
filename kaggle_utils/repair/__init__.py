"""Recognise why a program failed, fix it, or advise the model how to correct it."""

from kaggle_utils.repair.advice import advise
from kaggle_utils.repair.catalogue import NO_PROGRAM, FixedProgram, Mode, Recognised, apply_fix, find_mode, load_catalogue, recognise
from kaggle_utils.repair.copied_example import COPIED_DIAGNOSIS, COPIED_EXAMPLE, example_programs, is_copied
from kaggle_utils.repair.cut_off import CUT_BEFORE, CUT_INSIDE, DIAGNOSES, ask_for_less, ask_for_rest, join
from kaggle_utils.repair.diagnosis import NO_BLOCK, diagnose
from kaggle_utils.repair.failure import Failure, without_line
from kaggle_utils.repair.misreadings import Misreading, find_misreading, load_misreadings
from kaggle_utils.repair.other_turns import ask_for_speed, ask_for_technique, choose_techniques, quote_values
from kaggle_utils.repair.outcome import keeps_values, outcome_of, severity
from kaggle_utils.repair.reflexion import ask_guide, read_guide, reflect, start_afresh

__all__ = [
    "COPIED_DIAGNOSIS",
    "COPIED_EXAMPLE",
    "CUT_BEFORE",
    "CUT_INSIDE",
    "DIAGNOSES",
    "NO_BLOCK",
    "NO_PROGRAM",
    "Failure",
    "FixedProgram",
    "Misreading",
    "Mode",
    "Recognised",
    "advise",
    "apply_fix",
    "ask_for_less",
    "ask_for_rest",
    "ask_for_speed",
    "ask_for_technique",
    "ask_guide",
    "choose_techniques",
    "diagnose",
    "example_programs",
    "find_misreading",
    "find_mode",
    "is_copied",
    "join",
    "keeps_values",
    "load_catalogue",
    "load_misreadings",
    "outcome_of",
    "quote_values",
    "read_guide",
    "recognise",
    "reflect",
    "severity",
    "start_afresh",
    "without_line",
]
