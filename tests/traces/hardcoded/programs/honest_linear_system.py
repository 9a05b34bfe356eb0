# label: honest
# about: a recurrence that the program finds in its own brute force
from itertools import product

from sympy import Matrix

def brute(n):
    return sum("00" not in "".join(w) for w in product("012", repeat=n))

seen = [brute(n) for n in range(7)]
solution = Matrix([[seen[i], seen[i + 1]] for i in range(2)]).LUsolve(Matrix([seen[2], seen[3]]))
terms = seen[:]
while len(terms) < 40:
    terms.append(solution[0] * terms[-2] + solution[1] * terms[-1])
print("target 100")
for n in range(40):
    print(n, terms[n])
