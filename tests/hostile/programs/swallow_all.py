# property: `except BaseException` around an endless loop swallows every soft interruption
# verdict: timeout
# source: issue 4, the list of 91 properties
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
