# property: two terabytes of address space without pages are refused as well
# verdict: ok
# source: own
# stdout: done
import mmap

try:
    mmap.mmap(-1, 2 * 2**40, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000)
    print("ESCAPED")
except (OSError, MemoryError):
    pass
print("done")
