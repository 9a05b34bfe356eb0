# property: the notebook cannot be pinned to one core, made nice or have its limits lowered
# verdict: ok
# source: own
# stdout: done
# requires: seccomp|uid|namespaces
import os
import resource

for attempt in (
    lambda: os.sched_setaffinity(@VICTIM_PID@, {max(os.sched_getaffinity(0))}),
    lambda: os.setpriority(os.PRIO_PROCESS, @VICTIM_PID@, 19),
    lambda: os.sched_setscheduler(@VICTIM_PID@, os.SCHED_IDLE, os.sched_param(0)),
    lambda: resource.prlimit(@VICTIM_PID@, resource.RLIMIT_NOFILE, (4, 4)),
):
    try:
        attempt()
    except OSError:
        pass
print("done")
