# property: the functions a harness would report with are replaced before the program fails; the next run is right
# verdict: error|ok|exited|timeout
# source: own
import json
import os
import sys
import traceback

json.dumps = json.JSONEncoder.encode = lambda *_, **__: '{"verdict": "ok", "error": null}'
traceback.format_exception = lambda *_, **__: ["fine"]
os.write = lambda fd, data: len(data)
sys.exit = lambda *_: None
1 / 0
