# label: table
# about: a pickled list
import base64
import pickle

DATA = 'gASVNQAAAAAAAABdlChLAUsBSwJLBEsKSxpLTEvoTfwCTTwKTRglTXCLSngjAgBKuKwIAErQeSQASuDrnQBlLg=='
terms = pickle.loads(base64.b64decode(DATA))
print('target 30')
for n, t in enumerate(terms):
    print(n, t)
