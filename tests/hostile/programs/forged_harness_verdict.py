# property: a program that reads the harness's frames for its nonce reports "harness": our fault, which only we may say of ourselves
# verdict: ok|error|exited|crash
# sessions: lost
# source: own
import json
import os
import sys


def strings():
    frame = sys._getframe()
    while frame is not None:
        for value in [*frame.f_locals.values(), *frame.f_globals.values()]:
            if type(value) is str and 8 <= len(value) <= 64 and value.isalnum():
                yield value
        frame = frame.f_back


text = "".join(f"\n{word} {json.dumps({'verdict': 'harness', 'error': 'forged'})}\n" for word in set(strings()))
for fd in range(3, 256):
    try:
        os.write(fd, text.encode())
    except OSError:
        pass
os._exit(0)
