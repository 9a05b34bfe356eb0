"""A map whose process is killed again and again ends with every result, each once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

from kaggle_utils import fanout
from kaggle_utils.fanout.shards import list_shards, read_shard
from kaggle_utils.settings import REPOSITORY
from tests.fanout.functions import square

KILLS = 6
ITEMS = 120
CHILD = """
import sys
from pathlib import Path
from kaggle_utils import fanout
from tests.fanout.functions import Noting
out = Path(sys.argv[1])
for done in fanout.map(Noting(out / "log"), range({items}), out / "shards", fanout.Place(workers=3, batch=2)):
    print(done.item, flush=True)
"""


def test_nothing_is_lost_and_nothing_comes_twice(tmp_path: Path) -> None:
    random = Random(3)
    for _ in range(KILLS):
        command = [sys.executable, "-c", CHILD.format(items=ITEMS), str(tmp_path)]
        with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            for _ in range(random.randrange(1, ITEMS)):
                child.stdout.readline()
            os.kill(child.pid, signal.SIGKILL)
    shards = tmp_path / "shards"
    made = fanout.map(square, range(ITEMS), shards)
    assert sorted(done.item for done in made) == list(range(ITEMS))
    hashes = [done.hash for path in list_shards(shards) for done in read_shard(path)]
    assert len(hashes) == len(set(hashes)) + made.counts.twice
