"""Fan-out: a function over many items, here or on a Ray cluster, each item once, whatever is killed."""

from kaggle_utils.fanout.item import hash_of
from kaggle_utils.fanout.map import FanOut, map
from kaggle_utils.fanout.place import Place
from kaggle_utils.fanout.shards import Done

__all__ = ["Done", "FanOut", "Place", "hash_of", "map"]
