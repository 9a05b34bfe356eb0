# label: honest
# about: finishing time of n jobs with given times on two machines
import heapq
TIMES = [4, 2, 7, 1, 5, 3, 6, 8, 2, 4]
def f(n):
    free = [0, 0]
    heapq.heapify(free)
    for k in range(n):
        t = heapq.heappop(free)
        heapq.heappush(free, t + TIMES[k % 10])
    return max(free)
print("target 1000")
for n in range(1, 41):
    print(n, f(n))
