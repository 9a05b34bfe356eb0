"""The files of a build's folder besides its data."""

RECORD = "record.jsonl"
SHARDS = "shards"  # what a cluster made and the record does not hold yet
