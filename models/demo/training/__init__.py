"""The code that makes the embedded model; ``kaggle_utils`` never imports it."""
