"""What is particular to llama.cpp: its server process, its log, its ways to end."""
