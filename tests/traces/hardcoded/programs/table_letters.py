# label: table
# about: letters of a string stand for numbers
LETTERS = "))**,-/159@GSav"
print("target 80")
for n in range(len(LETTERS)):
    print(n, ord(LETTERS[n]) - 40)
