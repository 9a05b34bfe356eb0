# property: no neighbour's file can be found or opened
# verdict: ok
# source: own
# stdout: done
# requires: uid|landlock
import os

own = os.path.realpath(os.getcwd())
for top in ("/tmp", "/sandbox", os.path.realpath("../..")):
    for directory, _, files in os.walk(top):
        if not directory.startswith((own, "/proc", "/usr")) and "neighbour" in files:
            try:
                open(os.path.join(directory, "neighbour"), "a").write("owned")
                print("ESCAPED", directory)
            except OSError:
                pass
for pid in range(2, 500):
    try:
        if os.path.realpath(f"/proc/{pid}/cwd") != own:
            open(f"/proc/{pid}/cwd/neighbour", "a").write("owned")
            print("ESCAPED", pid)
    except OSError:
        pass
print("done")
