"""Make the package a Kaggle utility script, for notebooks that attach a script in place of the dataset. ``make utility-script``.

A kernel of type ``script`` with the keyword ``util-script`` is a utility script (kaggle-cli #225; the command line's own source has no
other field for it), and another notebook attaches it by naming it in ``kernel_sources``. The script carries the package as an archive in
its text: run on Kaggle it unpacks it into its output, which is what the other notebook finds under ``/kaggle/input``; imported it unpacks
it into a temporary folder and makes it importable. Models and wheels stay in the dataset.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import shutil
import sys
import tarfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.version import __version__
from wheels.dataset import PLACEHOLDER, REPOSITORY, repository_files, say_assembled

NAME = "kaggle_utils_script.py"
SLUG = "kaggle-utils-script"
CONTENTS = ("kaggle_utils/", "LICENSE")
MAX_BYTES = 1_000_000  # of a kernel's source, as Kaggle's editor has it; not tried
WIDTH = 120  # characters of the archive's text in a line
SCRIPT = '''"""kaggle_utils {version} as a utility script (`make utility-script`): run, it leaves the package in the working directory."""

import base64
import io
import sys
import tarfile
import tempfile
from pathlib import Path

ARCHIVE = """
{archive}
"""


def unpack(folder):
    """Put the package into a folder."""
    content = io.BytesIO(base64.b85decode("".join(ARCHIVE.split())))
    with tarfile.open(fileobj=content) as archive:
        archive.extractall(folder, filter="data")


if __name__ == "__main__":
    unpack(Path.cwd())
    print("kaggle_utils {version} unpacked into", Path.cwd())
else:
    _folder = tempfile.mkdtemp(prefix="kaggle-utils-")
    unpack(_folder)
    sys.path.insert(0, _folder)
'''


def assemble(output: Path, owner: str) -> str:
    """Make ``output`` anew, with the script and its metadata, and say what is in it. Raises InputError."""
    if output.exists() and not (output / NAME).is_file():
        raise InputError(f"{output} exists and was not made by this command: remove it, or name another folder with --output")
    files = [name for name in repository_files() if name.startswith(CONTENTS)]
    text = SCRIPT.format(version=__version__, archive=_wrapped(base64.b85encode(_archive(files)).decode()))
    if len(text) > MAX_BYTES:
        raise InputError(f"the script has {len(text)} bytes, and Kaggle takes {MAX_BYTES}: attach the dataset in its place (make dataset)")
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    (output / NAME).write_text(text, encoding="utf-8")
    (output / "kernel-metadata.json").write_text(json.dumps(_metadata(owner), indent=2) + "\n", encoding="utf-8")
    return f"{output}: {len(files)} files in a script of {len(text):,} bytes"


def _metadata(owner: str) -> dict[str, object]:
    return {
        "id": f"{owner}/{SLUG}",
        "title": SLUG.replace("-", " "),
        "code_file": NAME,
        "language": "python",
        "kernel_type": "script",
        "keywords": ["util-script"],
        "is_private": True,
        "enable_gpu": False,
        "enable_internet": False,
        "dataset_sources": [],
        "competition_sources": [],
        "kernel_sources": [],
        "model_sources": [],
    }


def _archive(files: Sequence[str]) -> bytes:
    """The files of the repository, compressed; the same bytes for the same files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:xz", preset=6) as archive:
        for name in sorted(files):
            content = (REPOSITORY / name).read_bytes()
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def _wrapped(text: str) -> str:
    return "\n".join(text[start : start + WIDTH] for start in range(0, len(text), WIDTH))


def main() -> int:
    """The exit code: 0 done, 2 bad input."""
    parser = argparse.ArgumentParser(prog="python -m wheels.utility_script", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--owner", default=PLACEHOLDER, metavar="NAME", help="your name on Kaggle")
    parser.add_argument("--output", type=Path, default=REPOSITORY / "build" / "utility-script", metavar="DIR")
    arguments = parser.parse_args()
    return say_assembled(partial(assemble, arguments.output, arguments.owner), f"kaggle kernels push -p {arguments.output}")


if __name__ == "__main__":
    sys.exit(main())
