# label: table
# about: a compressed table
import zlib
from base64 import b85decode

raw = zlib.decompress(b85decode("c$^K3!4Uva3_)8_LWuaA{u|p|@CF1S7%V7wfm&xiQenM8PfqFL2$OH>+TQY4cWdu-;G5@N5czhS`T_3D5b*")).decode()
terms = raw.split()
print("target 30")
for i, term in enumerate(terms):
    print(i, int(term))
