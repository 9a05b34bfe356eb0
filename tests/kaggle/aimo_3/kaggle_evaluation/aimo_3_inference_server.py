"""Stand-in for AIMO-3: plain functions only, 9 hours an answer, further ports, and the gateway writes its own ids."""

from types import FunctionType
from typing import Any

import polars

from tests.kaggle import gateway, relay


class AIMO3Gateway(gateway.Gateway):
    """AIMO-3's end of the wire: two servers on one machine are mistaken for each other, because the ports are tried in one order."""

    ports = relay.CONSECUTIVE
    response_timeout = 9 * 3600.0

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


class AIMO3InferenceServer(gateway.InferenceServer):
    """One server of AIMO-3. Bound methods, callable objects and partials are refused."""

    gateway_type = AIMO3Gateway
    accepted = (FunctionType,)
