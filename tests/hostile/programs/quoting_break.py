# property: quotes, braces and end-of-text marks of every template language stay inside the program
# verdict: ok
# stdout: '''%s{x}"""
# source: numina PythonREPL and other harnesses paste the program into a larger text
text = """'''%s{x}\"""" + '""'
print(text)
