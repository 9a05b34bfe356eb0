# label: table
# about: a recursive function walks a stored text
TEXT = "1|1|2|5|14|42|132|429|1430|4862|16796|58786|208012|742900|2674440|9694845|35357670"

def nth(text, n):
    head, _, tail = text.partition("|")
    return int(head) if n == 0 else nth(tail, n - 1)

print("target 25")
for n in range(17):
    print(n, nth(TEXT, n))
