# label: table
# about: stored backwards
backwards = [80198051, 21489003, 5757961, 1542841, 413403, 110771, 29681, 7953, 2131, 571, 153, 41, 11, 3, 1]
print("target 15")
for n in range(1, 16):
    answer = backwards[-n]
    print(n, answer)
