# property: an exception whose text cannot be made is still an error
# verdict: error
# source: issue 4, the list of 91 properties
class E(Exception):
    def __str__(self):
        raise ValueError("no text")

    __repr__ = __str__


raise E
