# property: a __del__ that hangs when the interpreter is torn down
# verdict: ok|timeout
# source: issue 4, the list of 91 properties
# stdout: before
# (ok where the interpreter is not torn down)
class Hang:
    def __del__(self):
        while True:
            pass


keep = Hang()
keep.me = keep
print("before")
