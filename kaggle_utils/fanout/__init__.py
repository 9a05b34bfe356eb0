"""Fan-out: a function over many items, here or on a Ray cluster, each item once, whatever is killed."""

from kaggle_utils.fanout.item import hash_of
from kaggle_utils.fanout.map import FanOut, clear, map, read  # noqa: A004  # named as what it does
from kaggle_utils.fanout.place import Place
from kaggle_utils.fanout.shards import Done, has_results
from kaggle_utils.fanout.worker import Function

__all__ = ["Done", "FanOut", "Function", "Place", "clear", "has_results", "hash_of", "map", "read"]
