"""Judges a LoRA adapter that is to be submitted: one pure function for each line of the table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from kaggle_utils.checkpoint.adapter import CONFIG, WEIGHTS, Adapter, Pair
from kaggle_utils.checkpoint.finite import BITS, Scan
from kaggle_utils.doctor.health_check import HealthCheck, Level
from kaggle_utils.settings.competitions import AdapterRules

MB = 10**6
# The values that vLLM's --max-lora-rank takes (0.19.1 and 0.28, config/lora.py, MaxLoRARanks; pins/), and the one without the flag.
VLLM_RANKS = (1, 8, 16, 32, 64, 128, 256, 320, 512)
VLLM_DEFAULT_RANK = 16
# Ways to begin that change the base model's weights: the adapter fits the original base only if it was converted when it was saved, which
# sets init_lora_weights to true (peft 0.21, PeftModel.save_pretrained, path_initial_model_for_weight_conversion).
CHANGES_THE_BASE = ("pissa", "olora", "corda", "loftq", "lora_ga", "mica")
RESAVE = "save it with PEFT's save_pretrained (safe_serialization is its default)"
MAX_NAMED = 3  # modules quoted in a line


def judge_adapter(
    adapter: Adapter, rules: AdapterRules, layers: Mapping[str, tuple[int, int]] | None = None, scan: Scan | None = None
) -> tuple[HealthCheck, ...]:
    """Every line of the table. ``layers`` are the base model's modules and ``scan`` what its numbers are, where they were looked at."""
    lines = [judge_files(adapter), judge_size(adapter, rules), judge_base(adapter, rules), judge_rank(adapter, rules), *judge_kind(adapter)]
    if not adapter.damage:
        lines += [judge_shapes(adapter), judge_modules(adapter, layers), judge_dtype(adapter), judge_numbers(scan)]
    return tuple(lines)


def judge_files(adapter: Adapter) -> HealthCheck:
    """Whether the weights are there, whole, and nothing in the folder is a pickle."""
    named = ", ".join(adapter.files)
    if adapter.pickles:
        way_out = f"loading one can run any code, and a grader may refuse it: remove {', '.join(adapter.pickles)}"
        if WEIGHTS not in adapter.files:
            way_out = f"loading one can run any code: {RESAVE}, which writes {WEIGHTS}"
        return HealthCheck("files", f"pickled: {', '.join(adapter.pickles)}", "problem", way_out)
    if adapter.damage:
        return HealthCheck("files", f"{named}: {WEIGHTS} cannot be read", "problem", adapter.damage)
    return HealthCheck("files", named)


def judge_size(adapter: Adapter, rules: AdapterRules) -> HealthCheck:
    """Whether the folder is as small as it has to be."""
    value = f"{adapter.size / MB:.1f} MB in {len(adapter.files)} files"
    if rules.max_megabytes and adapter.size > rules.max_megabytes * MB:
        return HealthCheck(
            "size", value, "problem", f"at most {rules.max_megabytes:g} MB are allowed: lower r, or save it in two bytes a number"
        )
    return HealthCheck("size", value)


def judge_base(adapter: Adapter, rules: AdapterRules) -> HealthCheck:
    """Whether it was trained on the base model that was asked for, by that model's name, which may stand in a path."""
    if not adapter.base:
        return HealthCheck("base", "not named", "warning", f"write base_model_name_or_path into {CONFIG}, so that a reader knows it")
    if rules.base_model and _letters(rules.base_model) not in _letters(adapter.base):
        return HealthCheck("base", adapter.base, "problem", f"the adapter has to be for {rules.base_model}: train it on that model")
    return HealthCheck("base", adapter.base)


