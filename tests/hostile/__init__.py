"""Hostile programs, one a file, and what runs them against the sandbox."""
