# property: a program cannot put itself before the notebook: nice, real-time scheduling, out-of-memory score
# verdict: ok
# source: own
# stdout: done
# requires: uid
import os

for attempt in (
    lambda: os.nice(-40),
    lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)),
    lambda: open("/proc/self/oom_score_adj", "w").write("-1000"),
):
    before = os.getpriority(os.PRIO_PROCESS, 0)
    try:
        attempt()
    except OSError:
        continue
    if os.getpriority(os.PRIO_PROCESS, 0) < before or os.sched_getscheduler(0) == os.SCHED_FIFO:
        print("ESCAPED")
print("done")
