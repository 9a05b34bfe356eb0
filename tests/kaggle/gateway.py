"""What the stand-ins for AIMO-2 and AIMO-3 share: call ``predict`` row by row from a worker thread and check what comes back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FunctionType
from typing import Any

import polars


class GatewayRuntimeError(RuntimeError):
    """What Kaggle's gateway raises locally."""


class InferenceServer:
    """Serves one function named ``predict``."""

    def __init__(self, *functions: Callable[..., Any]) -> None:
        for function in functions:
            if not isinstance(function, FunctionType):
                raise ValueError("only plain functions can be endpoints")  # noqa: TRY004 - as Kaggle's does
        self.endpoints = {function.__name__: function for function in functions}

    def run_local_gateway(self, data_paths: tuple[str]) -> None:
        """Send every row, then write ``submission.parquet`` into the working directory. An exception ends the run with nothing written."""
        if "predict" not in self.endpoints:
            raise GatewayRuntimeError("SERVER_MISSING_ENDPOINT")
        rows = polars.read_csv(data_paths[0]).sample(fraction=1.0, shuffle=True)
        answers = []
        with ThreadPoolExecutor(max_workers=1) as worker:
            for row in rows.iter_slices(1):
                try:
                    answer = worker.submit(self.endpoints["predict"], *row).result()
                except Exception as error:
                    raise GatewayRuntimeError(f"SERVER_RAISED_EXCEPTION {error}") from error
                self.check(answer, row)
                answers.append(answer)
        polars.concat(answers, how="vertical_relaxed").write_parquet("submission.parquet")

    def check(self, answer: Any, row: Any) -> None:
        """INVALID_SUBMISSION unless it is a one-row frame."""
        if not hasattr(answer, "columns") or len(answer) != 1:
            raise GatewayRuntimeError(f"INVALID_SUBMISSION {answer!r}")

    def serve(self) -> None:
        """In the re-run the gateway is another process; here it is the same one, over the competition's ``test.csv``."""
        raise NotImplementedError


def test_file(module_file: str) -> str:
    """The ``test.csv`` beside the package."""
    return str(Path(module_file).parent.parent / "test.csv")
