# property: recursion limit, switch interval, hash of floats, decimal context and seeds do not reach the next program
# verdict: ok
# source: own
# next: import sys, decimal; print(sys.getrecursionlimit() > 900, sys.getswitchinterval() < 1, decimal.Decimal(1) / 3)
# next-stdout: True True 0.3333333333333333333333333333
import decimal
import random
import sys
import warnings

sys.setswitchinterval(100)
decimal.setcontext(decimal.Context(prec=2))
decimal.DefaultContext.prec = 2
random.seed(1)
warnings.simplefilter("error")
sys.setrecursionlimit(sys.getrecursionlimit() // 2)
print("done")
