"""The results of a trial as files: doctor.json for programs, doctor.html for people."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

from kaggle_utils.doctor.checkup import CheckUp, as_table
from kaggle_utils.doctor.experiment import Experiment
from kaggle_utils.doctor.experiment_table import COLUMNS, conclusions, experiment_json, table_rows
from kaggle_utils.doctor.recommendation import recommend
from kaggle_utils.doctor.results import results
from kaggle_utils.doctor.trial import Trial
from kaggle_utils.errors import InputError


def full_table(checkup: CheckUp, trial: Trial, experiment: Experiment | None = None) -> dict[str, Any]:
    """The check-up and the trial's results as a JSON object. Units: seconds, tokens, tokens or programs a second."""
    info = trial.info
    return as_table(checkup) | {
        "recommendation": recommend(trial, checkup.machine),
        "trial": {
            "preset": trial.settings.name,
            "model": trial.came_up.model,
            "engine": info.engine if info else trial.settings.engine,
            "context": info.context if info else None,
            "steps_down": list(info.steps_down) if info else [],
            "details": dict(info.details) if info else {},
            "install_seconds": trial.install,
            "installed": trial.installed,
            "load_seconds": trial.load,
            "speed": asdict(trial.speed) if trial.speed else None,
            "memory": [asdict(one) | {"ratio": one.ratio} for one in trial.comparisons],
            "sandbox": asdict(trial.sandbox) if trial.sandbox else None,
            "failure": trial.failure,
        },
        "experiment": experiment_json(experiment) if experiment else None,
    }


def prepare_folder(out: Path) -> None:
    """Create the folder before a trial takes half an hour. Raises InputError when it cannot be written to."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise InputError(f"cannot write to {out} ({error.strerror}): choose another folder with --out") from None


def write_page(checkup: CheckUp, trial: Trial, out: Path, experiment: Experiment | None = None) -> tuple[Path, Path]:
    """Write doctor.json and doctor.html into the existing folder ``out`` and return their paths."""
    import jinja2

    table = full_table(checkup, trial, experiment)
    template = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined).from_string(
        (files("kaggle_utils.doctor") / "page.jinja").read_text(encoding="utf-8")
    )
    data, page = out / "doctor.json", out / "doctor.html"
    data.write_text(json.dumps(table, indent=1, default=str) + "\n", encoding="utf-8")
    page.write_text(
        template.render(
            checkup=checkup,
            trial=trial,
            results=results(trial),
            recommendation=table["recommendation"],
            columns=COLUMNS,
            rows=table_rows(experiment) if experiment else [],
            conclusions=[*conclusions(experiment)] if experiment else [],
        ),
        encoding="utf-8",
    )
    return data, page
