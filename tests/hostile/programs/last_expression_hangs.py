# property: printing the last expression runs the program's own code, which may hang
# verdict: timeout
# source: own
# stdout: before
class Value:
    def __repr__(self):
        while True:
            pass


print("before")
value = Value()
value
