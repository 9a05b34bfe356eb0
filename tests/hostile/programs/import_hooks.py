# property: import hooks that hang do not hang the harness's late imports
# verdict: ok|timeout
# source: own
# stdout: before
import sys


class Hang:
    def find_spec(self, *_):
        while True:
            pass


print("before")
sys.meta_path.insert(0, Hang())
