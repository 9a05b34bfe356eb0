"""Stand-in for AIMO-3."""

from tests.kaggle import gateway


class AIMO3InferenceServer(gateway.InferenceServer):
    """One server of AIMO-3."""

    def serve(self) -> None:
        """Answer the competition's own rows."""
        self.run_local_gateway((gateway.test_file(__file__),))
