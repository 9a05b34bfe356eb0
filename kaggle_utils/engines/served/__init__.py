"""Servers that an engine starts for itself: watched, and started again when they end."""
