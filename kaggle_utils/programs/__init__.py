"""Read and rewrite the model's program without running it. Pure."""
