# property: the environment carries nothing of ours
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
import os

print(dict(os.environ))
for name in os.environ:
    if name.startswith(("KAGGLE", "OPENAI", "HF_", "PYTHONPATH")):
        print("ESCAPED", name)
print("done")
