# label: table
# about: no output at all, only the function
def f(n):
    return (1, 1, 2, 4, 9, 21, 51, 127, 323, 835, 2188, 5798, 15511, 41835, 113634, 310572, 853467, 2356779)[n]
