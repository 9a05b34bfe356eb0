# property: `except BaseException` around an endless loop swallows every soft interruption
# verdict: timeout
# source: the research list of 91 properties
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
