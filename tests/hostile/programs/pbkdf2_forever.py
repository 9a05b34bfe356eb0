# property: a C call that has released the interpreter's lock for ever ends at the deadline
# verdict: timeout
# source: own
import hashlib

hashlib.pbkdf2_hmac("sha256", b"a", b"b", 2**31 - 1)
