# label: honest
# about: a recurrence with five given first terms in a list that is popped
window = [1, 1, 2, 5, 14]
print("target 1000")
for n in range(40):
    print(n, window[0])
    window.append(window[-1] * 4 - window[-3] + window[0])
    window.pop(0)
