"""Prove without a T4 what can be proved of one: ``python -m pins.verify_t4 [SET ...]`` (``make verify-t4``). Downloads 6.4 GB, once.

Every library with GPU code that the presets use, and llama.cpp's, holds code for SM75, the kernels by name; vLLM itself lets the presets'
quantisations run there; and the pinned Triton compiles vLLM's kernels for SM75 within its shared memory. Writes the tables of docs/t4.md to
stdout. Exit code 1, with a line for each thing that is missing, when it does not hold.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pins.download import download
from pins.pinned import read_llamacpp, read_sets
from pins.t4_compile import Compilation, compile_set, cuobjdump, install_triton, problems
from pins.t4_libraries import CAPABILITY, Library, examine, least_capability

CONTROL = 80  # the GPU for which a Triton that fails for a T4 has to succeed, as 3.3.0 did (docs/t4.md)


def show(title: str, columns: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    """Print a Markdown table row by row, as they come."""
    print(f"\n{title}\n\n| {' | '.join(columns)} |\n|{'---|' * len(columns)}", flush=True)
    for row in rows:
        print(f"| {' | '.join(str(cell) for cell in row)} |", flush=True)


def library_rows(sets: Mapping[str, Mapping[str, Any]], tool: Path, examined: list[tuple[str, Library]]) -> Iterator[Sequence[Any]]:
    """A row for each library; what was found is kept in ``examined``."""
    for name, description in sets.items():
        for library in description["libraries"]:
            found = examine(library, tool)
            examined.append((name, found))
            cubins = found.code.cubins
            others = ", ".join(f"{architecture}: {count}" for architecture, count in sorted(cubins.items()) if architecture != CAPABILITY)
            yield name, f"`{found.file}`", found.requirement, cubins[CAPABILITY], found.code.runs_on(CAPABILITY), others


def kernel_rows(examined: Sequence[tuple[str, Library]]) -> Iterator[Sequence[Any]]:
    """A row for each wanted kernel."""
    for name, library in examined:
        for pattern, sizes in library.kernels.items():
            yield name, f"`{library.file}`", f"`{pattern}`", len(sizes), f"{min(sizes):,} to {max(sizes):,}" if sizes else ""


def method_rows(sets: Mapping[str, Mapping[str, Any]], failures: list[str]) -> Iterator[Sequence[Any]]:
    """A row for each quantisation."""
    for name, description in sets.items():
        wheel = download(description["vllm"])
        for method in description["methods"]:
            least = least_capability(wheel, method)
            if least > CAPABILITY:
                failures.append(f"{description['vllm']} runs {method} from compute capability {least} on only")
            yield name, description["vllm"], f"`{method}`", least


def compilation_rows(name: str, description: Mapping[str, Any], failures: list[str]) -> Iterator[Sequence[Any]]:
    """A row for each case."""
    triton = description["triton"]
    compilations = compile_set(description, CAPABILITY)
    control = [] if triton["compiles"] else compile_set(description, CONTROL)
    failures += problems(description, compilations, control)
    for capability, items in ((CAPABILITY, compilations), (CONTROL, control)):
        for item in items:
            yield (
                name,
                triton["wheel"],
                f"SM{capability}",
                item.case,
                outcome(item),
                sum(kernel["mma"] for kernel in item.kernels),
                item.seconds,
            )


def outcome(compilation: Compilation) -> str:
    """Shared memory, or the error."""
    return compilation.error or ", ".join(f"`{kernel['kernel']}` {kernel['shared']:,} B" for kernel in compilation.kernels)


def main() -> None:
    """Print the tables, then what is missing."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    sets = {name: description for name, description in read_sets().items() if description["libraries"]}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"of {', '.join(sets)}; all, and llama.cpp, if none is named")
    named = parser.parse_args().sets
    if unknown := set(named) - set(sets):
        parser.error(f"no set is called {', '.join(sorted(unknown))}; there are: {', '.join(sets)}")
    looked_into = {name: sets[name] for name in named} or sets | {"llama.cpp": read_llamacpp()}
    sets = {name: description for name, description in sets.items() if name in looked_into}
    failures: list[str] = []
    examined: list[tuple[str, Library]] = []
    tool = cuobjdump(install_triton(next(iter(sets.values()))["triton"]["wheel"]))
    show("Libraries", ("set", "library", "wheel", "sm_75 cubins", "a T4 runs", "others"), library_rows(looked_into, tool, examined))
    failures += [problem for _, library in examined for problem in library.problems]
    show("Kernels", ("set", "library", "name", "sm_75 functions", "bytes of code"), kernel_rows(examined))
    show("Quantisations", ("set", "vLLM", "method", "least compute capability"), method_rows(sets, failures))
    for name, description in sets.items():
        rows = compilation_rows(name, description, failures)
        show(f"Triton, {name} set", ("set", "Triton", "GPU", "case", "shared memory", "tensor-core instructions", "s"), rows)
    print("\n" + "\n".join(failures or ["Everything holds."]))
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
