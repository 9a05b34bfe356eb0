# property: an exception whose text takes for ever is a time-out
# verdict: timeout
# source: issue 4, the list of 91 properties
class E(Exception):
    def __str__(self):
        while True:
            pass


raise E
