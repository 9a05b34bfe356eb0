# property: no_new_privs is set, so no set-uid program gives anything back
# verdict: ok
# source: own
# stdout: done
# requires: no_new_privs
import ctypes

if ctypes.CDLL(None).prctl(39, 0, 0, 0, 0) != 1:
    print("ESCAPED")
print("done")
