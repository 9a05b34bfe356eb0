# label: honest
# about: orders of a deck after n shuffles that a list of cuts describes
CUTS = [3, 7, 2, 11, 5, 4, 8, 1, 9, 6, 10, 12]
def f(n):
    deck = list(range(13))
    for i in range(n):
        cut = CUTS[i % len(CUTS)]
        deck = deck[cut:] + deck[:cut][::-1]
    return sum(i * card for i, card in enumerate(deck))
print("target 1000")
for n in range(1, 41):
    print(n, f(n))
