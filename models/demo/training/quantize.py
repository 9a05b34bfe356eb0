"""A four-bit copy of the embedded model, to serve what a T4 is served: ``python -m models.demo.training.quantize build/demo-gptq``.

Weights are rounded to the nearest of 16 levels, a scale for every 32 inputs, and written in GPTQ's file format (Frantar et al.,
arXiv 2210.17323, without its calibration): the format and the kernels are what is tried, not the accuracy.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

MODEL = Path(__file__).parent.parent
BITS = 4
GROUP = 32  # inputs that share a scale; two ranks hold 352 of down_proj's 704 inputs each, a multiple of 32 but not of 64 or 128
ZERO = 8  # the level that stands for 0; GPTQ stores it less one


def quantize(weight: torch.Tensor) -> dict[str, torch.Tensor]:
    """A matrix of shape (outputs, inputs) as GPTQ's tensors.

    ``qweight`` (inputs / 8, outputs) and ``qzeros`` (groups, outputs / 8) hold eight levels in an int32, ``scales`` (groups, outputs)
    are float16, ``g_idx`` (inputs) names each input's group.
    """
    outputs, inputs = weight.shape
    groups = weight.float().reshape(outputs, inputs // GROUP, GROUP)
    scales = (groups.abs().amax(-1) / (ZERO - 1)).clamp(min=1e-8).half()
    levels = (groups / scales.float().unsqueeze(-1)).round().clamp(-ZERO, ZERO - 1).to(torch.int64) + ZERO
    zeros = torch.full((inputs // GROUP, outputs), ZERO - 1)
    return {
        "qweight": _pack(levels.reshape(outputs, inputs)).T.contiguous(),
        "qzeros": _pack(zeros),
        "scales": scales.T.contiguous(),
        "g_idx": torch.arange(inputs, dtype=torch.int32) // GROUP,
    }


def _pack(levels: torch.Tensor) -> torch.Tensor:
    """Eight neighbours of the last dimension in one int32, the first in the lowest bits."""
    shifts = torch.arange(0, 32, BITS)
    packed = (levels.reshape(*levels.shape[:-1], -1, 32 // BITS) << shifts).sum(-1)
    return torch.where(packed >= 2**31, packed - 2**32, packed).to(torch.int32)


def write_copy(source: Path, target: Path) -> None:
    """Write the quantised checkpoint; embeddings, norms and biases stay as they are."""
    target.mkdir(parents=True, exist_ok=True)
    tensors: dict[str, torch.Tensor] = {}
    for name, tensor in load_file(source / "model.safetensors").items():
        if name.endswith("_proj.weight"):
            tensors |= {name.removesuffix("weight") + part: value for part, value in quantize(tensor).items()}
        else:
            tensors[name] = tensor
    save_file(tensors, target / "model.safetensors", metadata={"format": "pt"})
    config = json.loads((source / "config.json").read_text())
    config["quantization_config"] = {
        "quant_method": "gptq",
        "bits": BITS,
        "group_size": GROUP,
        "desc_act": False,
        "sym": True,
        "lm_head": False,
        "checkpoint_format": "gptq",
    }
    (target / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    for name in ("generation_config.json", "tokenizer.json", "tokenizer_config.json"):
        shutil.copy(source / name, target)


def main() -> None:
    """Write the copy."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", type=Path)
    parser.add_argument("--source", type=Path, default=MODEL)
    arguments = parser.parse_args()
    write_copy(arguments.source, arguments.target)
    sizes = [(folder / "model.safetensors").stat().st_size for folder in (arguments.source, arguments.target)]
    print(f"wrote {arguments.target}: {sizes[1]:,} bytes of weights, {sizes[0]:,} before")


if __name__ == "__main__":
    main()
