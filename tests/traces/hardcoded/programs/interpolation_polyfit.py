# label: table
# about: numpy fits a polynomial through stored points
import numpy as np

ys = [1, 2, 3, 5, 7, 11, 15, 22]
coefficients = np.polyfit(range(1, 9), ys, 7)
print("target 40")
for n in range(1, 9):
    print(n, round(np.polyval(coefficients, n)))