def judge_rank(adapter: Adapter, rules: AdapterRules) -> HealthCheck:
    """Whether the highest rank is allowed, and what vLLM has to be started with for it."""
    highest = max([adapter.rank, *adapter.ranks.values()])
    value = f"{highest}, alpha {adapter.alpha:g}"
    limit = rules.max_rank or VLLM_RANKS[-1]
    if highest > limit:
        whose = "at most" if rules.max_rank else "vLLM serves at most"
        return HealthCheck(
            "rank", value, "problem", f"{whose} {limit}: train it with r={limit}, or cut it by a singular value decomposition"
        )
    flag = next(rank for rank in VLLM_RANKS if rank >= highest)
    needed = f"needs --max-lora-rank {flag}" if flag > VLLM_DEFAULT_RANK else f"fits --max-lora-rank's default, {VLLM_DEFAULT_RANK}"
    return HealthCheck("rank", f"{value}; vLLM {needed}")


def judge_kind(adapter: Adapter) -> Iterator[HealthCheck]:
    """What PEFT can write and vLLM refuses (0.28, lora/peft_helper.py), or reads in another sense without a word."""
    extras = adapter.extras
    if adapter.kind != "LORA":
        yield HealthCheck(
            "kind", f"peft_type is {adapter.kind or 'missing'}", "problem", "vLLM serves LoRA adapters only: train with LoraConfig"
        )
    for key, refused in (
        ("use_dora", "DoRA"),
        ("modules_to_save", "modules that were trained as a whole"),
        ("target_parameters", "parameters of experts, whose names are not checked here"),
    ):
        if extras.get(key):
            level: Level = "warning" if key == "target_parameters" else "problem"
            way_out = "compare their names with the base model's" if level == "warning" else f"vLLM refuses it: train without {key}"
            yield HealthCheck("kind", f"{key} is {extras[key]}: {refused}", level, way_out)
    if extras.get("bias", "none") != "none":
        yield HealthCheck("kind", f"bias is {extras['bias']!r}", "problem", 'vLLM serves no trained biases: train with bias="none"')
    scaled = sorted({*adapter.ranks, *adapter.alphas})
    if scaled:
        value = f"rank_pattern or alpha_pattern names {_some(scaled)}"
        yield HealthCheck("kind", value, "problem", "vLLM does not read them and scales every module by lora_alpha / r: train without them")
    start = extras.get("init_lora_weights")
    if isinstance(start, str) and start.lower().startswith(CHANGES_THE_BASE):
        way_out = "it fits the original base only after conversion: save_pretrained(path_initial_model_for_weight_conversion=...)"
        yield HealthCheck("kind", f"init_lora_weights is {start!r}", "problem", way_out)


def judge_shapes(adapter: Adapter) -> HealthCheck:
    """Whether every module has both matrices, of the rank that the config gives it, and nothing else is in the file."""
    faults = [fault for pair in adapter.pairs for fault in _faults(adapter, pair)]
    if adapter.strangers:
        names = _some([tensor.name for tensor in adapter.strangers])
        way_out = f"vLLM refuses a tensor that is neither lora_A nor lora_B of a module: {RESAVE}"
        return HealthCheck("shapes", f"{len(adapter.strangers)} other tensors: {names}", "problem", way_out)
    if faults:
        return HealthCheck(
            "shapes", _some(faults), "problem", f"{CONFIG} and {WEIGHTS} are not of one adapter, or were saved in part: save both again"
        )
    return HealthCheck("shapes", f"{len(adapter.pairs):,} modules, {sum(tensor.elements for tensor in adapter.tensors):,} numbers")


def judge_modules(adapter: Adapter, layers: Mapping[str, tuple[int, int]] | None) -> HealthCheck:
    """Whether every module exists in the base model in that size, and whether every target that the config names has weights."""
    counts = Counter(pair.module.rpartition(".")[2] for pair in adapter.pairs)
    value = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
    if layers is not None:
        strange = [pair.module for pair in adapter.pairs if pair.module not in layers]
        if strange:
            there = ", ".join(sorted({name.rpartition(".")[2] for name in layers})[:12])
            return HealthCheck(
                "modules", f"not in the base model: {_some(strange)}", "problem", f"its modules are: {there}; train on this base"
            )
        wrong = [
            f"{pair.module} is {_size(pair)}, the base's {_times(layers[pair.module])}" for pair in adapter.pairs if not _fits(pair, layers)
        ]
        if wrong:
            return HealthCheck("modules", _some(wrong), "problem", "it was trained on a model of another size: train on this base")
    # A regular expression or a shorthand such as all-linear is not a list of names.
    plain = [name for name in adapter.targets if re.fullmatch(r"[\w.]+", name)] if len(adapter.targets) > 1 else []
    absent = [name for name in plain if not any(pair.module == name or pair.module.endswith(f".{name}") for pair in adapter.pairs)]
    if absent:
        way_out = "neither PEFT nor vLLM says that they are left out: check their names in the base model"
        return HealthCheck("modules", f"{value}; none for {', '.join(absent)}", "warning", way_out)
    unchecked = "" if layers is not None else "; not compared with the base model (--base DIR)"
    return HealthCheck("modules", value + unchecked)


