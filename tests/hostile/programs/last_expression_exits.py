# property: printing the last expression may leave the interpreter; nothing vouches for it then
# verdict: exited
# source: own
class Value:
    def __repr__(self):
        import os

        os._exit(0)


value = Value()
value
