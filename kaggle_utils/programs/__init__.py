"""The model's program, read and rewritten without running it. Pure."""
