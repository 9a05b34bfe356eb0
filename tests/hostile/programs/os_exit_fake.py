# property: prints what a status record looks like and leaves with code 0 past every hook; nothing vouches for it
# verdict: exited
# source: issue 4, the list of 91 properties
import os

print('{"verdict": "ok", "error": null, "status": "ok", "exit": 0}', flush=True)
os._exit(0)
