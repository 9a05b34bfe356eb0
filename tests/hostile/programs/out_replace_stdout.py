# property: a replaced sys.stdout does not stop the end of the run
# verdict: ok
# source: issue 4, the list of 91 properties
import io
import sys

print("before")
sys.stdout = io.StringIO()
print("nowhere")
sys.stdout = None
print("nowhere either")
