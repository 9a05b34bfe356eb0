from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from kaggle_utils.doctor.host import _limits, look_at_host
from kaggle_utils.doctor.look import ask_interpreter, look, read_checkpoint
from kaggle_utils.errors import InputError
from kaggle_utils.offline.manifest import FORMAT, SENTINEL
from kaggle_utils.sandbox.zygote.layers import LAYERS
from tests.conftest import DEMO_MODEL


@pytest.fixture
def attached(tmp_path: Path) -> Path:
    """A stand-in for /kaggle/input in the layout of 2026 and the older one, with a copy of the embedded model."""
    for name in ("competitions/aimo", "datasets/me/wheels", "older-dataset"):
        (tmp_path / name).mkdir(parents=True)
    model = tmp_path / "tiny" / "transformers" / "7b-awq" / "1"
    model.mkdir(parents=True)
    for path in DEMO_MODEL.glob("*"):
        if path.suffix in (".json", ".safetensors"):
            (model / path.name).write_bytes(path.read_bytes())
    return tmp_path


def test_this_machine_is_looked_at(attached: Path) -> None:
    machine = look(variables={"KAGGLE_UTILS_INPUT": str(attached)})
    assert machine.mounts == ("competitions/aimo", "datasets/me/wheels", "older-dataset", "tiny")
    assert [found.folder.parent.name for found in machine.checkpoints] == ["7b-awq"]
    assert machine.python.path == sys.executable
    assert machine.python.packages["transformers"]
    assert machine.host.cores >= 1
    assert machine.host.memory > 2**30
    assert set(machine.confinement.layers) | set(machine.confinement.missing) == set(LAYERS)
    assert [(one.config is not None, one.gguf is not None) for one in machine.shipped] == [(True, False), (False, True)]


def test_a_model_that_is_named_is_looked_at_too() -> None:
    machine = look(DEMO_MODEL, variables={})
    assert machine.given is not None
    assert machine.given.size > 10**6


@pytest.mark.parametrize("variables", [{"KAGGLE_UTILS_MODEL": "/nowhere"}, {"KAGGLE_UTILS_INPUT": "/nowhere"}])
def test_a_variable_that_names_nothing_is_an_error(variables: dict[str, str]) -> None:
    with pytest.raises(InputError, match="/nowhere"):
        look(variables=variables)


def test_a_damaged_checkpoint_says_what_is_wrong(attached: Path) -> None:
    folder = attached / "tiny/transformers/7b-awq/1"
    weights = next(folder.glob("*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:-100])
    assert "is cut off" in read_checkpoint(folder).damage


def test_an_unknown_kind_of_model_is_not_damaged(attached: Path) -> None:
    folder = attached / "tiny/transformers/7b-awq/1"
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"model_type": "mamba"}))
    found = read_checkpoint(folder)
    assert found.damage == ""
    assert "model_type is 'mamba'" in found.unknown


def test_wheels_with_a_flipped_byte_are_noticed(attached: Path) -> None:
    folder = attached / "datasets/me/wheels"
    (folder / "tiny-1.0-py3-none-any.whl").write_bytes(b"not what the manifest says")
    wheel = {"name": "tiny", "version": "1.0", "file": "tiny-1.0-py3-none-any.whl", "tag": "py3-none-any"}
    tag = f"cp{sys.version_info.major}{sys.version_info.minor}"
    sizes = {"size": 26, "unpacked": 100, "sha256": "0" * 64}
    manifest = {"format": FORMAT, "set": "primary", "tag": tag, "wheels": [wheel | sizes], "imports": [], "image": {}}
    (folder / SENTINEL).write_text(json.dumps(manifest))
    (found,) = look(variables={"KAGGLE_UTILS_INPUT": str(attached)}).wheels
    assert "is damaged: its SHA-256 is" in found.trouble
    (folder / SENTINEL).write_text(json.dumps(manifest | {"tag": "cp27"}))
    (found,) = look(variables={"KAGGLE_UTILS_INPUT": str(attached)}).wheels
    assert found.trouble.startswith("made for cp27, and this is Python")


def test_an_interpreter_that_does_not_start_is_told() -> None:
    assert "No such file" in ask_interpreter("/nowhere/python").trouble
    assert "does not answer" in ask_interpreter("/bin/false").trouble


def test_the_room_of_a_folder_that_is_not_there_yet_is_its_parents(tmp_path: Path) -> None:
    disk = look_at_host(tmp_path / "not" / "yet").disks[0]
    assert disk.free > 0


@pytest.mark.parametrize(
    ("groups", "file", "content", "limits"),
    [
        ("0::/box\n", "box/memory.max", "1073741824\n", [2**30]),
        ("0::/box\n", "memory.max", "max\n", []),
        ("4:memory:/box\n3:cpuset:/\n0::/\n", "memory/box/memory.limit_in_bytes", "2147483648\n", [2**31]),
        ("0::/not/visible/in/here\n", "memory.max", "1073741824\n", [2**30]),
    ],
)
def test_the_containers_memory_limit_is_read_in_both_versions(
    tmp_path: Path, groups: str, file: str, content: str, limits: list[int]
) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    assert list(_limits(groups, tmp_path)) == limits
