"""What is particular to vLLM: its command line, its log, its ways to end."""
