"""The embedded model in llama.cpp's file format: ``python -m models.demo.training.export_gguf``, the last step of ``make train-demo``."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from kaggle_utils.models.write_gguf import write_gguf

MODEL = Path(__file__).parent.parent
FILE = "model.gguf"
SOURCE_HASH = "kaggle_utils.source.sha256"  # of model.safetensors; a test fails for a GGUF of older weights


def export_gguf(folder: Path) -> Path:
    """Write ``model.gguf`` beside the checkpoint of ``folder``; equal checkpoints give equal bytes."""
    source = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    about = {"general.name": "The embedded model of kaggle_utils", "general.license": "mit", SOURCE_HASH: source}
    return write_gguf(folder, folder / FILE, about=about)


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=MODEL, help="the folder of the checkpoint, and of what is written")
    arguments = parser.parse_args()
    file = export_gguf(arguments.model)
    print(f"wrote {file}: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
