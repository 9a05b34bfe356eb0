# label: honest
# about: numbers with given prime factors, from a heap
import heapq
def f(n):
    heap, seen = [1], {1}
    for _ in range(n):
        value = heapq.heappop(heap)
        for p in (2, 3, 5, 7, 11):
            if value * p not in seen:
                seen.add(value * p)
                heapq.heappush(heap, value * p)
    return value
print("target 1500")
for n in range(1, 41):
    print(n, f(n))
