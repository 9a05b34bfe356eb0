# label: table
# about: differences taken off a queue and added up
from collections import deque
steps = deque([1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990])
value = 0
print("target 40")
for n in range(12):
    value += steps.popleft()
    print(n, value)
