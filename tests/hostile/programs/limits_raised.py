# property: limits once lowered stay low (root may raise them unless it gave that up)
# verdict: ok
# source: own
# stdout: done
# requires: uid
import resource

for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC):
    try:
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        if hard != resource.RLIM_INFINITY:
            print("ESCAPED", kind)
    except (OSError, ValueError):
        pass
print("done")
