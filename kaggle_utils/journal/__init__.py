"""The journal: what is written down of a run, and what a restarted run reads out of it."""
