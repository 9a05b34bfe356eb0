"""The layout is the architecture: imports point downwards in DESIGN.md's list, and heavy packages stay where they are needed."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kaggle_utils.settings import REPOSITORY

PACKAGE = REPOSITORY / "kaggle_utils"
# From top to bottom; a part may import what stands below its layer, and in its own layer what stands to its right.
LAYERS: dict[str, tuple[str, ...]] = {
    "commands": ("__main__", "cli"),
    "fine-tuning": ("train",),
    "evidence": ("evaluation",),
    "training data": ("codeseq",),
    "machine": ("doctor",),
    "competition": ("gateways",),
    "front door": ("__init__", "solver", "case", "runtime", "environment"),
    "record and vote": ("report", "voting", "journal"),
    "attempts": ("strategies",),
    "asking and repairing": ("repair", "prompts", "engines", "budget", "memory_plan"),
    "settings": ("settings",),
    "files": ("models", "checkpoint", "offline", "sequences"),
    "reading": ("traces", "answers", "programs"),
    "running": ("sandbox",),
    "placing": ("fanout",),
    "words": ("problem", "messages", "from_json", "errors", "version"),
}
ORDER = [part for parts in LAYERS.values() for part in parts]
ZYGOTE = {f"sandbox/zygote/{path.stem}" for path in (PACKAGE / "sandbox" / "zygote").glob("*.py")}
ONLY_STANDARD_LIBRARY = {f"offline/{path.stem}" for path in (PACKAGE / "offline").glob("*.py")} | {"errors"} | ZYGOTE
PURE_FILES = tuple(f"checkpoint/{name}" for name in ("config", "context", "expected_tensors", "match"))
STATISTICS = tuple(f"evaluation/{name}" for name in ("clusters", "intervals", "judge", "libraries", "pair", "power", "sign_flip"))
CODESEQ = ("choose_cases", "diversity", "harness", "json_replies", "reasons", "reply_schemas", "rules", "sample", "select_samples")
CODESEQ_FILES = tuple(f"codeseq/{name}" for name in (*CODESEQ, "sequence", "shifts", "statistics", "training_rows", "word_runs"))
PURE = ("traces/", "answers/", "programs/", "voting/vote", "budget/", "memory_plan/", *PURE_FILES, *STATISTICS, *CODESEQ_FILES)
LOOKS_AT_WHAT_IS_INSTALLED = "programs/modules"
CLOCKLESS = {"solver", "strategies", "repair"}
IMPURE_MODULES = {"asyncio", "logging", "os", "pathlib", "random", "subprocess", "threading", "time", "datetime", "socket"}
HEAVY = {
    "torch",
    "transformers",
    "trl",
    "peft",
    "datasets",
    "vllm",
    "pandas",
    "polars",
    "numpy",
    "scipy",
    "statsmodels",
    "sympy",
    "matplotlib",
    "jinja2",
    "tqdm",
    "openai",
    "pydantic",
    "pyarrow",
    "ray",
}


def imported(source: str) -> Iterator[str]:
    """Every module that a file imports, at any depth of nesting."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module == "kaggle_utils":
                yield from (f"kaggle_utils.{alias.name}" for alias in node.names if (PACKAGE / f"{alias.name}.py").exists())


def part_of(module: str) -> str:
    """The file or folder of the layout that a module belongs to."""
    names = module.split(".")
    return names[1] if len(names) > 1 else "__init__"


def rank(part: str) -> int:
    """The place of a part, counted from the top."""
    return ORDER.index(part)


def is_pure(name: str) -> bool:
    return name.startswith(PURE) and name != LOOKS_AT_WHAT_IS_INSTALLED


def upward_imports(part: str, source: str) -> list[str]:
    return [
        module
        for module in imported(source)
        if module.split(".")[0] == "kaggle_utils"
        and module != "kaggle_utils"
        and part_of(module) != part
        and rank(part_of(module)) <= rank(part)
    ]


FILES = [(path.relative_to(PACKAGE).with_suffix("").as_posix(), path) for path in sorted(PACKAGE.rglob("*.py"))]


