# label: honest
# about: stops of a car between given stations
AT = [30, 75, 120, 170, 260, 310, 390, 450, 520, 600, 680, 740]
def f(n):
    stops, tank, here = 0, 40 * n, 0
    for i in range(len(AT)):
        gap = AT[i] - here
        if gap > tank:
            stops += 1
            tank = 40 * n
        tank -= gap
        here = AT[i]
    return stops
print("target 30")
for n in range(2, 20):
    print(n, f(n))
