"""Models to fetch: which there are, where they come from, and the checkpoints that are made of them."""
