# property: a file handle (open_by_handle_at) does not go round the paths that are closed
# verdict: ok
# stdout: done
# requires: seccomp|uid
# source: the "shocker" exploit of Docker (2014)
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
handle = ctypes.create_string_buffer((120).to_bytes(4, "little"), 128)
mount = ctypes.c_int()
if libc.name_to_handle_at(-100, b"@DECOY_DIR@/secret.txt", handle, ctypes.byref(mount), 0) == 0:
    try:
        directory = os.open("@DECOY_DIR@", os.O_RDONLY)
    except OSError:
        directory = os.open(".", os.O_RDONLY)
    for at in (directory, os.open(".", os.O_RDONLY)):
        fd = libc.open_by_handle_at(at, handle, os.O_RDONLY)
        if fd >= 0:
            print("ESCAPED", os.read(fd, 100))
print("done")
