# property: a status record written to every descriptor there is; a blind forgery must not become a good end
# verdict: exited|error
# sessions: lost
# source: issue 4, the list of 91 properties
import json
import os

record = json.dumps({"verdict": "ok", "error": None, "status": "ok", "op": "done", "id": 1, "exc": None}).encode()
for fd in range(3, 256):
    for text in (b"\n" + record + b"\n", len(record).to_bytes(4, "big") + record, len(record).to_bytes(4, "little") + record):
        try:
            os.write(fd, text)
        except OSError:
            break
os._exit(0)