@pytest.mark.parametrize(("name", "path"), FILES, ids=[name for name, _ in FILES])
def test_imports_point_downwards(name: str, path: Path) -> None:
    assert upward_imports(name.split("/")[0], path.read_text()) == []


@pytest.mark.parametrize(
    ("part", "planted"),
    [
        ("voting", "from kaggle_utils.solver import Solver"),
        ("sandbox", "import kaggle_utils.engines.base"),
        ("engines", "def f():\n    from kaggle_utils.gateways import make_predict"),
        ("budget", "from kaggle_utils.journal.writer import Journal"),
    ],
)
def test_a_forbidden_import_is_noticed(part: str, planted: str) -> None:
    assert upward_imports(part, planted) != []


@pytest.mark.parametrize("name", sorted(ONLY_STANDARD_LIBRARY))
def test_what_runs_before_or_without_an_installation_needs_none(name: str) -> None:
    modules = set(imported((PACKAGE / f"{name}.py").read_text()))
    foreign = {module for module in modules if module.split(".")[0] not in sys.stdlib_module_names}
    ours = {f"kaggle_utils.{other.replace('/', '.')}" for other in ONLY_STANDARD_LIBRARY} | {"kaggle_utils.sandbox.zygote"}
    assert foreign - ours == set()


@pytest.mark.parametrize(("name", "path"), [file for file in FILES if is_pure(file[0])], ids=lambda value: str(value)[-40:])
def test_pure_parts_do_no_input_or_output_and_have_no_clock(name: str, path: Path) -> None:
    assert {module.split(".")[0] for module in imported(path.read_text())} & IMPURE_MODULES == set()


@pytest.mark.parametrize(
    ("name", "path"), [file for file in FILES if file[0].split("/")[0] in CLOCKLESS], ids=lambda value: str(value)[-40:]
)
def test_only_the_runtime_reads_the_clock_for_solver_strategies_and_repair(name: str, path: Path) -> None:
    assert {"time", "datetime"} & {module.split(".")[0] for module in imported(path.read_text())} == set()


def test_only_what_works_on_many_items_uses_fanout() -> None:
    users = {name.split("/")[0] for name, path in FILES if any(part_of(module) == "fanout" for module in imported(path.read_text()))}
    assert users - {"fanout"} <= {"evaluation", "codeseq", "train", "cli"}


def test_ray_is_imported_by_one_file() -> None:
    users = [name for name, path in FILES if any(module.split(".")[0] == "ray" for module in imported(path.read_text()))]
    assert users == ["fanout/on_ray"]


def test_the_package_never_imports_the_training_code() -> None:
    assert [name for name, path in FILES if any(module.split(".")[0] in ("models", "tests") for module in imported(path.read_text()))] == []


def test_importing_the_package_pulls_in_nothing_heavy() -> None:
    code = f"import sys, kaggle_utils; print(sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def describe_layers() -> str:
    """The layers from top to bottom with the files and lines in each, what is longest, and how many imports cross from part to part."""
    lines = {name: len(path.read_text().splitlines()) for name, path in FILES}
    found = [f"{'layer':22}{'files':>6}{'lines':>8}  parts"]
    for layer, parts in LAYERS.items():
        own = [count for name, count in lines.items() if name.split("/")[0] in parts]
        found.append(f"{layer:22}{len(own):6}{sum(own):8}  {', '.join(parts)}")
    arrows = {
        (name.split("/")[0], part_of(module))
        for name, path in FILES
        for module in imported(path.read_text())
        if module.split(".")[0] == "kaggle_utils" and part_of(module) not in (name.split("/")[0], "__init__")
    }
    upward = sorted(arrow for arrow in arrows if rank(arrow[1]) <= rank(arrow[0]))
    largest = sorted(lines.items(), key=lambda item: -item[1])[:5]
    found += [
        f"{len(LAYERS)} layers, {len(ORDER)} parts, {len(arrows)} arrows between them, {len(upward)} of them upwards {upward or ''}",
        f"{len(lines)} files, median {statistics.median(lines.values()):.0f} lines; largest: "
        + ", ".join(f"{name}.py {count}" for name, count in largest),
    ]
    return "\n".join(found)


if __name__ == "__main__":
    print(describe_layers())
