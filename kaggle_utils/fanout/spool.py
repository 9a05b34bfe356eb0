"""The spool: the open items in one file, batch by batch, so that neither a driver nor a cluster holds them in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from kaggle_utils.fanout.item import hash_of_text

COLUMN = "item"


def write_spool(path: Path, texts: Iterator[str], batch: int) -> int:
    """Write the canonical JSON of items, ``batch`` of them together. Returns how many batches there are."""
    import pyarrow as pa

    schema = pa.schema([(COLUMN, pa.string())])
    batches = 0
    with path.open("wb") as file, pa.ipc.new_file(file, schema) as writer:
        waiting: list[str] = []
        for text in texts:
            waiting.append(text)
            if len(waiting) == batch:
                writer.write_batch(pa.record_batch([waiting], schema=schema))
                batches += 1
                waiting = []
        if waiting:
            writer.write_batch(pa.record_batch([waiting], schema=schema))
            batches += 1
    return batches


class Spool:
    """A spool that is open for reading. Threads may share it; the file may be deleted meanwhile."""

    def __init__(self, path: Path) -> None:
        """Raises OSError for a file that is not there."""
        import pyarrow as pa

        self._source = pa.memory_map(str(path))
        self._reader = pa.ipc.open_file(self._source)

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._source.close()

    def read(self, number: int) -> list[tuple[str, str]]:
        """The hashes and the JSON of the items in a batch."""
        texts: list[str] = self._reader.get_batch(number).column(0).to_pylist()
        return [(hash_of_text(text), text) for text in texts]
