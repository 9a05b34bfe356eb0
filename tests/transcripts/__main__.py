"""Make a test of a recording, or write the expected counts of the tests that are there again.

python -m tests.transcripts make RECORDED.jsonl.gz NAME --preset PRESET    tests/transcripts/NAME.jsonl.gz and NAME.json
python -m tests.transcripts count                                          every NAME.json again, after a change that is meant
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from kaggle_utils.errors import InputError
from tests.transcripts.making import counts_beside, make_test, write_counts

FOLDER = Path(__file__).parent


def main() -> int:
    """Run a command. Returns 0, or 2 after one line on stderr for bad input."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("make")
    make.add_argument("recorded", type=Path)
    make.add_argument("name")
    make.add_argument("--preset", required=True, help="the preset that it was recorded with")
    commands.add_parser("count")
    arguments = parser.parse_args()
    try:
        if arguments.command == "make":
            target = FOLDER / f"{arguments.name}.jsonl.gz"
            print(json.dumps(make_test(arguments.recorded, target, arguments.preset), indent=1))
            print(f"{target.stat().st_size / 1e6:.2f} MB")
        else:
            for path in sorted(FOLDER.glob("*.jsonl.gz")):
                table = json.loads(counts_beside(path).read_text())
                origin = {key: value for key, value in table.items() if key not in ("preset", "counts")}
                write_counts(path, table["preset"], origin)
                print(f"{counts_beside(path)} is written: look at its changes with git diff")
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
