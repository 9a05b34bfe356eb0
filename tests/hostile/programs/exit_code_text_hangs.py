# property: an exit code whose text takes for ever is a time-out or no good end
# verdict: timeout|exited|error
# source: own
class Code:
    def __str__(self):
        while True:
            pass

    __repr__ = __str__


raise SystemExit(Code())