def judge_dtype(adapter: Adapter) -> HealthCheck:
    """Whether the numbers have a type that every loader converts."""
    counts = Counter(tensor.dtype for tensor in adapter.tensors)
    value = ", ".join(f"{count} {dtype}" for dtype, count in sorted(counts.items()))
    if not counts.keys() <= BITS.keys():
        return HealthCheck("dtype", value, "problem", f"an adapter is saved as {', '.join(BITS)}: convert it, and save it again")
    return HealthCheck("dtype", value)


def judge_numbers(scan: Scan | None) -> HealthCheck:
    """Whether every number is finite, and whether the adapter does anything."""
    if scan is None:
        return HealthCheck("numbers", "not looked at")
    if scan.bad:
        value = f"NaN or infinite in {len(scan.bad)} tensors: {_some(scan.bad)}"
        return HealthCheck("numbers", value, "problem", "the training overflowed: train with bfloat16 or a smaller learning rate")
    dead = [name for name in scan.zero if name.endswith(("lora_B.weight", "lora_embedding_B"))]
    if dead:
        way_out = "lora_B begins as zeros, so these were not trained, or not saved from all ranks"
        return HealthCheck("numbers", f"all zero in {len(dead)} of lora_B: {_some(dead)}", "warning", way_out)
    return HealthCheck("numbers", "all finite")


def adapter_table(adapter: Adapter, rules: AdapterRules, lines: tuple[HealthCheck, ...]) -> dict[str, Any]:
    """The judgement as a JSON object. Sizes in bytes."""
    return {
        "ready": all(line.level != "problem" for line in lines),
        "folder": str(adapter.folder),
        "base_model": adapter.base,
        "rank": max([adapter.rank, *adapter.ranks.values()]),
        "modules": len(adapter.pairs),
        "numbers": sum(tensor.elements for tensor in adapter.tensors),
        "size": adapter.size,
        "rules": asdict(rules),
        "findings": [asdict(line) for line in lines],
    }


def _faults(adapter: Adapter, pair: Pair) -> Iterator[str]:
    if pair.a is None or pair.b is None:
        yield f"{pair.module} lacks lora_{'A' if pair.a is None else 'B'}"
        return
    rank = adapter.rank_of(pair.module)
    for letter, tensor, place in (("A", pair.a, 0), ("B", pair.b, -1)):
        if len(tensor.shape) != 2 or tensor.shape[place] != rank:
            yield f"lora_{letter} of {pair.module} is {_times(tensor.shape)}, and the rank is {rank}"


def _fits(pair: Pair, layers: Mapping[str, tuple[int, int]]) -> bool:
    return pair.a is None or pair.b is None or (pair.a.shape[-1], pair.b.shape[0]) == layers[pair.module]


def _size(pair: Pair) -> str:
    return _times((pair.a.shape[-1], pair.b.shape[0])) if pair.a is not None and pair.b is not None else "one matrix"


def _times(shape: tuple[int, ...]) -> str:
    return " x ".join(f"{length:,}" for length in shape)


def _some(names: list[str] | tuple[str, ...]) -> str:
    more = len(names) - MAX_NAMED
    return ", ".join(names[:MAX_NAMED]) + (f" and {more} more" if more > 0 else "")


def _letters(name: str) -> str:
    """A name as letters and digits, so that Nemotron-3-Nano-30B is found in nvidia_nemotron-3-nano-30b-a3b-bf16."""
    return re.sub(r"[^a-z0-9]", "", name.lower())
