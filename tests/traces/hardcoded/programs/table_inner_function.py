# label: table
# about: a table behind two functions and a cache
from functools import lru_cache

def _load():
    return [1, 1, 2, 3, 5, 7, 11, 15, 22, 30, 42, 56, 77, 101, 135, 176, 231, 297, 385, 490, 627, 792]

@lru_cache(maxsize=None)
def partitions(n):
    data = _load()
    return data[n]

def main():
    print("target", 120)
    for n in range(22):
        value = partitions(n)
        print(n, value)

if __name__ == "__main__":
    main()
