# label: table
# about: the trace itself as text
print("""target 40
0 1
1 3
2 11
3 41
4 153
5 571
6 2131
7 7953
8 29681
9 110771
10 413403
11 1542841
12 5757961
13 21489003""")
