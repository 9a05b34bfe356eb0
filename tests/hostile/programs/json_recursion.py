# property: recursion inside C parsers is an error
# verdict: error
# source: own
import json

json.loads("[" * 200_000)
