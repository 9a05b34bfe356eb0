# property: a command left running does not outlive its program
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
import subprocess

try:
    subprocess.Popen(["sleep", "4.75"], start_new_session=True)
except OSError:
    pass
print("done")
