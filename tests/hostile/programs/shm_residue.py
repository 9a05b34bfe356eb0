# property: multiprocessing's shared memory is refused or removed
# verdict: ok|error
# source: own
# requires: landlock|namespaces
from multiprocessing import resource_tracker, shared_memory

resource_tracker.register = lambda *_: None
try:
    memory = shared_memory.SharedMemory("hostile-memory", create=True, size=1_000_000)
    memory.buf[:5] = b"owned"
except OSError:
    pass
