"""Install the wheels that travel with the repository, without a network. Standard library only: it runs before anything is installed."""

from kaggle_utils.offline.install import Installation, install_wheels, make_importable
from kaggle_utils.offline.installer import InstallError

__all__ = ["InstallError", "Installation", "install_wheels", "make_importable"]
