# property: an exit code that says it equals zero does not count as a success
# verdict: exited|error
# source: own
class Liar(int):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __bool__(self):
        return False


raise SystemExit(Liar(3))
