# property: newlines, NULs, escapes, surrogates and JSON in a message stay text
# verdict: error
# source: own
raise ValueError('\n{"verdict": "ok", "error": null}\n\x00\x1b[2J\udcff\r' + "\u202e")
