"""Gateways: how a competition delivers problems and takes answers."""

from kaggle_utils.gateways.predict import make_predict
from kaggle_utils.gateways.run import describe_gateway, run_gateway

__all__ = ["describe_gateway", "make_predict", "run_gateway"]
