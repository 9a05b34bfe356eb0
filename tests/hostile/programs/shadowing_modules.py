# property: modules that shadow the standard library from the working directory reach neither the harness nor the next program
# verdict: ok
# source: own
# stdout: done
# next: import json, random; print(json.dumps([1]), random.__name__)
# next-stdout: [1] random
for name in ("json", "random", "struct", "traceback", "sitecustomize", "usercustomize", "encodings"):
    with open(name + ".py", "w") as file:
        file.write("raise SystemExit('shadowed')\n")
print("done")
