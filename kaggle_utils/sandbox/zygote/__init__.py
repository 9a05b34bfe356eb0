"""The fork server. Standard library only: it runs in an interpreter of its own, in which the rest of the package is never imported."""
