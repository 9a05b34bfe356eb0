# property: a segmentation fault is a crash of this run only
# verdict: crash
# source: issue 4, the list of 91 properties
import ctypes

ctypes.string_at(0)
