"""Exact and modular arithmetic that the laws are found and evaluated with."""
