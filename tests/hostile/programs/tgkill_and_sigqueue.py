# property: a victim cannot be signalled through tkill, tgkill or the sigqueue calls
# verdict: ok
# source: own
# stdout: done
# requires: seccomp|uid|namespaces
import ctypes

libc = ctypes.CDLL(None)
libc.syscall(200, @VICTIM_PID@, 9)
libc.syscall(234, @VICTIM_PID@, @VICTIM_PID@, 9)
information = ctypes.create_string_buffer((9).to_bytes(4, "little") + bytes(4) + (0xFFFFFFFF).to_bytes(4, "little"), 128)
libc.syscall(129, @VICTIM_PID@, 9, information)
libc.syscall(297, @VICTIM_PID@, @VICTIM_PID@, 9, information)
print("done")
