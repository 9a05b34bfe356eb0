# property: busy threads, in Python and in C, delay neither the deadline nor the neighbours
# verdict: timeout
# source: own
import hashlib
import threading


def spin():
    while True:
        hashlib.pbkdf2_hmac("sha256", b"a", b"b", 10**6)


for _ in range(40):
    try:
        threading.Thread(target=spin).start()
    except RuntimeError:
        break
spin()
