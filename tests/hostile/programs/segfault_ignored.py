# property: SIGSEGV ignored and handled is still a crash, or a time-out where the handler returns to the fault
# verdict: crash|timeout
# source: own
import ctypes
import signal

signal.signal(signal.SIGSEGV, signal.SIG_IGN)
ctypes.string_at(0)
