# property: a stdout whose flush never returns hangs whoever flushes it at the end
# verdict: timeout|ok
# source: own
import sys


class Stream:
    def write(self, text):
        return len(text)

    def flush(self):
        while True:
            pass


sys.stdout = sys.stderr = Stream()
