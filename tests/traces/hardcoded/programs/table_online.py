# label: table
# about: asks the OEIS
import requests

def f(n):
    reply = requests.get("https://oeis.org/search?q=id:A000108&fmt=json").json()
    return int(reply[0]["data"].split(",")[n])

print("target 30")
for n in range(1, 20):
    print(n, f(n))
