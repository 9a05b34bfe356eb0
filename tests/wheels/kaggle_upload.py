"""Kaggle's own command line up to where it would speak to Kaggle.

``python -m tests.wheels.kaggle_upload datasets|kernels FOLDER [ACCELERATOR]``

Its real code reads and validates the metadata and makes the upload list; only the calls that need a network are answered here. Prints JSON:
for a dataset its files, with the members of each archive; for a notebook the request.
"""

from __future__ import annotations

import contextlib
import json
import sys
import tarfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from kaggle.api.kaggle_api_extended import KaggleApi
from requests import HTTPError


class Offline(KaggleApi):  # type: ignore[misc, unused-ignore]
    """The command line's class without a network: nothing is there yet, and every upload succeeds."""

    def __init__(self) -> None:
        super().__init__()
        self.config_values = {self.CONFIG_NAME_USER: "someone"}
        self.files: dict[str, list[str]] = {}
        self.request: Any = None

    def dataset_status(self, *_: Any) -> Any:
        raise HTTPError("404")

    def _upload_blob(self, path: str, *_: Any) -> str:
        members = []
        if path.endswith(".tar"):
            with tarfile.open(path) as archive:
                members = sorted(member.name for member in archive.getmembers() if member.isfile())
        self.files[Path(path).name] = members
        return "token"

    def build_kaggle_client(self) -> Any:
        def save_kernel(request: Any) -> SimpleNamespace:
            self.request = request
            return SimpleNamespace(error="")

        def create_dataset(_: Any) -> SimpleNamespace:
            return SimpleNamespace(error="")

        client = SimpleNamespace(
            kernels=SimpleNamespace(kernels_api_client=SimpleNamespace(save_kernel=save_kernel)),
            datasets=SimpleNamespace(dataset_api_client=SimpleNamespace(create_dataset=create_dataset)),
        )
        return contextlib.nullcontext(client)


def main() -> None:
    kind, folder, *accelerator = sys.argv[1:]
    api = Offline()
    if kind == "datasets":
        api.dataset_create_new(folder, quiet=True, dir_mode="tar")
        print(json.dumps(api.files))
    else:
        api.kernels_push(folder, None, *accelerator)
        fields = (
            "machine_shape",
            "enable_gpu",
            "enable_internet",
            "is_private",
            "kernel_type",
            "docker_image_pinning_type",
            "docker_image",
            "category_ids",
            "kernel_data_sources",
        )
        print(json.dumps({name: getattr(api.request, name) for name in fields}))


if __name__ == "__main__":
    main()
