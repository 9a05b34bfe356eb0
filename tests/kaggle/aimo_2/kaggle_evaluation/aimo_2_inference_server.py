"""Stand-in for AIMO-2."""

from typing import Any

from tests.kaggle import gateway


class AIMO2InferenceServer(gateway.InferenceServer):
    """One server of AIMO-2."""

    def serve(self) -> None:
        """Answer the competition's own rows."""
        self.run_local_gateway((gateway.test_file(__file__),))

    def check(self, answer: Any, row: Any) -> None:
        """AIMO-2 also refuses a wrong id."""
        super().check(answer, row)
        if str(answer["id"][0]) != str(row["id"][0]):
            raise gateway.GatewayRuntimeError("INVALID_SUBMISSION wrong id")
