"""AIMO-2 and AIMO-3: Kaggle's gateway calls our server with one problem at a time, from a gRPC worker thread."""

from __future__ import annotations

import contextlib
import importlib
import sys
from pathlib import Path

from kaggle_utils.environment import Environment
from kaggle_utils.gateways.predict import make_predict
from kaggle_utils.solver import Solver

SERVERS = {
    "aimo-2": ("kaggle_evaluation.aimo_2_inference_server", "AIMO2InferenceServer"),
    "aimo-3": ("kaggle_evaluation.aimo_3_inference_server", "AIMO3InferenceServer"),
}


def run(solver: Solver, environment: Environment) -> Path:
    """Serve the scored re-run, or run the gateway locally on ``test.csv``; return the submission that Kaggle's package writes."""
    assert environment.competition is not None
    if str(environment.competition) not in sys.path:
        sys.path.insert(0, str(environment.competition))
    module, name = SERVERS[environment.protocol]
    server = getattr(importlib.import_module(module), name)(make_predict(solver, integer_ids=environment.protocol == "aimo-2"))
    # The package writes submission.parquet into the working directory.
    with contextlib.chdir(environment.out):
        if environment.place == "rerun":
            server.serve()
        else:
            server.run_local_gateway((str(environment.problems.resolve()),))
    return environment.out / "submission.parquet"
