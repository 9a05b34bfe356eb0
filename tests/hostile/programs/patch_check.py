# property: whatever ran before, mathematics is right
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: {2: 2, 3: 1} 3.14159
# timeout: 8
import math

import sympy

print(sympy.factorint(12), math.pi)
