"""Code that strategies share: asking, running, the repair loop, cells, known and small cases."""
