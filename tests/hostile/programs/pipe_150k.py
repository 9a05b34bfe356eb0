# property: 150 kB on stdout and then 150 kB on stderr, more than a pipe holds, do not deadlock
# verdict: ok
# stdout: end
# timeout: 2
# source: SandboxFusion deadlocks when a pipe is read after the process's end
import sys

for stream in (sys.stdout, sys.stderr, sys.stdout):
    stream.write("x" * 150_000 + "\n")
print("end")
