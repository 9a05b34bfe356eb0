# property: a detached stdout does not stop the end of the run
# verdict: ok|error
# source: own
import sys

print("before")
sys.stdout.detach()
