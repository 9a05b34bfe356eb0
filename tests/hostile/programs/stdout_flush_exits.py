# property: a stdout whose flush raises SystemExit(0) or leaves
# verdict: ok|error|exited
# source: own
import sys


class Stream:
    def write(self, text):
        raise SystemExit(0)

    def flush(self):
        raise SystemExit(0)


sys.stdout = sys.stderr = Stream()
