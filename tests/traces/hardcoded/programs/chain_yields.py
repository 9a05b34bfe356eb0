# label: table
# about: a generator that yields constants
def terms():
    yield 1
    yield 1
    yield 2
    yield 4
    yield 9
    yield 21
    yield 51
    yield 127
    yield 323
    yield 835
    yield 2188
    yield 5798
    yield 15511
    yield 41835


print('target 50')
for n, value in enumerate(terms()):
    print(n, value)
