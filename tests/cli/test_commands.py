from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas
import pytest

from kaggle_utils.cli import main
from kaggle_utils.settings import REPOSITORY
from tests.conftest import DEMO_MODEL
from tests.gguf_files import q4_k_m, qwen2_keys, write_gguf
from tests.sparse_checkpoint import CONFIGS, qwen_coder


@pytest.fixture
def problems(tmp_path: Path) -> Path:
    path = tmp_path / "problems.csv"
    path.write_text("id,problem,answer\n0a,How many primes are at most 100?,25\n0b,Find the sum of all positive divisors of 28.,56\n")
    return path


def test_solve_writes_submission_journal_and_report(problems: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["solve", str(problems), "--preset", "cpu-demo", "--time-limit", "300", "--out", str(out)]) == 0
    frame = pandas.read_csv(out / "submission.csv", dtype={"id": str})
    assert frame["id"].tolist() == ["0a", "0b"]
    assert frame["answer"].dtype == "int64"
    assert (out / "journal.jsonl").is_file()
    assert "<h1>Report</h1>" in (out / "report.html").read_text()
    printed = capsys.readouterr().out
    assert "score" in printed
    assert str(out / "report.html") in printed
    assert main(["report", str(out)]) == 0
    assert "of 2 right" in capsys.readouterr().out
    assert main(["report", str(out), "--json"]) == 0
    assert [row["id"] for row in json.loads(capsys.readouterr().out)] == ["0a", "0b"]


