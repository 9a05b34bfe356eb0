# property: a program that sends itself every harmless signal by the thousand, the harness's own among them
# verdict: ok|exited|timeout|crash
# source: own
import os
import signal

for number in (signal.SIGUSR1, signal.SIGUSR2):
    if signal.getsignal(number) is signal.SIG_DFL:
        signal.signal(number, lambda *_: None)
for _ in range(3000):
    os.kill(os.getpid(), signal.SIGUSR1)
    os.kill(os.getpid(), signal.SIGUSR2)
print("done")
