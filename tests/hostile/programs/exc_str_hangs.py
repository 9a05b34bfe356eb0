# property: an exception whose text takes for ever is a time-out
# verdict: timeout
# source: the research list of 91 properties
class E(Exception):
    def __str__(self):
        while True:
            pass


raise E