def test_a_recorded_run_is_played_back_without_the_model(problems: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recorded = str(tmp_path / "run.jsonl.gz")
    solve = ["solve", str(problems), "--time-limit", "600", "--all-attempts"]
    assert main([*solve, "--record", recorded, "--out", str(tmp_path / "recorded")]) == 0
    assert main([*solve, "--transcripts", recorded, "--out", str(tmp_path / "played")]) == 0
    assert "engine     replay," in capsys.readouterr().out
    answers = [pandas.read_csv(tmp_path / name / "submission.csv")["answer"].tolist() for name in ("recorded", "played")]
    assert answers[0] == answers[1]


def test_the_demo_runs_on_what_make_setup_installs(problems: Path, tmp_path: Path) -> None:
    """Of the packages that only the tests' environment has, none may be imported."""
    code = f"""
import sys
sys.modules |= dict.fromkeys({packages_of_the_tests()!r})  # import fails for a name that stands for None
from kaggle_utils.cli import main
sys.exit(main(["solve", {str(problems)!r}, "--out", {str(tmp_path / "out")!r}]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "of 2 right" in done.stdout


def packages_of_the_tests() -> list[str]:
    """The modules that requirements.txt adds to requirements-run.txt, but for those that the others bring along anyway."""
    pinned = re.findall(r"^([\w-]+)==", (REPOSITORY / "requirements.txt").read_text(), re.MULTILINE)
    assert {"torch", "polars", "pytest"} <= set(pinned)
    return [name.replace("-", "_") for name in pinned if name not in ("packaging", "six")]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["solve", "none.csv"], "none.csv does not exist"),
        (["solve", "PROBLEMS", "--preset", "nope"], "no preset is called 'nope'"),
        (["solve", "PROBLEMS", "--preset", "transformers"], "needs a model: pass --model"),
        (["solve", "PROBLEMS", "--preset", "cpu-demo-transformers", "--model", "/nowhere"], "/nowhere is not a folder"),
        (["solve", "PROBLEMS", "--model", "/nowhere"], "/nowhere is not a file: the engine llamacpp needs a GGUF file"),
        (["solve", "PROBLEMS", "--time-limit", "-1"], "time_limit is -1.0, and must be greater than 0"),
        (["solve", "PROBLEMS", "--out", "/proc/nothing"], "cannot write to /proc/nothing"),
        (["solve", "PROBLEMS", "--record", "/proc/nothing"], "cannot record to /proc/nothing"),
        (["solve", "PROBLEMS", "--record", "PROBLEMS"], "cannot append to"),
        (["solve", "PROBLEMS", "--sequences", "/nowhere"], "/nowhere cannot be read (No such file or directory): give the path"),
        (["solve", "PROBLEMS", "--sequences", "PROBLEMS"], "line 1, is not a line of the OEIS's stripped.gz"),
        (["solve", "PROBLEMS", "--transcripts", "/nowhere"], "/nowhere is not a file: --transcripts must name one"),
        (["solve", "PROBLEMS", "--transcripts", "PROBLEMS"], "line 1 cannot be read"),
        (["solve", "PROBLEMS", "--record", "t", "--transcripts", "t"], "t cannot be played back and recorded at once"),
        (["report", "/nowhere"], "/nowhere/journal.jsonl does not exist"),
        (["plan", "/nowhere"], "/nowhere is not a folder"),
        (["plan", "DEMO", "--gpu", "T5"], "no GPU is called 'T5'; there are: T4, P100"),
        (["plan", "DEMO", "--count", "0"], "count is 0, and must be at least 1"),
        (["plan", "DEMO", "--gpu-memory-utilization", "92"], "gpu_memory_utilization is 92.0, and must be above 0 and at most 1"),
        (["plan", "DEMO", "--dtype", "int4"], "dtype is 'int4', and must be one of"),
    ],
)
def test_bad_input_is_one_line_on_stderr_and_exit_2(
    problems: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    files = {"PROBLEMS": str(problems), "DEMO": str(DEMO_MODEL)}
    assert main([files.get(argument, argument) for argument in arguments]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("error: ")
    assert message in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""


def test_an_engine_that_cannot_start_is_exit_1(problems: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What only the model's own code knows is found out by loading it."""
    broken = copy_demo(tmp_path)
    change_config(broken, hidden_act="nope")
    assert main(solve_with(broken, problems, tmp_path)) == 1
    assert "cannot load" in capsys.readouterr().err


def test_truncated_weights_are_bad_input(problems: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = copy_demo(tmp_path)
    os.truncate(broken / "model.safetensors", 100_000)
    assert main(solve_with(broken, problems, tmp_path)) == 2
    assert "model.safetensors is cut off: it has 100,000 bytes" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["solve", "plan"])
def test_weights_of_another_shape_than_the_configs_are_bad_input(
    problems: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    broken = copy_demo(tmp_path)
    change_config(broken, hidden_size=128)
    assert main(["plan", str(broken)] if command == "plan" else solve_with(broken, problems, tmp_path)) == 2
    assert "model.embed_tokens.weight is BF16 of 2048 x 256, and config.json means BF16 of 2048 x 128" in capsys.readouterr().err


def solve_with(checkpoint: Path, problems: Path, folder: Path) -> list[str]:
    return ["solve", str(problems), "--preset", "cpu-demo-transformers", "--model", str(checkpoint), "--out", str(folder / "out")]


def change_config(folder: Path, **changes: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def copy_demo(folder: Path) -> Path:
    return Path(shutil.copytree(DEMO_MODEL, folder / "model", ignore=shutil.ignore_patterns("training", "wordings")))


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become another user")
def test_a_folder_without_write_permission_is_named(problems: Path, tmp_path: Path) -> None:
    """Root may write anywhere, so the check runs as nobody."""
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o555)
    folder.parent.chmod(0o755)
    code = f"""
import os
import re
from kaggle_utils import InputError, Settings, Solver
settings = Settings.preset("cpu-demo", out={str(folder / "out")!r})
os.seteuid(65534)
try:
    Solver(settings, engine=object())
except InputError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"cannot write to {folder / 'out'} (Permission denied): choose another folder")


# -- plan ------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def only_config(tmp_path: Path) -> Path:
    """Qwen2.5-Coder-32B before its weights are there."""
    folder = tmp_path / "Qwen2.5-Coder-32B-Instruct-AWQ"
    folder.mkdir()
    shutil.copy(CONFIGS / f"{folder.name}.json", folder / "config.json")
    return folder


def test_plan_says_what_fits(only_config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["--gpu", "T4", "--count", "2", "--max-model-len", "8192", "--gpu-memory-utilization", "0.92"]
    assert main(["plan", str(only_config), *flags]) == 0
    printed = capsys.readouterr().out
    assert "weights     9.00 GiB a GPU, by config.json alone" in printed
    assert "KV a token  262,144 bytes, 131,072 on a GPU" in printed
    assert "tokens      27,808 (29,168 with older drivers, which leave 14.74 GiB)" in printed
    assert "sequences   3 of 8,192 tokens (or 13 of 2,048, 6 of 4,096, 1 of 16,384, 0 of 32,768)" in printed
    assert "a GPU gets 20 attention heads, 4 KV heads, 76,032 of the vocabulary, 20 groups of o_proj, 108 groups of down_proj" in printed
    assert printed.endswith("verdict     fits\n")


def test_plan_ends_with_1_when_the_server_would_not_start(only_config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", str(only_config)]) == 1
    printed = capsys.readouterr().out
    assert "verdict     does not start: the weights take 18.00 GiB of a GPU" in printed
    assert "instead     --count 2 and --max-model-len 25344: 1 of 25,344 tokens" in printed


def test_plan_says_when_not_all_sequences_can_be_long(only_config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", str(only_config), "--count", "2", "--max-model-len", "8192", "--max-num-seqs", "8"]) == 0
    assert "starts, but 8 sequences of 8,192 tokens need 65,536: when they grow beyond 3,178 each" in capsys.readouterr().out


def test_plan_reads_the_headers_of_weights(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", str(DEMO_MODEL), "--parallel", "pipeline", "--count", "2"]) == 0
    assert "by the headers of 50 tensors" in capsys.readouterr().out


def test_plan_names_truncated_weights(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = copy_demo(tmp_path)
    os.truncate(broken / "model.safetensors", 4_000_000)
    assert main(["plan", str(broken)]) == 2
    assert "is cut off: it has 4,000,000 bytes, and its header describes 6,960,848; copy it again" in capsys.readouterr().err


def test_plan_prints_json(only_config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", str(only_config), "--count", "2", "--json"]) == 1
    table = json.loads(capsys.readouterr().out)
    assert table["tokens"] == 25_424
    assert table["starts"] is False
    assert table["alternatives"][0] == {"change": "--max-model-len 25344", "tokens": 25_424, "sequences": 1, "max_model_len": 25_344}


def test_plan_says_when_nothing_near_fits(only_config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", str(only_config), "--gpu", "P100"]) == 1
    assert "instead     a smaller model, one of fewer bits, or another kind of GPU" in capsys.readouterr().out


@pytest.fixture
def gguf_file(tmp_path: Path) -> Path:
    config = qwen_coder("14B")
    return write_gguf(tmp_path / "coder-14b-q4_k_m.gguf", qwen2_keys(config), q4_k_m(config))


def test_plan_reads_a_gguf_file(gguf_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", str(gguf_file), "--count", "2", "--max-model-len", "6144", "--max-num-seqs", "16"]) == 0
    printed = capsys.readouterr().out
    assert "model       coder-14b-q4_k_m, qwen2 in Q4_K_M, 8.98 GB" in printed
    assert "on          2 x T4 of 14.56 GiB, all layers, split by layer" in printed
    assert "settings    n_ctx = 98304, n_parallel = 16" in printed


def test_plan_of_a_gguf_file_in_a_laptops_memory(gguf_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", str(gguf_file), "--memory", "16", "--max-model-len", "4096"]) == 0
    assert "on          a machine with 16.0 GiB of memory, without a GPU" in capsys.readouterr().out
    assert main(["plan", str(gguf_file), "--memory", "8", "--max-model-len", "4096"]) == 1
    assert "verdict     does not fit: the weights take 8.37 GiB of the machine's memory" in capsys.readouterr().out


def test_plan_of_two_models_in_a_laptops_memory(gguf_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two = ["plan", str(gguf_file), "--max-model-len", "4096", "--beside", str(gguf_file), "--memory"]
    assert main([*two, "32"]) == 0
    assert capsys.readouterr().out.count("verdict     fits") == 2
    assert main([*two, "16", "--json"]) == 1
    table = json.loads(capsys.readouterr().out)
    assert (table["starts"], table["beside"]["starts"]) == (True, False)
    taken = table["weights"][0] + table["kv_cache"][0] + table["compute"][0]
    assert table["beside"]["memory"] == table["memory"] - taken


def test_plan_of_a_gguf_file_as_json(gguf_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["--max-model-len", "4096", "--max-num-seqs", "8", "--cache-type", "q8_0", "--n-gpu-layers", "40", "--split-mode", "row"]
    assert main(["plan", str(gguf_file), "--json", "--count", "2", *flags]) == 0
    table = json.loads(capsys.readouterr().out)
    assert (table["n_ctx"], table["n_parallel"], table["split_mode"], table["cache_type_k"]) == (32_768, 8, "row", "q8_0")
    assert len(table["weights"]) == 2
    assert table["host"] > 0


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--dtype", "half"], "--dtype is vLLM's, and llama.cpp serves a .gguf file: leave it out"),
        (["--parallel", "tensor"], "--parallel is vLLM's"),
        (["--gpu-memory-utilization", "0.9"], "--gpu-memory-utilization is vLLM's"),
        (["--memory", "16", "--gpu", "T4"], "--memory is for a machine without a GPU: leave out --gpu, or --memory"),
        (["--memory", "16", "--count", "1"], "leave out --count"),
        (["--beside", "verifier.gguf"], "--beside is for a machine's memory (--memory)"),
        (["--memory", "0"], "--memory is 0, and must be greater than 0"),
        (["--cache-type", "q9"], "cache_type_k is 'q9', and must be one of"),
        (["--max-num-seqs", "0"], "n_parallel is 0, and must be greater than 0"),
    ],
)
def test_plan_of_a_gguf_file_refuses_what_has_no_effect(
    gguf_file: Path, flags: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", str(gguf_file), *flags]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    "flag", [["--memory", "16"], ["--beside", "m"], ["--split-mode", "row"], ["--cache-type", "q8_0"], ["--n-gpu-layers", "4"]]
)
def test_plan_of_a_folder_refuses_llama_cpps_flags(only_config: Path, flag: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", str(only_config), *flag]) == 2
    assert f"{flag[0]} is for a .gguf file: leave it out for {only_config}" in capsys.readouterr().err


def test_plan_names_a_gguf_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", str(tmp_path / "no.gguf")]) == 2
    assert "no.gguf cannot be read (No such file or directory)" in capsys.readouterr().err


def test_a_reader_that_has_seen_enough_ends_a_command_without_a_complaint() -> None:
    command = [sys.executable, "-m", "kaggle_utils", "evaluate", "problems", "--problems", "all"]
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "wb") as closed:  # noqa: PTH123  # a descriptor has no path
        ended = subprocess.run(command, stdout=closed, stderr=subprocess.PIPE, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (141, "")
