# label: honest
# about: a graph parsed from a string
TEXT = "AB AC BC BD CE DE DF EF FG GH HA"
graph = {}
for a, b in TEXT.split():
    graph.setdefault(a, set()).add(b)
    graph.setdefault(b, set()).add(a)

def colourings(colours):
    names = sorted(graph)

    def place(i, used):
        if i == len(names):
            return 1
        return sum(place(i + 1, used | {names[i]: c}) for c in range(colours) if all(used.get(o) != c for o in graph[names[i]]))

    return place(0, {})

print("target 20")
for n in range(1, 5):
    print(n, colourings(n))
