# property: a million writes of one byte keep the server's loop busy and nobody waiting
# verdict: timeout|output
# source: own
import os

while True:
    os.write(1, b"x")
    os.write(2, b"x")
