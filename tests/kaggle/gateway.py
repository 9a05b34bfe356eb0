"""What the stand-ins for AIMO-2 and AIMO-3 share: call ``predict`` row by row from one worker thread and check what comes back.

In the scored re-run Kaggle's gateway is another process; here it is the same one, and what would be ``result.json`` tells how it ended.
"""

from __future__ import annotations

import inspect
import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import polars

MAX_DETAILS = 8000  # characters of an error that result.json holds
Frame = Any


class GatewayRuntimeError(Exception):
    """How a run ended before its last row: a name of Kaggle's error list, and details."""

    def __init__(self, error_type: str, error_details: str = "") -> None:
        super().__init__(error_type, error_details)
        self.error_type = error_type
        self.error_details = error_details[:MAX_DETAILS]


class InferenceServer:
    """Serves functions by their names; the gateway wants ``predict``."""

    response_timeout = 1800.0  # seconds, from the second call on; the first has none
    too_late = "SERVER_CONNECTION_FAILED"

    def __init__(self, *functions: Callable[..., Any]) -> None:
        for function in functions:
            if getattr(function, "__name__", "<lambda>") == "<lambda>":
                raise ValueError("an endpoint needs a name")
            self.accept(function)
        self.endpoints = {function.__name__: function for function in functions}

    def accept(self, function: Callable[..., Any]) -> None:
        """Raise ValueError for what cannot be an endpoint."""

    def serve(self) -> None:
        """Answer the competition's own rows and write ``result.json``, as in the re-run; raises nothing."""
        folder = Path(inspect.getfile(type(self))).parent.parent
        result: dict[str, object] = {"Succeeded": True}
        try:
            self.run_local_gateway((str(folder / "test.csv"),))
        except GatewayRuntimeError as error:
            result = {"Succeeded": False, "ErrorName": error.error_type, "ErrorDetails": error.error_details}
        Path("result.json").write_text(json.dumps(result))

    def run_local_gateway(self, data_paths: tuple[str]) -> None:
        """Send every row, then write ``submission.parquet`` into the working directory. An exception ends the run with nothing written."""
        if "predict" not in self.endpoints:
            raise GatewayRuntimeError("SERVER_MISSING_ENDPOINT")
        seed = int.from_bytes(os.urandom(4), "big")
        rows = polars.read_csv(data_paths[0]).sample(fraction=1.0, shuffle=True, seed=seed)
        answers: list[Frame] = []
        with ThreadPoolExecutor(max_workers=1) as worker:
            for row in rows.iter_slices(1):
                answer = self._call(worker, row, None if not answers else self.response_timeout)
                if answer is None:
                    raise GatewayRuntimeError("INVALID_SUBMISSION", "No prediction received")
                self.check(answer, row.select(rows.columns[0]))
                answers.append(answer)
        self.collect(answers, rows.select(rows.columns[0])).write_parquet("submission.parquet")

    def _call(self, worker: ThreadPoolExecutor, row: polars.DataFrame, timeout: float | None) -> Any:
        # One Series for each column of the file, an answer's column too where there is one.
        call = worker.submit(self.endpoints["predict"], *row)
        try:
            return call.result(timeout)
        except TimeoutError as error:
            raise GatewayRuntimeError(self.too_late, "DEADLINE_EXCEEDED") from error
        except SystemExit as error:
            raise AssertionError("Kaggle's process hangs when predict exits") from error
        except Exception as error:
            raise GatewayRuntimeError("SERVER_RAISED_EXCEPTION", str(error)) from error

    def check(self, answer: Frame, ids: polars.DataFrame) -> None:
        """Raise GatewayRuntimeError for what the gateway refuses at once."""
        raise NotImplementedError

    def collect(self, answers: list[Frame], ids: polars.DataFrame) -> polars.DataFrame:
        """The submission. Answers of several types make one column of the widest."""
        return polars.concat(answers, how="vertical_relaxed")


def check_rows(answer: Frame) -> None:
    """A batch has one row."""
    if len(answer) != 1:
        raise GatewayRuntimeError("INVALID_SUBMISSION", f"expected 1 rows but received {len(answer)}")
