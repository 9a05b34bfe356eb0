# property: the soft limit on descriptors raised to the hard one and used up leaves the end of the run its channel
# verdict: ok
# source: own
# stdout: done
import os
import resource

hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
try:
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    for _ in range(5000):
        os.dup(0)
except OSError:
    pass
print("done")
