"""``python -m kaggle_utils``."""

from kaggle_utils.cli import main

raise SystemExit(main())
