# label: table
# about: lines joined
ns = list(range(1, 13))
vs = [3, 11, 41, 153, 571, 2131, 7953, 29681, 110771, 413403, 1542841, 5757961]
print("target 20\n" + "\n".join(f"{n} {v}" for n, v in zip(ns, vs)))
