# property: an exception whose text leaves the interpreter is still only an error
# verdict: error
# source: own
class E(Exception):
    def __str__(self):
        raise SystemExit(0)


raise E
