"""Run untrusted programs: ``async with Sandbox(workers=2) as sandbox: execution = await sandbox.run(code, timeout=5.0)``."""

from kaggle_utils.sandbox.client import Sandbox
from kaggle_utils.sandbox.execution import Execution, Verdict
from kaggle_utils.sandbox.session import Session
from kaggle_utils.sandbox.supervisor import SandboxError

__all__ = ["Execution", "Sandbox", "SandboxError", "Session", "Verdict"]
