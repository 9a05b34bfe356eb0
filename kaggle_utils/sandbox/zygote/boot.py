"""The program that the client starts: ``python -s -P boot.py SOCKET_FD``.

It makes stand-ins for the packages above this one, so that their contents, and what they import, stay out of this interpreter.
"""

from __future__ import annotations

import os
import sys
from types import ModuleType


def _stub_package(name: str, directory: str) -> None:
    module = ModuleType(name)
    module.__path__ = [directory]
    sys.modules[name] = module


if __name__ == "__main__":
    folder = os.path.dirname(os.path.abspath(__file__))
    _stub_package("kaggle_utils", os.path.dirname(os.path.dirname(folder)))
    _stub_package("kaggle_utils.sandbox", os.path.dirname(folder))

    from kaggle_utils.sandbox.zygote.start import start

    start(int(sys.argv[1]))
