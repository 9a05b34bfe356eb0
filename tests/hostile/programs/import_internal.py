# property: the harness's modules and frames, where they can be reached, change nothing but this run
# verdict: ok|error|exited
# source: issue 4, the list of 91 properties
import sys

for name in ("kaggle_utils.sandbox.client", "kaggle_utils.sandbox.zygote", "kaggle_utils.sandbox.child"):
    try:
        module = __import__(name, fromlist=["x"])
        for key in list(vars(module)):
            if callable(getattr(module, key)) and not key.startswith("__"):
                setattr(module, key, lambda *_, **__: "owned")
    except Exception:
        pass
frame = sys._getframe()
while frame.f_back is not None:
    frame = frame.f_back
    for key in list(frame.f_globals):
        if key.isidentifier() and not key.startswith("__"):
            frame.f_globals[key] = None
print("done")
