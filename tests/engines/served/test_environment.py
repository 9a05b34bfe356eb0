"""A server's environment is what the preset says, and nothing of the notebook's."""

from __future__ import annotations

from pathlib import Path

from kaggle_utils.engines.served.environment import serve_environment


def test_the_notebooks_own_variables_do_not_reach_the_server() -> None:
    inherited = {"PATH": "/bin", "PYTHONPATH": "/image", "KAGGLE_USER_SECRETS_TOKEN": "t", "MPLBACKEND": "inline", "OPENAI_API_KEY": "k"}
    assert serve_environment(inherited, scratch=Path("/s")) == {"PATH": "/bin"}


def test_only_the_drivers_folders_stay_on_the_library_path(tmp_path: Path) -> None:
    driver = tmp_path / "nvidia"
    driver.mkdir()
    (driver / "libcuda.so.1").touch()
    inherited = {"LD_LIBRARY_PATH": f"/usr/local/cuda/lib64:{driver}:"}
    assert serve_environment(inherited, scratch=tmp_path) == {"LD_LIBRARY_PATH": str(driver)}


def test_later_tables_win_and_caches_go_to_the_scratch_folder() -> None:
    environment = serve_environment({"A": "0"}, {"A": "1", "CACHE": "{scratch}/c"}, {"A": "2"}, scratch=Path("/s"))
    assert environment == {"A": "2", "CACHE": "/s/c"}
