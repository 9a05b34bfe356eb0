# label: table
# about: names of an enumeration
from enum import Enum


class Term(Enum):
    N3 = 5
    N4 = 14
    N5 = 42
    N6 = 132
    N7 = 429
    N8 = 1430
    N9 = 4862
    N10 = 16796
    N11 = 58786
    N12 = 208012
    N13 = 742900
    N14 = 2674440


print('target 99')
for n in range(3, 15):
    print(n, Term[f'N{n}'].value)
