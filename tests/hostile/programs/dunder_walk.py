# property: the shell through object.__subclasses__ and a globals dictionary, with names built at run time
# verdict: ok
# stdout: done
# requires: seccomp|uid|landlock|namespaces
# source: smolagents CVE-2025-9959 (incomplete validation of dunder attributes)
classes = getattr(object, "__sub" + "classes__")()
wrap = next(kind for kind in classes if kind.__name__ == "_wrap_close")
system = getattr(getattr(wrap, "__in" + "it__"), "__glo" + "bals__")["system"]
try:
    system("echo owned > @DECOY_DIR@/dunder")
except OSError:
    pass
print("done")
