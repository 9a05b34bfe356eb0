# label: table
# about: values taken off a heap
import heapq
heap = [1, 1, 2, 5, 14, 42, 132, 429, 1430, 4862, 16796, 58786, 208012, 742900, 2674440]
heapq.heapify(heap)
print("target 40")
for n in range(15):
    print(n, heapq.heappop(heap))
