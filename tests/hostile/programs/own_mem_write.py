# property: code pages rewritten through /proc/self/mem hurt nobody else (pages shared with the parent are copied)
# verdict: ok|crash|error|exited|timeout
# source: own
# next: print(len([1, 2, 3]))
# next-stdout: 3
import ctypes

address = ctypes.cast(ctypes.pythonapi.PyList_Size, ctypes.c_void_p).value
try:
    with open("/proc/self/mem", "r+b", buffering=0) as memory:
        memory.seek(address)
        memory.write(b"\xb8\x07\x00\x00\x00\xc3")  # mov eax, 7; ret
except OSError:
    pass
print("done")
