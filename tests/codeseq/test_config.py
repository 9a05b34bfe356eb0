"""The configuration and the files of sequences: what is wrong is named."""

from __future__ import annotations

import gzip
import json
from importlib.resources import files
from pathlib import Path

import pytest

from kaggle_utils.codeseq.config import CodeSeqConfig, read_config
from kaggle_utils.codeseq.read import read_sequences
from kaggle_utils.codeseq.sequence import Sequence
from kaggle_utils.errors import InputError

HEAD = 'sequences = "s"\nworking = { extends = "cpu-demo" }\n'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x =", "is not TOML"),
        (f"{HEAD}colour = 1", "has colour, which is not known; there are: sequences, working"),
        (f"{HEAD}[mix]\nratio = 5", "has ratio, which is not known"),
        ('sequences = "s"', "CodeSeqConfig has no working"),
        (f"{HEAD}sample = -1", "sample is -1, and must be at least 0"),
        (f'{HEAD}sample = "all"', "'all' is not int"),
        (f"{HEAD}seed = true", "True is not int"),
        (f"{HEAD}shown_share = 1.5", "shown_share is 1.5, and must be at most 1"),
        (f"{HEAD}question_limit = 0", "question_limit is 0.0, and must be greater than 0"),
        (f"{HEAD}corrected_solutions = 4", "corrected_solutions is 4, more than first_solutions, 3"),
        (f"{HEAD}min_test_cases = 8\nmin_terms = 20", "min_test_cases is 8, and at most 7"),
        (f"{HEAD}min_terms = 9", "min_terms is 9: .* need at least 10"),
        (f'{HEAD}[mix]\ngeneral = "g"\nown_parts = 0', "must be at least 1"),
    ],
)
def test_a_wrong_configuration_is_refused_by_name(text: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=reason):
        read_config(path)


def test_a_missing_configuration_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_config(tmp_path / "none.toml")


def test_the_example_is_read_and_every_key_that_it_explains_has_the_value_that_it_shows() -> None:
    path = Path(str(files("kaggle_utils.codeseq") / "example.toml"))
    config = read_config(path)
    assert config.sample == 300
    explained = [line.removeprefix("# ") for line in path.read_text().splitlines() if line.startswith("# ") and " = " in line]
    shown = [line for line in explained if line.split(" = ")[0] not in ("benchmarks", "guiding")]
    assert len(shown) > 15
    head, _, _ = path.read_text().partition("# [mix]")
    assert read_config_of(head, shown[:-5]) == config


def read_config_of(head: str, lines: list[str]) -> CodeSeqConfig:
    """The configuration with these lines added."""
    import tempfile

    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write("\n".join([head, *lines]))
        file.flush()
        return read_config(Path(file.name))


def test_agents_are_presets_with_changes_and_the_working_one_needs_a_preset() -> None:
    config = CodeSeqConfig(Path("s"), {"extends": "cpu-demo", "temperature": 0.25}, {"extends": "openai", "model": "m"}, seed=3)
    settings = config.settings()
    assert (settings.engine, settings.temperature, settings.seed) == ("llamacpp", 0.25, 3)
    guide = settings.further_engine("verifier")
    assert guide is not None
    assert (guide.engine, guide.model) == ("openai", "m")
    assert CodeSeqConfig(Path("s"), {"extends": "cpu-demo"}).settings().further_engine("verifier") is None
    with pytest.raises(InputError, match="working names no preset"):
        CodeSeqConfig(Path("s"), {"model": "m"}).settings()


def test_sequences_are_read_from_tables_stripped_files_and_jsonl(tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_text("A1\tA1: squares\t0\t0,1,4\n")
    (tmp_path / "stripped").write_text("# OEIS\nA1 ,0,1,4,\n")
    row = {"a": "A1", "name": "squares", "offset": "0,3", "terms": [0, 1, "4"], "keyword": "nonn,easy", "formula": ["n^2"]}
    with gzip.open(tmp_path / "j.jsonl.gz", "wt") as file:
        file.write(json.dumps(row) + "\n")
    assert read_sequences(tmp_path / "t.tsv") == [Sequence("A1", "squares", 0, (0, 1, 4))]
    assert read_sequences(tmp_path / "stripped") == [Sequence("A1", "", 1, (0, 1, 4))], "counted from 1 where the file does not say"
    assert read_sequences(tmp_path / "j.jsonl.gz") == [Sequence("A1", "squares", 0, (0, 1, 4), ("nonn", "easy"), ("n^2",))]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"a": "A1"}', "line 1: a sequence needs the keys a"),
        ('{"a": "A1", "terms": [1.5]}', "line 1: a sequence needs the keys a"),
        ('{"a": "A1", "terms": [1], "offset": "x"}', "A1 has the offset 'x'"),
        ("", "holds not one sequence"),
    ],
)
def test_a_file_of_sequences_that_cannot_be_read_is_refused(content: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "s.jsonl").write_text(content)
    with pytest.raises(InputError, match=reason):
        read_sequences(tmp_path / "s.jsonl")
