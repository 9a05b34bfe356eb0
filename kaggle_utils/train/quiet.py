"""What other libraries print in a training that its user can do nothing about, left out: these three lines and no others."""

from __future__ import annotations

import logging
import warnings

# transformers 5.23 gave gradient_checkpointing another name, and warns where the old one is used: by TRL 1.16, by PEFT 0.21, and by us,
# because earlier versions of transformers know the old name alone.
RENAMED = r"`(is_)?gradient_checkpointing(_kwargs)?` is deprecated"
# bitsandbytes 0.49 calls a function that torch 2.13 announces to remove.
CHECK = r"_check_is_size will be removed"
# bitsandbytes 0.49 looks for a kernel on the hub for inference in four bits on a CPU with AVX-512 BF16; training does not use it
# (load.py, _keep_trainable).
KERNEL, KERNEL_LOGGER = "Failed to load CPU gemm_4bit_forward", "bitsandbytes.backends.cpu.ops"


def leave_out_noise() -> None:
    """Leave these lines out from now on. Doing so twice is doing so once."""
    warnings.filterwarnings("ignore", RENAMED, FutureWarning)
    warnings.filterwarnings("ignore", CHECK, FutureWarning, module=r"bitsandbytes\.")
    logging.getLogger(KERNEL_LOGGER).addFilter(_is_no_kernel_line)


def _is_no_kernel_line(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith(KERNEL)
