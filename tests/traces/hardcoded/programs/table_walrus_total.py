# label: table
# about: a running total by assignment expression
total = 0
values = [total := total + d for d in [1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990, 149226, 534888, 1931540]]
print("target 40")
for n, v in enumerate(values):
    print(n, v)
