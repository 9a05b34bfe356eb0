"""Replies of real models, played back through the whole solver: ``NAME.jsonl.gz``, and beside it ``NAME.json``, the counts to expect.

``python -m tests.transcripts`` makes both of a recording.
"""
