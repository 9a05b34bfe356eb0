# property: killpg(0) reaches only the program's own group, and that group is not the notebook's
# verdict: ok|crash
# source: public AIMO notebooks whose kernel died of os.killpg(0, 9)
import os

try:
    os.killpg(0, 9)
except OSError:
    pass
print("done")
