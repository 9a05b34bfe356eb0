# property: stdout turned into a file of the program's own by dup2
# verdict: ok
# source: own
import os

fd = os.open("own", os.O_CREAT | os.O_WRONLY, 0o600)
os.dup2(fd, 1)
os.dup2(fd, 2)
print("nowhere")
