"""A Hugging Face model in this process: loading it, batching requests, sampling each row."""
