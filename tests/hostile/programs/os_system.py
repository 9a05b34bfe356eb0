# property: a shell command does not run with the harness's rights
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
# requires: seccomp|uid|landlock|namespaces
import os

os.system("echo owned > @DECOY_DIR@/os_system")
print("done")
