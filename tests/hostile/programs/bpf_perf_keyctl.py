# property: bpf, perf_event_open, add_key, kexec and module loading are refused
# verdict: ok
# source: own
# stdout: done
# requires: seccomp
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
attributes = ctypes.create_string_buffer(128)
attributes[0:8] = (1).to_bytes(4, "little") + (128).to_bytes(4, "little")
for name, arguments in {"bpf": (321, 0, attributes, 128), "perf": (298, attributes, 0, -1, -1, 0)}.items():
    fd = libc.syscall(*arguments)
    if fd >= 0:
        print("ESCAPED", name)
        os.close(fd)
if libc.syscall(248, b"user", b"hostile", b"x", ctypes.c_size_t(1), -2) >= 0:
    print("ESCAPED keyring of the process group")
print("done")
