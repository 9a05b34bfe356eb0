"""The files of a run's folder."""

JOURNAL, REPLIES = "journal.jsonl", "replies.jsonl.gz"
SHARDS = "shards"  # what a cluster made and the journal does not hold yet
