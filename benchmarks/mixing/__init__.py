"""The embedded model continued on new rows beside its old ones: what the ratio is worth, and what the test cases are (docs/training.md)."""
