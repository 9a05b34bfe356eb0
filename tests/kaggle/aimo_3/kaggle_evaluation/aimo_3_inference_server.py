"""Stand-in for AIMO-3: plain functions only, 9 hours an answer, and the gateway writes its own ids."""

from collections.abc import Callable
from types import FunctionType
from typing import Any

import polars

from tests.kaggle import gateway


class AIMO3InferenceServer(gateway.InferenceServer):
    """One server of AIMO-3."""

    response_timeout = 9 * 3600.0
    too_late = "GRPC_DEADLINE_EXCEEDED"

    def accept(self, function: Callable[..., Any]) -> None:
        """Bound methods, callable objects and partials are refused."""
        if not isinstance(function, FunctionType):
            raise ValueError("only plain functions can be endpoints")  # noqa: TRY004 - as Kaggle's does

    def check(self, answer: Any, ids: polars.DataFrame) -> None:
        """A scalar passes here and fails at the end."""
        if isinstance(answer, dict):
            raise gateway.GatewayRuntimeError("INVALID_SUBMISSION", "Invalid prediction data type")
        if not isinstance(answer, int | float | str):
            gateway.check_rows(answer)

    def collect(self, answers: list[Any], ids: polars.DataFrame) -> polars.DataFrame:
        """The id column is overwritten."""
        if not all(hasattr(answer, "columns") for answer in answers):
            raise gateway.GatewayRuntimeError("GATEWAY_RAISED_EXCEPTION", "target_column_name must be set in order to use scalars")
        return super().collect(answers, ids).with_columns(ids)
