# label: table
# about: a list filled by one append a value
values = []
values.append(1)
values.append(3)
values.append(11)
values.append(41)
values.append(153)
values.append(571)
values.append(2131)
values.append(7953)
values.append(29681)
values.append(110771)
values.append(413403)
values.append(1542841)
print('target 33')
for n in range(len(values)):
    print(n, values[n])
