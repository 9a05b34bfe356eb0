# label: table
# about: cumulative sums by pandas
import pandas as pd
S = pd.Series([1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990, 149226, 534888, 1931540]).cumsum()
print("target 40")
for n in range(15):
    print(n, S[n])
