"""What is pinned for Kaggle's T4s, and the programs that read it out of the wheels: see README.md."""
