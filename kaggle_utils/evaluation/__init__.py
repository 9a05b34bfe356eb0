"""Evaluation: many problems under one setting, and what can be said of two settings that were tried on the same problems."""
