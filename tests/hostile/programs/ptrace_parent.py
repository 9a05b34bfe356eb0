# property: the parent cannot be traced
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
# requires: seccomp|uid|landlock|namespaces
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
PTRACE_ATTACH, PTRACE_DETACH = 16, 17
for pid in (os.getppid(), @VICTIM_PID@):
    if pid > 0 and libc.ptrace(PTRACE_ATTACH, pid, None, None) == 0:
        print("ESCAPED traced", pid)
        libc.waitpid(pid, None, 0x40000000)
        libc.ptrace(PTRACE_DETACH, pid, None, None)
print("done")
