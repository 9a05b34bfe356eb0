"""A model on disk: its configuration and the headers of its weights."""
