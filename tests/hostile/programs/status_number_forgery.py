# property: records with wrong types, huge numbers and unknown verdicts on every descriptor
# verdict: exited|error|crash
# sessions: lost
# source: own
import os

for fd in range(3, 256):
    for text in (b'{"verdict": ["ok"], "error": {}}', b'{"verdict": "harness", "error": 1e999}', b"[" * 5000, b'{"verdict": "none"}', b"9" * 5000):
        for record in (b"\n" + text + b"\n", len(text).to_bytes(4, "big") + text):
            try:
                os.write(fd, record)
            except OSError:
                pass
os._exit(0)
