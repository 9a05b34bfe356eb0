"""Wheels that travel to Kaggle: what they are (``sets.toml``), their locks, download, proof and upload. ``../build_wheels.sh`` runs it."""
