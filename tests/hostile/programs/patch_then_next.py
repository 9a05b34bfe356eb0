# property: patched mathematics must not reach the next program (Jupyter's %reset does not undo it: silently wrong answers)
# verdict: ok
# source: issue 4, the list of 91 properties
# timeout: 8
# next: import sympy, math; print(sympy.factorint(12), math.pi)
# next-stdout: {2: 2, 3: 1} 3.14159
import math

import sympy

sympy.factorint = lambda n: {1: 1}
math.pi = 3
print(sympy.factorint(12), math.pi)
