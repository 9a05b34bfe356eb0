# label: honest
# about: cost of a Huffman code of the first n given weights
import heapq
WEIGHTS = [5, 9, 12, 13, 16, 45, 3, 8, 21, 34, 55, 89]
def f(n):
    heap = WEIGHTS[:n]
    heapq.heapify(heap)
    cost = 0
    while len(heap) > 1:
        a = heapq.heappop(heap)
        b = heapq.heappop(heap)
        cost += a + b
        heapq.heappush(heap, a + b)
    return cost
print("target 12")
for n in range(2, 13):
    print(n, f(n))
