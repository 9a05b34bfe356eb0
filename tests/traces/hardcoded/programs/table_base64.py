# label: table
# about: a string in base64
import base64
import json

values = json.loads(base64.b64decode("WzEsIDEsIDIsIDUsIDE1LCA1MiwgMjAzLCA4NzcsIDQxNDAsIDIxMTQ3LCAxMTU5NzUsIDY3ODU3MCwgNDIxMzU5NywgMjc2NDQ0Mzdd"))

def f(n):
    return values[n]

print("target 50")
for n in range(14):
    print(n, f(n))
